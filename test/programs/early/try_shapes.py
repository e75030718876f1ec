"""Eleven shapes of try, except, else and finally."""

log = []


def one():
    try:
        log.append('body')
    finally:
        log.append('finally')


def two():
    try:
        raise ValueError('two')
    except ValueError as error:
        log.append(str(error))


def three():
    try:
        log.append('body')
    except ValueError:
        log.append('never')
    else:
        log.append('else')
    finally:
        log.append('finally')


def four():
    """A return in finally swallows the exception."""
    try:
        raise ValueError('swallowed')
    finally:
        return 'from finally'


def five():
    """continue goes through finally."""
    for i in range(3):
        try:
            if i == 1:
                continue
            log.append(i)
        finally:
            log.append(f'finally {i}')


def six():
    """break goes through finally."""
    while True:
        try:
            break
        finally:
            log.append('finally')
    return 'broke out'


def seven():
    """An error in a handler keeps the first as its context."""
    try:
        try:
            raise KeyError('first')
        except KeyError:
            raise ValueError('second')
    except ValueError as error:
        return repr(error), repr(error.__context__)


def eight():
    try:
        try:
            raise KeyError('through')
        finally:
            log.append('inner finally')
    except KeyError:
        log.append('outer except')
    finally:
        log.append('outer finally')


def nine():
    try:
        return 'from try'
    finally:
        log.append('after the return value')


def ten():
    try:
        raise KeyError('again')
    except KeyError:
        try:
            raise
        except KeyError as error:
            return f'reraised {error}'


def eleven():
    try:
        [][0]
    except (KeyError, ValueError):
        log.append('never')
    except LookupError as error:
        log.append(type(error).__name__)
        try:
            error.missing
        except AttributeError:
            log.append('nested')
    except:
        log.append('never')


for f in (one, two, three, four, five, six, seven, eight, nine, ten, eleven):
    print(f.__name__, f(), log)
    log.clear()
