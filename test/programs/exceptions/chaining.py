"""__context__, __cause__, suppression, raise from, re-raise, cycles of contexts, notes, with_traceback."""

import sys


def show(error, depth=0):
    lines = []
    while error is not None and len(lines) < 6:
        lines.append(f'{type(error).__name__}({error}) cause={error.__cause__!r} suppress={error.__suppress_context__}')
        error = error.__context__
    return lines


def catch(f):
    try:
        f()
    except BaseException as error:
        return show(error)


def implicit():
    try:
        1 / 0
    except ZeroDivisionError:
        {}['missing']


def explicit():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise ValueError('explicit') from error


def suppressed():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError('alone') from None


def in_finally():
    try:
        1 / 0
    finally:
        raise ValueError('in finally')


def three():
    try:
        try:
            raise ValueError(1)
        except ValueError:
            raise KeyError(2)
    except KeyError:
        raise IndexError(3)


def reraise():
    try:
        raise ValueError('again')
    except ValueError:
        try:
            raise KeyError('other')
        except KeyError:
            pass
        raise


def reraise_named():
    try:
        raise ValueError('named')
    except ValueError as error:
        raise error


def from_class():
    raise ValueError('x') from KeyError


def from_bad():
    raise ValueError('x') from 5


def bare():
    raise


def same_twice():
    error = ValueError('same')
    try:
        raise error
    except ValueError:
        raise error


def context_cycle():
    a, b = ValueError('a'), ValueError('b')
    try:
        try:
            raise a
        except ValueError:
            raise b
    except ValueError:
        raise a


def nested_function_raise():
    def inner():
        raise
    try:
        raise OSError('for inner')
    except OSError:
        inner()


def raise_class_with_bad_init():
    class Bad(Exception):
        def __init__(self, needed):
            pass
    raise Bad


def new_returns_other():
    class Odd(Exception):
        def __new__(cls, *args):
            return 5
    raise Odd


def cause_set_by_hand():
    error = ValueError('by hand')
    error.__cause__ = KeyError('cause')
    raise error


for function in (implicit, explicit, suppressed, in_finally, three, reraise, reraise_named, from_class, from_bad, bare, same_twice, context_cycle, nested_function_raise,
                 raise_class_with_bad_init, new_returns_other, cause_set_by_hand):
    print(function.__name__, *catch(function), sep='\n    ')
try:
    raise ValueError('noted')
except ValueError as error:
    error.add_note('first')
    error.add_note('second')
    print(error.__notes__, sys.exc_info()[0] is ValueError, sys.exc_info()[1] is error, sys.exception() is error)
print(sys.exc_info(), sys.exception())


def lines(error):
    result, traceback = [], error.__traceback__
    while traceback:
        result.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno - traceback.tb_frame.f_code.co_firstlineno))
        traceback = traceback.tb_next
    return result


def deep(n):
    if n == 0:
        raise ValueError('bottom')
    return deep(n - 1)


def keeps_traceback():
    try:
        deep(2)
    except ValueError as error:
        saved = error
    try:
        raise saved
    except ValueError as error:
        first = lines(error)
    try:
        raise saved.with_traceback(None)
    except ValueError as error:
        return first, lines(error)


print(*keeps_traceback(), sep='\n')


def traceback_of_finally():
    try:
        try:
            deep(1)
        finally:
            x = 1
    except ValueError as error:
        return lines(error)


def traceback_of_reraise():
    try:
        try:
            deep(1)
        except ValueError:
            raise
    except ValueError as error:
        return lines(error)


print(traceback_of_finally(), traceback_of_reraise())
