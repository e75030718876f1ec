/** Documentation of the opcodes for calls, functions, classes and imports. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, interactive, type OpcodeDocumentation } from './example.js';

/** Bits of MAKE_FUNCTION's argument: what lies below the code object. */
function makeFunction(flags: number): string {
  const parameter = flags & 1 ? 'a=1' : 'a';
  const annotation = flags & 4 ? (flags & 1 ? 'a: int = 1' : 'a: int') : parameter;
  const keyword = flags & 2 ? ', *, b=2' : '';
  const free = flags & 8 ? 'outer' : 'None';
  return `
        def f(outer):
            def g(${annotation}${keyword}):
                return a, ${flags & 2 ? 'b' : 'None'}, ${free}
            return g
        g = f('outer')
        result = g(5), g.__defaults__, g.__kwdefaults__, list(g.__annotations__), g.__qualname__
      `;
}

export const callDocumentation = {
  PRECALL: {
    summary:
      'Prepares the call of `oparg` arguments that follows it; the interpreter learns here ' +
      'what is called. The stack stays as it is.',
    examples: [
      example('result = len("four")', 1),
      example(
        `
        def f(a, b, c):
            return a, b, c
        result = f(1, 2, 3), 'text'.replace('t', 'T')
      `,
        3,
        2,
      ),
    ],
  },
  KW_NAMES: {
    summary:
      'Says that the last arguments of the call that follows are keyword arguments; the ' +
      'constant with the number `oparg` is the tuple of their names. The stack stays as it is.',
    examples: [
      example(`
        def f(a, b=2, *, c=3):
            return a, b, c
        result = f(1, c=4), f(a=1, b=5), f(c=6, a=7), sorted([3, 1, 2], reverse=True)
      `),
      failing(
        'TypeError',
        `
        def f(a):
            return a
        f(b=1)
      `,
      ),
      failing(
        'TypeError',
        `
        def f(a):
            return a
        f(1, a=2)
      `,
      ),
    ],
  },
  CALL: {
    summary:
      'Takes `oparg` arguments and the two entries below them, which are a method and its ' +
      '`self`, or an empty entry and a callable, and pushes what the call returns.',
    examples: [
      example(
        `
        def f():
            return 'none'
        result = f()
      `,
        0,
      ),
      example(
        `
        def f(a, /, b, *rest, c=3, **more):
            return a, b, rest, c, more
        result = f(1, 2), f(1, 2, 3, 4), f(1, b=2, c=4, d=5)
      `,
        2,
        4,
      ),
      example(
        `
        class C:
            def __init__(self, a):
                self.a = a
            def __call__(self, b):
                return self.a, b
        result = C(1)(2), int('12'), max(3, 4), [].append(1), type(5)
      `,
        1,
        2,
      ),
      example(
        `
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)
        result = fib(15)
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        def f(a, b):
            return a
        f(1)
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        def f(a):
            return a
        f(1, 2, 3)
      `,
        3,
      ),
      failing('TypeError', 'result = None()', 0),
      failing(
        'RecursionError',
        `
        def f(n):
            return f(n + 1)
        f(0)
      `,
        1,
      ),
    ],
  },
  CALL_FUNCTION_EX: {
    summary:
      'Takes a callable, its positional arguments as one iterable and, if `oparg & 1`, its ' +
      'keyword arguments as one mapping, with an empty entry below them, and pushes what the ' +
      'call returns.',
    examples: [
      example(
        `
        def f(*parts):
            return parts
        a = [1, 2]
        result = f(*a), f(*'ab', *a), f(*iter(a)), max(*a)
      `,
        0,
      ),
      example(
        `
        def f(*parts, **names):
            return parts, names
        a, b = (1, 2), {'x': 3}
        result = f(*a, **b), f(**b), f(0, *a, y=4, **b), dict(**b)
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        a = 5
        print(*a)
      `,
        0,
      ),
      failing(
        'TypeError',
        `
        a = {1: 2}
        print(**a)
      `,
        1,
      ),
    ],
  },
  MAKE_FUNCTION: {
    summary:
      'Takes a code object and pushes a function of it. The bits of `oparg` say what else is ' +
      'taken from below it: 1 a tuple of defaults, 2 a dict of keyword defaults, 4 a tuple of ' +
      'annotations, 8 a tuple of cells.',
    examples: Array.from({ length: 16 }, (_, flags) => example(makeFunction(flags), flags)),
  },
  LOAD_BUILD_CLASS: {
    summary:
      'Pushes the builtin function that makes classes, with which a `class` statement begins.',
    examples: [
      example(`
        class C:
            field = 1
            def method(self):
                return self.field
        class D(C, metaclass=type):
            field = 2
        result = C().method(), D().method(), D.__mro__[1].__name__
      `),
      failing(
        'TypeError',
        `
        class C(5):
            pass
      `,
      ),
    ],
  },
  LOAD_ASSERTION_ERROR: {
    summary: 'Pushes the exception type AssertionError, whatever that name may be bound to.',
    examples: [
      example(`
        AssertionError = None
        try:
            assert 1 > 2, 'message'
        except Exception as error:
            result = type(error).__name__, str(error)
      `),
      failing('AssertionError', 'assert not "text"'),
    ],
  },
  PRINT_EXPR: {
    summary:
      'Takes the topmost value and shows it as the interactive session does: by calling ' +
      '`sys.displayhook`.',
    examples: [
      interactive(`
        if True:
            import sys
            shown = []
            sys.displayhook = shown.append
            1 + 1
            'text'
            sys.displayhook = sys.__displayhook__
            result = shown
      `),
      interactive("if True: result = 0; 'written to the output'"),
    ],
  },
  SETUP_ANNOTATIONS: {
    summary:
      'Makes sure that the local namespace has a dict `__annotations__`. Stands at the ' +
      'beginning of modules and class bodies with annotated names; the stack stays as it is.',
    examples: [
      example(`
        count: int = 1
        name: str
        result = list(__annotations__)
      `),
      example(`
        class C:
            field: 'text' = 1
        result = C.__annotations__
      `),
    ],
  },
  IMPORT_NAME: {
    summary:
      'Takes the level of a relative import and, topmost, the names wanted from the module, ' +
      'and pushes the module (or its outermost package) with the name number `oparg`.',
    examples: [
      example(`
        import string
        import os.path
        import collections.abc as abstract
        result = string.digits, os.path.basename('a/b'), abstract.__name__
      `),
      failing('ModuleNotFoundError', 'import there_is_no_such_module'),
      failing('ImportError', 'from . import something'),
    ],
  },
  IMPORT_FROM: {
    summary:
      'Pushes the attribute with the name number `oparg` of the module that is topmost, or ' +
      'its submodule of that name.',
    examples: [
      example(`
        from string import digits, ascii_lowercase as letters
        from os import path
        result = digits, letters[:3], path.basename('a/b')
      `),
      failing('ImportError', 'from string import there_is_no_such_name'),
    ],
  },
  IMPORT_STAR: {
    summary:
      'Takes the topmost value, a module, and binds all its public names in the local namespace.',
    examples: [
      example(`
        from string import *
        result = digits, 'capwords' in globals(), '_re' in globals()
      `),
      failing(
        'AttributeError',
        `
        import sys
        import types
        module = types.ModuleType('nativecompile_example')
        module.__all__ = ['missing']
        sys.modules[module.__name__] = module
        from nativecompile_example import *
      `,
      ),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
