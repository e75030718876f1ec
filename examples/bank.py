"""Exceptions: transactions that roll back, causes, notes, groups and clean-up in the right order."""

from contextlib import ExitStack, contextmanager


class Refused(Exception):
    """Base of everything a bank can say no with."""


class Overdrawn(Refused):
    def __init__(self, account, missing):
        super().__init__(f'{account.owner} is short of {missing}')
        self.missing = missing


class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise Overdrawn(self, amount - self.balance)
        self.balance -= amount

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f'cannot deposit {amount}')
        self.balance += amount


@contextmanager
def transaction(*accounts):
    before = [account.balance for account in accounts]
    try:
        yield
    except Exception as error:
        for account, balance in zip(accounts, before):
            account.balance = balance
        error.add_note('rolled back')
        raise
    else:
        print('  committed')


def transfer(source, target, amount):
    with transaction(source, target):
        source.withdraw(amount)
        try:
            target.deposit(amount)
        except ValueError as error:
            raise Refused('the transfer makes no sense') from error


def attempt(*arguments):
    try:
        transfer(*arguments)
    except Overdrawn as error:
        print(f'  {error} ({error.missing} missing), {error.__notes__}')
    except Refused as error:
        print(f'  {error}, because {error.__cause__!r}')
    finally:
        print('  balances', [account.balance for account in arguments[:2]])


def audit(accounts):
    problems = []
    for account in accounts:
        try:
            account.withdraw(100)
        except Refused as error:
            problems.append(error)
    if problems:
        raise ExceptionGroup('audit', problems)


def main():
    ann, ben = Account('Ann', 100), Account('Ben')
    for amount in (30, 500, 0):
        print('transfer', amount)
        attempt(ann, ben, amount)
    try:
        audit([ann, ben, Account('Cy', 1000)])
    except* Overdrawn as group:
        print('audit:', [str(error) for error in group.exceptions])
    with ExitStack() as stack:
        for name in ('vault', 'door', 'lights'):
            stack.callback(print, 'closing the', name)
        print('good night')


if __name__ == '__main__':
    main()
