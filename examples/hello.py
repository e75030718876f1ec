"""The smallest program: one line of output."""

print('Hello, native world!')
