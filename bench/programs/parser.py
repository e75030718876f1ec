"""A JSON parser over a string: character tests, dispatch, recursion, dictionaries."""

import json
import sys


class Parser:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def blanks(self):
        text, at = self.text, self.at
        while text[at] in ' \n\t':
            at += 1
        self.at = at
        return text[at]

    def value(self):
        c = self.blanks()
        if c == '{':
            return self.mapping()
        if c == '[':
            return self.sequence()
        if c == '"':
            return self.string()
        if c == 't':
            self.at += 4
            return True
        if c == 'f':
            self.at += 5
            return False
        if c == 'n':
            self.at += 4
            return None
        return self.number()

    def mapping(self):
        result = {}
        self.at += 1
        if self.blanks() == '}':
            self.at += 1
            return result
        while True:
            self.blanks()
            key = self.string()
            if self.blanks() != ':':
                raise ValueError(self.at)
            self.at += 1
            result[key] = self.value()
            c = self.blanks()
            self.at += 1
            if c == '}':
                return result

    def sequence(self):
        result = []
        self.at += 1
        if self.blanks() == ']':
            self.at += 1
            return result
        while True:
            result.append(self.value())
            c = self.blanks()
            self.at += 1
            if c == ']':
                return result

    def string(self):
        start = self.at + 1
        end = start
        text = self.text
        while text[end] != '"':
            end += 1
        self.at = end + 1
        return text[start:end]

    def number(self):
        start = self.at
        text = self.text
        end = start
        while text[end] in '+-.eE0123456789':
            end += 1
        self.at = end
        digits = text[start:end]
        return float(digits) if '.' in digits else int(digits)


DOCUMENT = {
    'items': [{'name': f'item {i}', 'price': i * 1.25, 'tags': ['a', 'b', str(i)], 'ok': i % 2 == 0, 'none': None}
              for i in range(100)],
    'nested': {'deep': {'deeper': [[1, 2], [3, [4, [5]]]]}},
}


def run(rounds=660):
    text = json.dumps(DOCUMENT)
    total = 0
    for _ in range(rounds):
        total += len(Parser(text).value()['items'])
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
