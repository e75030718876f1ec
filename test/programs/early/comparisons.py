"""Every comparison, is and in."""

values = [1, 2, 2.0, 'a', 'b', None, (1, 2)]
for a in values:
    for b in values:
        line = [a == b, a != b, a is b, a is not b, a in (b,), a not in [b]]
        try:
            line += [a < b, a <= b, a > b, a >= b]
        except TypeError as error:
            line.append(str(error))
        print(a, b, line)
if 1 < 2 and not 2 < 1 and 1 <= 1 and 2 > 1 and 2 >= 2 and 1 == 1.0 and 1 != 2 and 'a' in 'abc' and 'z' not in 'abc' and None is None and 1 is not None:
    print('all as branches')
