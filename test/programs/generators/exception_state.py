"""sys.exc_info around yields: each generator has its own handled exception; the caller's is seen through."""

import sys


def current():
    error = sys.exc_info()[1]
    return None if error is None else f'{type(error).__name__}({error})'


def handles():
    yield current()
    try:
        raise ValueError('inner')
    except ValueError:
        yield current()
        yield current()
    yield current()


def in_handler():
    g = handles()
    results = [next(g)]
    try:
        raise KeyError('outer')
    except KeyError:
        results.append(next(g))
        results.append(current())
        results.append(next(g))
    results.append(current())
    results.append(next(g))
    return results


def reraises():
    try:
        yield 'first'
    except LookupError as error:
        try:
            yield f'second {current()}'
        except TypeError as other:
            yield f'third {current()} during {other.__context__!r}'
            raise


def throw_twice():
    g = reraises()
    results = [next(g), g.throw(LookupError('one')), current(), g.throw(TypeError('two')), current()]
    try:
        next(g)
    except TypeError as error:
        results.append(repr(error.__context__))
        results.append(current())
    results.append(current())
    return results


def bare_raise_in_generator():
    def g():
        yield 1
        raise
    made = g()
    try:
        raise OSError('outer')
    except OSError:
        next(made)
        try:
            next(made)
        except OSError as error:
            return f'reraised {error}'


def bare_raise_without():
    def g():
        raise
        yield
    try:
        next(g())
    except RuntimeError as error:
        return str(error)


def context_through_generator():
    def g():
        try:
            yield
        finally:
            raise IndexError('in finally')
    made = g()
    next(made)
    try:
        try:
            raise KeyError('cause')
        except KeyError:
            made.close()
    except IndexError as error:
        return repr(error.__context__), repr(error.__context__.__context__)


def interleaved():
    def g(name):
        try:
            raise ValueError(name)
        except ValueError:
            while True:
                yield current()
    a, b = g('a'), g('b')
    results = [next(a), next(b), next(a), current(), next(b)]
    a.close()
    results += [next(b), current()]
    return results


def manager_like():
    def g():
        try:
            yield 'value'
        except ValueError as error:
            print('handled', error, current())
    made = g()
    next(made)
    try:
        raise ValueError('with')
    except ValueError as error:
        try:
            made.throw(error)
        except StopIteration:
            return current()


def throw_sets_context():
    def g():
        try:
            yield
        except ValueError:
            raise KeyError('second')
    made = g()
    next(made)
    try:
        made.throw(ValueError('first'))
    except KeyError as error:
        return repr(error.__context__), error.__suppress_context__, current()


for function in (in_handler, throw_twice, bare_raise_in_generator, bare_raise_without, context_through_generator, interleaved, manager_like, throw_sets_context):
    print(function.__name__, function(), current())
