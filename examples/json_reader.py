"""A JSON reader written by hand, checked against the standard library's.

String scanning, recursion, dispatch by character.  Usage: json_reader.py [FILE]
"""

import json
import sys

ESCAPES = {'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}
SAMPLE = r"""
{"name": "caf\u00e9 \"Zur Post\"", "open": true, "rating": 4.5, "tables": [1, 2, 3, -4e2],
 "menu": {"soup": {"price": 3.20, "hot": true}, "salad": {"price": 5, "hot": false}}, "chef": null}
"""


class JSONError(ValueError):
    pass


class Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def fail(self, wanted):
        line = self.text.count('\n', 0, self.at) + 1
        found = repr(self.text[self.at]) if self.at < len(self.text) else 'the end'
        raise JSONError(f'line {line}: expected {wanted}, found {found}')

    def peek(self):
        while self.at < len(self.text) and self.text[self.at] in ' \t\r\n':
            self.at += 1
        return self.text[self.at] if self.at < len(self.text) else ''

    def expect(self, character):
        if self.peek() != character:
            self.fail(repr(character))
        self.at += 1

    def document(self):
        value = self.value()
        if self.peek():
            self.fail('the end')
        return value

    def value(self):
        character = self.peek()
        if character == '{':
            return dict(self.items('{', '}', self.pair))
        if character == '[':
            return list(self.items('[', ']', self.value))
        if character == '"':
            return self.string()
        if character == '-' or character.isdigit():
            return self.number()
        for word, value in (('true', True), ('false', False), ('null', None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        self.fail('a value')

    def items(self, opening, closing, item):
        self.expect(opening)
        if self.peek() != closing:
            while True:
                yield item()
                if self.peek() != ',':
                    break
                self.at += 1
        self.expect(closing)

    def pair(self):
        if self.peek() != '"':
            self.fail('a key')
        key = self.string()
        self.expect(':')
        return key, self.value()

    def string(self):
        self.expect('"')
        pieces = []
        while True:
            start = self.at
            while self.at < len(self.text) and self.text[self.at] not in '"\\':
                self.at += 1
            pieces.append(self.text[start:self.at])
            if self.at >= len(self.text):
                self.fail('a quotation mark')
            character = self.text[self.at]
            self.at += 1
            if character == '"':
                return ''.join(pieces)
            escape = self.text[self.at]
            self.at += 1
            if escape == 'u':
                pieces.append(chr(int(self.text[self.at:self.at + 4], 16)))
                self.at += 4
            elif escape in ESCAPES:
                pieces.append(ESCAPES[escape])
            else:
                self.fail('an escape')

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in '+-0123456789.eE':
            self.at += 1
        digits = self.text[start:self.at]
        try:
            return int(digits)
        except ValueError:
            return float(digits)


def main():
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding='utf-8') as file:
            text = file.read()
    else:
        text = SAMPLE
    tree = Reader(text).document()
    print(json.dumps(tree, indent=1, sort_keys=True))
    print('the same as json.loads:', tree == json.loads(text))
    bulk = json.dumps([tree] * 100)
    print('in bulk too:', Reader(bulk).document() == json.loads(bulk))
    for broken in ('{"a": }', '[1, 2', '["x]', '[1] 2', '{1: 2}', ''):
        try:
            Reader(broken).document()
        except JSONError as error:
            print(f'{broken!r:10} {error}')


if __name__ == '__main__':
    main()
