"""warnings with stacklevel: attributed to the right line of the right caller, once per place, as errors."""

import warnings


def deprecated(level):
    warnings.warn(f'level {level}', DeprecationWarning, stacklevel=level)


def middle(level):
    deprecated(level)


class C:
    @property
    def old(self):
        warnings.warn('old property', stacklevel=2)
        return 1

    def __init__(self, level):
        warnings.warn(f'in init {level}', UserWarning, level)


def generator():
    warnings.warn('in a generator', stacklevel=2)
    yield 1


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    for level in (1, 2, 3, 4, 50):
        middle(level)
    C(1).old
    C(2)
    list(generator())
    [middle(2) for _ in range(2)]
    eval('middle(3)')
for w in caught:
    print(w.category.__name__, w.message, w.lineno, w.filename == __file__)
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try:
        middle(2)
    except DeprecationWarning as error:
        print('as an error:', error)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('default')
    for _ in range(5):
        middle(2)
    for source in ('x is 1', '"\\d"', 'assert (1, 2)', '1()', '"a"[1.0]'):
        try:
            compile(source, 'source', 'exec')
        except SyntaxError as error:
            print(error)
print(len(caught), [str(w.message) for w in caught])
warnings.warn('to standard error')
for _ in range(3):
    warnings.warn('once per place', RuntimeWarning)
open(__file__)
print('end')
