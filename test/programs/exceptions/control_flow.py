"""Handlers: matching by class, tuple, base; nesting; else; names deleted; loops; handler expressions that fail."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


class Custom(Exception):
    def __init__(self, code, *rest):
        super().__init__(code, *rest)
        self.code = code

    def __str__(self):
        return f'code {self.code}'


def classify(make):
    try:
        make()
    except ZeroDivisionError:
        return 'division'
    except (KeyError, IndexError) as error:
        return 'lookup', error.args
    except Custom as error:
        return 'custom', error.code, str(error), repr(error)
    except Exception as error:
        return 'other', type(error).__name__
    except:
        return 'base'
    else:
        return 'fine'


def raise_(error):
    raise error


def nested(n):
    log = []
    try:
        try:
            try:
                if n == 0:
                    raise ValueError('zero')
                if n == 1:
                    {}[1]
                log.append('body')
            except KeyError:
                log.append('key')
                if n == 1:
                    raise TypeError('from key')
            finally:
                log.append('finally 1')
        except TypeError as error:
            log.append(repr(error.__context__))
            [][1]
        else:
            log.append('else')
        finally:
            log.append('finally 2')
    except (ValueError, IndexError) as error:
        log.append(type(error).__name__)
        context = error.__context__
        while context:
            log.append(repr(context))
            context = context.__context__
    return log


def name_deleted():
    error = 'outer'
    try:
        raise ValueError
    except ValueError as error:
        inside = type(error).__name__
    try:
        error
    except UnboundLocalError as e:
        return inside, str(e)


def loop():
    caught = 0
    for i in range(1000):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            elif i % 5 == 0:
                1 // 0
            elif i % 7 == 0:
                [].pop()
        except ValueError as error:
            caught += error.args[0]
        except ZeroDivisionError:
            continue
        except IndexError:
            caught -= 1
        else:
            caught += 1
    return caught


def bad_handlers(kind):
    try:
        raise ValueError('original')
    except kind:
        return 'matched'


def handler_expression():
    order = []

    def kind(k):
        order.append(k.__name__)
        return k
    try:
        raise IndexError
    except kind(KeyError):
        pass
    except kind(LookupError):
        order.append('matched')
    except kind(Exception):
        pass
    return order


def finally_values():
    def f(x):
        try:
            return x.append('try') or len(x)
        finally:
            x.append('finally')
    items = []
    return f(items), items


def return_overridden():
    try:
        return 'try'
    finally:
        return 'finally'


def loop_with_finally():
    log = []
    while True:
        try:
            if len(log) > 4:
                break
            if len(log) % 2:
                continue
            log.append('body')
        finally:
            log.append('finally')
    return log


def assertion(x):
    assert x, f'x is {x!r}'
    assert isinstance(x, int)
    return x


for make in (lambda: 1 / 0, lambda: {}['k'], lambda: [][5], lambda: raise_(Custom(3, 'x')), lambda: raise_(SystemExit(2)), lambda: int('x'), lambda: None, lambda: raise_(KeyboardInterrupt),
             lambda: raise_(Custom), lambda: raise_(ValueError), lambda: raise_(5), lambda: raise_(None), lambda: raise_(type('NotException', (), {})), lambda: raise_(OSError(2, 'text', 'file'))):
    print(attempt(classify, make))
print([nested(n) for n in range(3)], name_deleted(), loop(), handler_expression(), finally_values(), return_overridden(), loop_with_finally())
for kind in (ValueError, (KeyError, ValueError), (), (TypeError, (KeyError, ValueError)), 5, 'ValueError', int, (int, ValueError), None, object(), Exception()):
    text = attempt(bad_handlers, kind)
    print(text)
for x in (1, 0, '', 'x'):
    print(attempt(assertion, x))
