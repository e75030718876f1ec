"""Conversions between numbers and text, rounding, divmod, hashes of equal numbers, bases."""


def attempt(f, *arguments):
    try:
        print(f.__name__, *map(repr, arguments), '->', repr(f(*arguments)))
    except Exception as error:
        print(f.__name__, *map(repr, arguments), '->', type(error).__name__, error)


for text in ('12', ' -7\n', '1_000', '1__0', '', '0x10', '+5', '٣', '1e5', 'abc', b'15', None, 2.9, -2.9, '9' * 30):
    attempt(int, text)
for text, base in (('ff', 16), ('0xff', 0), ('0b101', 0), ('0o17', 8), ('z', 36), ('12', 2), ('1', 1), ('7', 37), (5, 10)):
    attempt(int, text, base)
for text in ('1.5', 'inf', '-Infinity', 'nan', '1e400', '1e-400', ' 2_0.5 ', '', '1.5.2', '0x1p3', b'2.5', None, 10**400):
    attempt(float, text)
for number in (float('inf'), float('nan'), -0.0, 1e20, -1.5, 123456789.75):
    attempt(int, number)
    attempt(round, number)
    attempt(bool, number)
for number in (0.5, 1.5, 2.5, -0.5, 2.675, 1234.5678, 15, 25, -25, 2**70):
    for digits in (0, 1, 2, -1, -2):
        attempt(round, number, digits)
for a, b in ((7, 3), (-7, 3), (7, -3), (-7, -3), (7.5, 2), (-7.5, 2), (7, -2.5), (2**70, 3), (5, 0), (5.0, 0.0), (0, 5)):
    attempt(divmod, a, b)
for number in (0.1, 1e16, 1e22, 123456789012345680.0, 1e-5, 0.0001, 5e-324, 1.7976931348623157e308, 1 / 3, 100.0, -0.0):
    print(repr(number), str(number), number.hex(), number.as_integer_ratio(), number.is_integer())
for number in (0, 255, -255, 2**31, 10**20):
    print(bin(number), oct(number), hex(number), number.bit_length(), number.bit_count(), number.to_bytes(9, 'big', signed=True))
print(hash(1) == hash(1.0) == hash(True) == hash(1 + 0j), hash(2**100) == hash(2.0**100), hash(0.5) == hash(1 / 2))
print(complex('1+2j'), complex(1, -0.0), (1 + 2j).conjugate(), abs(3 + 4j), 1j * 1j, (1 + 2j) / (3 - 1j), -(0j))
print(int.from_bytes(b'\xff\x00\x01', 'little'), float.fromhex('0x1.8p1'), (10).conjugate(), (7).real, (7).denominator)
print(sum([0.1] * 10), sum([1, 2.5, True]), min(3, 1.5, 2), max([1, 1.0, True]), sum([[1], [2]], []))
print(chr(0x10FFFF) == '\U0010ffff', ord('€'), divmod(-1, 10**20), (-3) // 2, -3 // 2, -3 % 5, 3 % -5, -(7 // 2))
