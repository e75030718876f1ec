"""except* and exception groups: splitting, re-raising, nesting, naked exceptions, return values, errors."""


def show(error):
    if isinstance(error, BaseExceptionGroup):
        return f'{type(error).__name__}({error.message!r}, [{", ".join(show(e) for e in error.exceptions)}])'
    return repr(error)


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'raised {show(error)} context={show(error.__context__) if error.__context__ else None} cause={error.__cause__!r}'


def group(*errors, message='g'):
    return ExceptionGroup(message, list(errors))


def handle(error):
    log = []
    try:
        if error:
            raise error
    except* ValueError as g:
        log.append(('value', show(g)))
    except* (KeyError, IndexError) as g:
        log.append(('lookup', show(g)))
    except* OSError as g:
        log.append(('os', show(g)))
        raise
    else:
        log.append('else')
    finally:
        log.append('finally')
        print('  ', log)
    return log[0]


def raises_new(error):
    try:
        raise error
    except* ValueError:
        raise RuntimeError('new')
    except* KeyError as g:
        raise TypeError('from') from g


def nested_star(error):
    log = []
    try:
        try:
            raise error
        except* ValueError as g:
            log.append(('inner', len(g.exceptions)))
    except* KeyError as g:
        log.append(('outer', show(g)))
    return log


def in_loop(n):
    count = 0
    for i in range(n):
        try:
            raise group(ValueError(i), KeyError(i)) if i % 2 else ValueError(i)
        except* ValueError as g:
            count += len(g.exceptions)
        except* KeyError:
            count += 10
    return count


def name_deleted():
    try:
        raise ValueError(1)
    except* ValueError as g:
        pass
    return 'g' in locals()


def re_raise_same(error):
    try:
        raise error
    except* ValueError as g:
        raise g


def star_base(error):
    try:
        raise error
    except* BaseException as g:
        return_value = show(g)
    return return_value


def bad(kind):
    try:
        raise ValueError(1)
    except* kind:
        return_value = 'matched'


V, K, I, O, T = ValueError('v'), KeyError('k'), IndexError('i'), OSError('o'), TypeError('t')
for error in (None, V, K, O, T, group(V), group(V, K), group(V, K, O, T), group(group(V, T), K, group(I, group(V))), group(O), KeyboardInterrupt(),
              BaseExceptionGroup('base', [KeyboardInterrupt(), V]), group(T, group(T))):
    print(show(error) if error else None)
    print('  ', attempt(handle, error))
for error in (V, group(V, K), group(V, T), K, group(V, group(K, I))):
    print(attempt(raises_new, error), '|', attempt(nested_star, error), '|', attempt(re_raise_same, error), '|', attempt(star_base, error))
print(in_loop(100), name_deleted())
for kind in (ExceptionGroup, (ValueError, BaseExceptionGroup), 5, (ValueError, 5), int, KeyError):
    print(attempt(bad, kind))
g = group(V, group(K, V, message='inner'), T, message='outer')
print([show(part) if part else None for part in g.split(ValueError)], show(g.subgroup(lambda e: isinstance(e, LookupError))), g.subgroup(OSError), show(g.derive([O])))
for arguments in (('m', []), ('m', [5]), ('m', 5), (5, [V]), ('m',), ('m', [KeyboardInterrupt()])):
    print(attempt(ExceptionGroup, *arguments))
print(show(BaseExceptionGroup('promoted', [V])), show(BaseExceptionGroup('stays', [KeyboardInterrupt()])))


class Own(ExceptionGroup):
    def derive(self, errors):
        return Own(self.message + ' derived', errors)


def own():
    try:
        raise Own('own', [V, K])
    except* ValueError as g:
        print(show(g))


print(attempt(own))
for text in ('try:\n  pass\nexcept* ValueError:\n  return\n', 'def f():\n try:\n  pass\n except* ValueError:\n  return 1', 'for x in y:\n try:\n  pass\n except* V:\n  break',
             'try:\n pass\nexcept V:\n pass\nexcept* K:\n pass', 'try:\n pass\nexcept*:\n pass'):
    try:
        compile(text, 'text', 'exec')
    except SyntaxError as error:
        print(error.msg)
