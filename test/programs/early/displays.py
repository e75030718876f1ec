"""Displays of five and more items, which the old compiler could not make."""

one, two = 1, 2
print([one], [one, two], [1, 2, 3, 4, 5], [one, 2, 3, 4, 5], [one, two, 3, 4, 5, 6, 7, 8])
print((1, 2, 3, 4, 5), (one, two, 3, 4, 5, 6), sorted({5, 4, 3, one, two, 6}), {'a': one, 'b': two, 'c': 3, 'd': 4, 'e': 5, 'f': 6})
print([[one, two], [3, 4], [5, 6], [7, 8], [9, 10]], ((one,), (two,), (3,), (4,), (5,)))
