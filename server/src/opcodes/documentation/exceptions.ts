/** Documentation of the opcodes for exceptions and the with statement. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation } from './example.js';

export const exceptionDocumentation = {
  RAISE_VARARGS: {
    summary:
      'Raises: with argument 0 the exception that is being handled, with 1 the topmost value, ' +
      'with 2 the value below the topmost one, with that as its cause.',
    examples: [
      example(
        `
        def f():
            try:
                raise ValueError('first')
            except ValueError:
                raise
        try:
            f()
        except ValueError as error:
            result = str(error)
      `,
        0,
        1,
      ),
      example(
        `
        try:
            try:
                raise KeyError('cause')
            except KeyError as error:
                raise ValueError('effect') from error
        except ValueError as error:
            result = repr(error), repr(error.__cause__), error.__suppress_context__
      `,
        2,
      ),
      failing('RuntimeError', 'raise', 0),
      failing('ValueError', 'raise ValueError', 1),
      failing('TypeError', "raise 'text'", 1),
      failing('TypeError', 'raise ValueError from 5', 2),
      failing('ValueError', "raise ValueError('text') from None", 2),
    ],
  },
  RERAISE: {
    summary:
      'Takes the topmost value, an exception, and raises it again as if it had not been ' +
      'caught. A non-zero argument tells how deep the position lies that the traceback is to ' +
      'show.',
    examples: [
      example(
        `
        log = []
        def f():
            try:
                1 / 0
            finally:
                log.append('cleanup')
        try:
            f()
        except ZeroDivisionError as error:
            result = log, error.__traceback__.tb_next.tb_lineno
      `,
        0,
      ),
      failing(
        'KeyError',
        `
        try:
            {}['missing']
        except ValueError:
            pass
      `,
        0,
      ),
      failing(
        'ZeroDivisionError',
        `
        def f():
            try:
                raise ValueError
            except ValueError as error:
                return 1 / 0
        f()
      `,
        1,
      ),
      example(
        `
        class Manager:
            def __enter__(self):
                return 1
            def __exit__(self, *exc):
                return False
        def f():
            with Manager():
                raise KeyError('through')
        try:
            f()
        except KeyError as error:
            result = repr(error), error.__traceback__.tb_next.tb_lineno
      `,
        2,
      ),
    ],
  },
  PUSH_EXC_INFO: {
    summary:
      'Makes the topmost value, an exception, the one that is being handled, and pushes the ' +
      'one that was handled until now below it. Handlers begin with it.',
    examples: [
      example(`
        import sys
        def f():
            try:
                raise ValueError('outer')
            except ValueError:
                try:
                    raise KeyError('inner')
                except KeyError:
                    inner = repr(sys.exc_info()[1])
                return inner, repr(sys.exc_info()[1])
        result = f(), sys.exc_info()[1]
      `),
      example(`
        try:
            try:
                1 / 0
            except ZeroDivisionError:
                missing
        except NameError as error:
            result = type(error.__context__).__name__
      `),
    ],
  },
  POP_EXCEPT: {
    summary:
      'Takes the topmost value, the exception that was handled before, and makes it the one ' +
      'that is being handled again. Handlers end with it.',
    examples: [
      example(`
        import sys
        try:
            1 / 0
        except ZeroDivisionError:
            inside = sys.exc_info()[0].__name__
        result = inside, sys.exc_info()[0]
      `),
      example(`
        import sys
        def f():
            for n in range(3):
                try:
                    raise ValueError(n)
                except ValueError:
                    if n == 1:
                        break
                    continue
            return n, sys.exc_info()[1]
        result = f()
      `),
    ],
  },
  CHECK_EXC_MATCH: {
    summary:
      'Takes the topmost value, an exception type or a tuple of them, and pushes whether the ' +
      'exception below is one of these.',
    examples: [
      example(`
        def f(action):
            try:
                action()
            except (KeyError, IndexError) as error:
                return 'lookup', type(error).__name__
            except ArithmeticError:
                return 'arithmetic'
            except:
                return 'other'
        result = f(lambda: {}[1]), f(lambda: [][1]), f(lambda: 1 / 0), f(lambda: missing), f(lambda: 1)
      `),
      failing(
        'TypeError',
        `
        try:
            1 / 0
        except 5:
            pass
      `,
      ),
      failing(
        'NameError',
        `
        try:
            1 / 0
        except Missing:
            pass
      `,
      ),
    ],
  },
  CHECK_EG_MATCH: {
    summary:
      'Takes an exception (group) and, topmost, a type, and pushes the part of the group that ' +
      'has other exceptions and the part that has these, either of which may be None. ' +
      '`except*` uses it.',
    examples: [
      example(`
        def f(*errors):
            log = []
            try:
                raise ExceptionGroup('group', errors)
            except* ValueError as group:
                log.append(('value', len(group.exceptions)))
            except* (KeyError, IndexError) as group:
                log.append(('lookup', len(group.exceptions)))
            return log
        result = f(ValueError(), KeyError(), ValueError()), f(IndexError())
      `),
      example(`
        try:
            raise ValueError('alone')
        except* ValueError as group:
            result = type(group).__name__, repr(group.exceptions[0])
      `),
      failing(
        'TypeError',
        `
        try:
            raise ValueError
        except* ExceptionGroup:
            pass
      `,
      ),
    ],
  },
  PREP_RERAISE_STAR: {
    summary:
      'Takes the original exception and, topmost, a list of what the `except*` clauses raised ' +
      'or left over, and pushes what is to be raised, or None.',
    examples: [
      example(`
        try:
            try:
                raise ExceptionGroup('group', [ValueError('a'), KeyError('b'), OSError('c')])
            except* ValueError:
                raise
            except* KeyError:
                raise TypeError('new')
        except ExceptionGroup as group:
            result = repr(group)
      `),
      failing(
        'ExceptionGroup',
        `
        try:
            raise ExceptionGroup('group', [ValueError('a'), KeyError('b')])
        except* ValueError:
            pass
      `,
      ),
      example(`
        try:
            raise ExceptionGroup('group', [ValueError('a')])
        except* ValueError:
            result = 'nothing left'
      `),
    ],
  },
  BEFORE_WITH: {
    summary:
      'Replaces the topmost value, a context manager, by its `__exit__` method and, topmost, ' +
      'what its `__enter__` method returns.',
    examples: [
      example(`
        class Manager:
            def __enter__(self):
                result.append('enter')
                return 'value'
            def __exit__(self, *exc):
                result.append(exc)
        result = []
        with Manager() as value, Manager():
            result.append(value)
      `),
      failing(
        'TypeError',
        `
        with 5:
            pass
      `,
      ),
      failing(
        'TypeError',
        `
        class Half:
            def __enter__(self):
                return self
        with Half():
            pass
      `,
      ),
    ],
  },
  WITH_EXCEPT_START: {
    summary:
      'Calls the `__exit__` method that lies four entries deep with the type, value and ' +
      'traceback of the exception that is topmost, and pushes what it returns: a true value ' +
      'ends the exception.',
    examples: [
      example(`
        class Manager:
            def __init__(self, swallow):
                self.swallow = swallow
            def __enter__(self):
                return self
            def __exit__(self, kind, error, traceback):
                log.append((kind.__name__, str(error), traceback is error.__traceback__))
                return self.swallow
        log = []
        with Manager(True):
            raise ValueError('swallowed')
        try:
            with Manager(False):
                raise KeyError('through')
        except KeyError:
            log.append('caught')
        result = log
      `),
      failing(
        'ZeroDivisionError',
        `
        class Manager:
            def __enter__(self):
                return self
            def __exit__(self, *exc):
                1 / 0
        with Manager():
            raise ValueError
      `,
      ),
    ],
  },
  BEFORE_ASYNC_WITH: {
    summary:
      'Replaces the topmost value, an asynchronous context manager, by its `__aexit__` method ' +
      'and, topmost, what its `__aenter__` method returns, which is then awaited.',
    examples: [
      example(`
        class Manager:
            async def __aenter__(self):
                return 'value'
            async def __aexit__(self, kind, error, traceback):
                log.append(kind and kind.__name__)
                return True
        async def f():
            async with Manager() as value:
                log.append(value)
            async with Manager():
                raise ValueError
            return log
        log = []
        try:
            f().send(None)
        except StopIteration as stop:
            result = stop.value
      `),
      failing(
        'TypeError',
        `
        async def f():
            async with 5:
                pass
        f().send(None)
      `,
      ),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
