"""Text: splitting, stripping, dictionaries of counts, sorting."""

import sys

TEXT = """The quick brown fox jumps over the lazy dog; the dog, however, was not as lazy as
it seemed. "Whatever," said the fox, and jumped again, and again, until the brown dog slept."""


def count(text, rounds):
    words = {}
    for _ in range(rounds):
        for line in text.split('\n'):
            for word in line.split():
                word = word.strip('.,;"').lower()
                if not word:
                    continue
                if word in words:
                    words[word] += 1
                else:
                    words[word] = 1
    return sorted(words.items(), key=lambda item: (-item[1], item[0]))


def run(rounds=300):
    return count(TEXT, 300 * rounds)[:5]


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
