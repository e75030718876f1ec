"""A parser for arithmetic, with variables, and its evaluator: match statements and exceptions.

Usage: calculator.py [EXPRESSION...]
"""

import re
import sys
from dataclasses import dataclass
from fractions import Fraction

TOKEN = re.compile(r'\s*(?:(\d+(?:\.\d+)?)|([a-z]\w*)|(\*\*|[-+*/%()=]))')


@dataclass
class Number:
    value: Fraction


@dataclass
class Name:
    name: str


@dataclass
class Operation:
    operator: str
    operands: tuple


class Mistake(Exception):
    def __init__(self, message, column):
        super().__init__(message)
        self.column = column


class Parser:
    BINDING = {'+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '**': 4}

    def __init__(self, text):
        self.text = text
        self.tokens = list(self.scan())
        self.at = 0

    def scan(self):
        position = 0
        while self.text[position:].strip():
            match = TOKEN.match(self.text, position)
            if not match:
                raise Mistake(f'what is {self.text[position:].strip()[0]!r}?', position)
            yield match.lastindex, match[match.lastindex], match.start(match.lastindex)
            position = match.end()
        yield 0, 'the end', len(self.text)

    def take(self):
        token = self.tokens[self.at]
        self.at += 1
        return token

    def statement(self):
        match self.tokens:
            case [(2, name, _), (3, '=', _), *_]:
                self.at = 2
                tree = Operation('=', (name, self.expression(0)))
            case _:
                tree = self.expression(0)
        kind, text, column = self.take()
        if kind:
            raise Mistake(f'did not expect {text!r}', column)
        return tree

    def expression(self, binding):
        left = self.operand()
        while True:
            kind, operator, column = self.tokens[self.at]
            power = self.BINDING.get(operator, 0) if kind == 3 else 0
            if power <= binding:
                return left
            self.take()
            # ** binds to the right, so its right side may hold another of the same power.
            right = self.expression(power - (operator == '**'))
            left = Operation(operator, (left, right))

    def operand(self):
        match self.take():
            case (1, digits, _):
                return Number(Fraction(digits))
            case (2, name, _):
                return Name(name)
            case (3, '(', _):
                tree = self.expression(0)
                match self.take():
                    case (3, ')', _):
                        return tree
                    case (_, text, column):
                        raise Mistake(f"expected ')' and found {text}", column)
            case (3, '-', _):
                return Operation('neg', (self.expression(3),))
            case (_, text, column):
                raise Mistake(f'expected a number and found {text}', column)


def evaluate(tree, variables):
    match tree:
        case Number(value):
            return value
        case Name(name):
            return variables[name]
        case Operation('=', (str(name), body)):
            variables[name] = evaluate(body, variables)
            return variables[name]
        case Operation('neg', (operand,)):
            return -evaluate(operand, variables)
        case Operation(operator, (left, right)):
            a, b = evaluate(left, variables), evaluate(right, variables)
            match operator:
                case '+':
                    return a + b
                case '-':
                    return a - b
                case '*':
                    return a * b
                case '/':
                    return a / b
                case '%':
                    return a % b
                case '**' if b.denominator == 1 and abs(b) < 1000:
                    return a ** int(b)
    raise ArithmeticError('this cannot be computed')


def show(text, variables):
    try:
        result = evaluate(Parser(text).statement(), variables)
    except Mistake as mistake:
        print(f'{text}\n{" " * mistake.column}^ {mistake}')
    except KeyError as error:
        print(f'{text}: no variable {error}')
    except ArithmeticError as error:
        print(f'{text}: {error}')
    else:
        print(f'{text} = {result}')


SAMPLES = [
    '1 + 2 * 3', '(1 + 2) * 3', '2 ** 3 ** 2', '-2 ** 2', 'x = 3 / 4', 'y = x + 1 / 4',
    'y * (x - 2)', '7 % 4', '2 ** -10', '1 / 0', 'z + 1', '1 + (2 * 3', '4 +', '3 $ 4', '2 3',
    '2 ** 0.5', '0.1 + 0.2', 'big = 2 ** 100', 'big % 1000007',
]


if __name__ == '__main__':
    known = {}
    for sample in sys.argv[1:] or SAMPLES:
        show(sample, known)
