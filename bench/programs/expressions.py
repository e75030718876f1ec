"""A small language: tokens by regular expression, recursive descent, evaluation by matching."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    NUMBER = auto()
    NAME = auto()
    OPERATOR = auto()
    END = auto()


@dataclass(frozen=True)
class Token:
    kind: Kind
    text: str
    at: int


@dataclass
class Number:
    value: float


@dataclass
class Name:
    name: str


@dataclass
class Unary:
    operator: str
    operand: Node


@dataclass
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass
class Call:
    function: str
    arguments: list[Node]


Node = Number | Name | Unary | Binary | Call

PATTERN = re.compile(
    r'\s*(?:(?P<NUMBER>\d+(?:\.\d*)?)|(?P<NAME>[A-Za-z_]\w*)|(?P<OPERATOR><=|>=|==|\*\*|[-+*/(),<>]))'
)
LEVELS = [('==', '<', '>', '<=', '>='), ('+', '-'), ('*', '/')]


class SyntaxProblem(ValueError):
    pass


def tokenize(text: str):
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = PATTERN.match(text, at)
        if match is None:
            raise SyntaxProblem(f'what is {text[at]!r} at {at}?')
        yield Token(Kind[match.lastgroup], match.group(match.lastgroup), match.start(match.lastgroup))
        at = match.end()
    yield Token(Kind.END, '', at)


class Parser:
    def __init__(self, text: str):
        self.tokens = tokenize(text)
        self.token = next(self.tokens)

    def advance(self) -> Token:
        token = self.token
        if token.kind is not Kind.END:
            self.token = next(self.tokens)
        return token

    def accept(self, *texts: str) -> Token | None:
        if self.token.kind is Kind.OPERATOR and self.token.text in texts:
            return self.advance()
        return None

    def expect(self, text: str) -> None:
        if self.accept(text) is None:
            raise SyntaxProblem(f'{text} expected at {self.token.at}, not {self.token.text!r}')

    def parse(self) -> Node:
        node = self.binary(0)
        if self.token.kind is not Kind.END:
            raise SyntaxProblem(f'the end expected at {self.token.at}')
        return node

    def binary(self, level: int) -> Node:
        if level == len(LEVELS):
            return self.unary()
        node = self.binary(level + 1)
        while operator := self.accept(*LEVELS[level]):
            node = Binary(operator.text, node, self.binary(level + 1))
        return node

    def unary(self) -> Node:
        if operator := self.accept('-', '+'):
            return Unary(operator.text, self.unary())
        return self.power()

    def power(self) -> Node:
        base = self.atom()
        if self.accept('**'):
            return Binary('**', base, self.unary())
        return base

    def atom(self) -> Node:
        if self.accept('('):
            node = self.binary(0)
            self.expect(')')
            return node
        token = self.advance()
        if token.kind is Kind.NUMBER:
            return Number(float(token.text))
        if token.kind is not Kind.NAME:
            raise SyntaxProblem(f'a value expected at {token.at}')
        if not self.accept('('):
            return Name(token.text)
        arguments = []
        if not self.accept(')'):
            arguments.append(self.binary(0))
            while self.accept(','):
                arguments.append(self.binary(0))
            self.expect(')')
        return Call(token.text, arguments)


FUNCTIONS = {'max': max, 'min': min, 'abs': abs, 'half': lambda x: x / 2}


def evaluate(node: Node, names: dict[str, float]) -> float:
    match node:
        case Number(value):
            return value
        case Name(name):
            return names[name]
        case Unary('-', operand):
            return -evaluate(operand, names)
        case Unary(_, operand):
            return evaluate(operand, names)
        case Binary(operator, left, right):
            a, b = evaluate(left, names), evaluate(right, names)
            match operator:
                case '+':
                    return a + b
                case '-':
                    return a - b
                case '*':
                    return a * b
                case '/':
                    return a / b
                case '**':
                    return a ** b
                case '<' | '<=':
                    return float(a < b or operator == '<=' and a == b)
                case '>' | '>=':
                    return float(a > b or operator == '>=' and a == b)
            return float(a == b)
        case Call(function, arguments):
            return FUNCTIONS[function](*(evaluate(argument, names) for argument in arguments))
    raise TypeError(node)


TEXTS = [
    '1 + 2 * (x - 3) / 4 ** 2',
    'max(x, y, 12.5) - min(half(x), -y) * 2',
    '((x + 1) * (y + 2) - (x - y) ** 2) / abs(-3 - half(10))',
    '(x < y) * 10 + (x >= y) * 20 + -+-x',
    '1 + (2 + (3 + (4 + (5 + (6 + x)))))',
    'x * (y + ',
    '3 $ 4',
]


def run(rounds: int = 1300):
    total = 0.0
    mistakes = 0
    for n in range(rounds):
        for text in TEXTS:
            try:
                tree = Parser(text).parse()
            except SyntaxProblem as problem:
                mistakes += len(str(problem))
                continue
            for y in range(5):
                total += evaluate(tree, {'x': n % 17, 'y': y})
    return round(total, 6), mistakes


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
