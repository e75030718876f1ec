"""Two globals put into a tuple."""

a = 5
b = 'six'
c = (a, b)
print(c)
a, b = b, a
print((a, b), (c, (a,), ()))
