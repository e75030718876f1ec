"""Strings compared: edit distance, longest common parts, a trie, suggestions for a misspelling."""

import sys

WORDS = (
    'compile compiler complete complex compose computer concert condition connect consider constant contain '
    'continue control convert correct counter create current custom table tablet target task text thread token '
    'trace track transform translate treasure tree trial tunnel turtle type'
).split()


def edit_distance(a: str, b: str) -> int:
    previous = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        current = [i]
        for j, cb in enumerate(b, 1):
            current.append(min(
                previous[j] + 1,
                current[j - 1] + 1,
                previous[j - 1] + (ca != cb),
            ))
        previous = current
    return previous[-1]


def common_subsequence(a: str, b: str) -> str:
    lengths = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            if a[i] == b[j]:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    i = j = 0
    result = ''
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            result += a[i]
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return result


class Trie:
    def __init__(self):
        self.children = {}
        self.is_word = False

    def insert(self, word):
        node = self
        for letter in word:
            if letter not in node.children:
                node.children[letter] = Trie()
            node = node.children[letter]
        node.is_word = True

    def words(self, prefix=''):
        if self.is_word:
            yield prefix
        for letter in sorted(self.children):
            yield from self.children[letter].words(prefix + letter)

    def starting(self, prefix):
        node = self
        for letter in prefix:
            node = node.children.get(letter)
            if node is None:
                return []
        return list(node.words(prefix))


def is_palindrome(text):
    low, high = 0, len(text) - 1
    while low < high:
        if text[low] != text[high]:
            return False
        low += 1
        high -= 1
    return True


def run(rounds: int = 1200):
    total = 0
    for n in range(rounds):
        misspelt = WORDS[n % len(WORDS)].replace('e', 'a')[::-1][1:][::-1]
        ranked = sorted(WORDS, key=lambda word: (edit_distance(misspelt, word), word))
        total += len(ranked[0])
        total += len(common_subsequence(ranked[-1] + misspelt, ranked[0] + ranked[1]))
        trie = Trie()
        for word in WORDS:
            trie.insert(word)
        total += len(trie.starting('co')) + len(trie.starting(misspelt[:2]))
        text = ''.join(ranked[:4])
        total += sum(is_palindrome(text[i:j]) for i in range(len(text)) for j in range(i + 2, min(i + 6, len(text))))
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
