"""An uncaught chained exception: its traceback with multi-line expressions goes to standard error, exit 1."""


def inner(a, b):
    return (a
            + b
            / (b - b))


def middle(values):
    total = 0
    for value in values:
        total += inner(
            value,
            value + 1,
        )
    return total


class Wrapper:
    def __init__(self, values):
        self.values = values

    def compute(self):
        try:
            return middle(self.values)
        except ZeroDivisionError as error:
            raise RuntimeError('could not compute '
                               f'{self.values}') from error


def handle():
    try:
        Wrapper([1, 2]).compute()
    except RuntimeError:
        table = {'a': {'b': None}}
        return table['a']['b']['c'].method(
            1, 2)[3]


print('before')
handle()
print('never')
