"""is and is not: singletons, small ints, interned strings, and branches on None."""


def compare(a, b):
    return a is b, a is not b


def kinds(x):
    if x is None:
        return 'none'
    if x is not True and x is not False:
        return 'other'
    return 'true' if x is True else 'false'


def plus_one(n):
    return n + 1


def product(a, b):
    return a * b


print([kinds(x) for x in (None, True, False, 0, 1, '', ...)])
print(compare(None, None), compare(1, True), compare((), ()), compare([], []), compare(..., Ellipsis))
# Results from -5 to 256 are always the one shared object; larger ones are new.
print([n for n in range(-10, 300) if (plus_one(n)) is (plus_one(n))][0::130])
print(sum(plus_one(n) is plus_one(n) for n in range(-10, 300)))
print(sum(product(n, 2) is product(2, n) for n in range(-10, 300)))
print(sum((n - 1) is (n - 1) for n in range(-10, 300)), sum((-n) is (-n) for n in range(-300, 20)))
print(sum((n // 2) is (n // 2) for n in range(0, 600, 2)), sum((n & 511) is (n & 511) for n in range(0, 600)))
print(sum(int(str(n)) is int(str(n)) for n in range(-10, 300)), sum((n >> 1) is (n >> 1) for n in range(600)))
big = 2**40
print(big - big is 0 * big, (big + 5) - big is plus_one(4), big % big is 0 * 7)
word = 'iden' + 'tifier'
print(word is 'identifier', ''.join(['iden', 'tifier']) is word, ''.join(['a']) is 'a', 'abc'[1] is 'b', ''.join([]) is '')
first, second = float('1.5'), float('1.5')
print(first is second, first == second, first + 0 is first, () is tuple([]), frozenset() is frozenset())
nan = float('nan')
print(nan is nan, nan == nan, [nan] == [nan], nan in [nan], (nan,) == (nan,), {nan: 1} == {nan: 1})
method_owner = [].append
print(method_owner is method_owner, [].append is [].append, type(1) is int, type(type(1)) is type)
print(not None is None, (not None) is None, None is not None is not False)
