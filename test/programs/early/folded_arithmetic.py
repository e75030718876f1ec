"""Arithmetic that the compiler folds before anything runs."""

print(1 + 2 * 3 - 4 // 5 % 6)
print((2 ** 10, 7 / 2, -3 << 4, 0xFF & 0x0F | 0x30 ^ 5, ~7, not 0))
print('a' 'b' * 3, 'abc'[1], (1, 2, 3)[-1], 10 ** 20 % 7, 1.5 * 4, 'x' + 'y')
