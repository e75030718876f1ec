"""and, or, not and the conditional expression: values, short circuits and order of evaluation."""

calls = []


def trace(value):
    calls.append(value)
    return value


def combine(a, b, c):
    return (
        trace(a) and trace(b), trace(a) or trace(b), not trace(a),
        trace(a) and trace(b) or trace(c), trace(a) or trace(b) and trace(c),
        (trace(a) or trace(b)) and not trace(c), trace(b) if trace(a) else trace(c),
    )


def branches(a, b, c):
    result = []
    if trace(a) and trace(b) and trace(c):
        result.append('all')
    if trace(a) or trace(b) or trace(c):
        result.append('any')
    if not (trace(a) and trace(b)) or trace(c):
        result.append('mixed')
    while trace(a) and not trace(b):
        result.append('loop')
        break
    else:
        result.append('no loop')
    return result


VALUES = [0, 1, '', 'x', [], [0], None, 0.0, 2.5]
for a in VALUES:
    for b in VALUES:
        for c in (0, 'x'):
            print(a, b, c, combine(a, b, c), branches(a, b, c))
            print('  ', calls)
            calls.clear()


class Stubborn:
    def __init__(self, answers):
        self.answers = iter(answers)

    def __bool__(self):
        return next(self.answers)


def ask(thing):
    return [1 if thing else 0, bool(thing), not thing, (thing and 'yes') == 'yes', (thing or 'no') == 'no']


print(ask(Stubborn([True, False, True, False, True])))


class Raises:
    def __bool__(self):
        raise RuntimeError('no truth')


for action in (lambda r: r and 1, lambda r: not r, lambda r: 1 if r else 2, lambda r: [x for x in (r,) if x]):
    try:
        action(Raises())
    except RuntimeError as error:
        print(error)
