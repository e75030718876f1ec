"""An uncaught exception group with nested tracebacks, causes and notes on standard error."""


def fail(n):
    if n % 2:
        raise ValueError(f'odd {n}')
    return {}[n]


def collect(count):
    errors = []
    for n in range(count):
        try:
            fail(n)
        except (ValueError, KeyError) as error:
            error.add_note(f'number {n}')
            errors.append(error)
    return errors


def main():
    try:
        raise ExceptionGroup('inner', collect(2))
    except* KeyError:
        raise RuntimeError('while handling')


main()
