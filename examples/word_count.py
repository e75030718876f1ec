"""Counts the words of a text: of a file, of standard input with '-', or of its own.

Usage: word_count.py [FILE | -]
"""

import re
import sys
from collections import Counter

TEXT = """
The night is dark, and I am far from home;
The moor is wide, the moor is white with snow.
The wind that walks the moor with me alone
Knows every stone, and where the waters go.
"""


def words(text):
    for match in re.finditer(r"[a-z']+", text.lower()):
        yield match.group()


def histogram(counter, width=30):
    most = max(counter.values())
    # Ties are broken by the word, so that the output never depends on hashing.
    for word, count in sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:12]:
        print(f'{word:>8} {count:5} {"#" * (count * width // most)}')


def main():
    if len(sys.argv) < 2:
        text = TEXT * 200
    elif sys.argv[1] == '-':
        text = sys.stdin.read()
    else:
        with open(sys.argv[1], encoding='utf-8') as file:
            text = file.read()
    counter = Counter(words(text))
    if not counter:
        print('no words')
        return
    print(f'{sum(counter.values())} words, {len(counter)} different')
    histogram(counter)
    lengths = Counter(len(word) for word in counter.elements())
    print('by length:', ', '.join(f'{n}: {lengths[n]}' for n in sorted(lengths)))


if __name__ == '__main__':
    main()
