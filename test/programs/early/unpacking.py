"""Unpacking of tuples, lists, strings, iterators and nested targets, with the errors."""

a, b = 1, 2
c, (d, e) = 'x', [3, 4]
f, g, h = 'fgh'
i, *j = range(5)
print(a, b, c, d, e, f, g, h, i, j)
for x, y in [(1, 2), (3, 4)]:
    print(x + y)
for source in ((1,), (1, 2, 3), 5):
    try:
        a, b = source
    except (ValueError, TypeError) as error:
        print(error)
