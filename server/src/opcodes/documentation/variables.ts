/** Documentation of the opcodes that read, bind and unbind variables. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation } from './example.js';

export const variableDocumentation = {
  LOAD_FAST: {
    summary:
      'Pushes the local variable with the number `oparg`. Raises UnboundLocalError when it is ' +
      'not bound.',
    examples: [
      example(`
        def f(a, b=2):
            c = a
            return c, b
        result = f(1)
      `),
      failing(
        'UnboundLocalError',
        `
        def f(a):
            if a:
                b = 1
            return b
        f(False)
      `,
      ),
      example(`
        def f(*parts, **names):
            total = 0
            for part in parts:
                total += part
            return total, names
        result = f(1, 2, 3, a=4)
      `),
    ],
  },
  STORE_FAST: {
    summary: 'Takes the topmost value and binds the local variable with the number `oparg` to it.',
    examples: [
      example(`
        def f():
            a = 1
            a = a + 1
            a = [a, a]
            return a
        result = f()
      `),
      example(`
        class Noisy:
            def __del__(self):
                result.append('deleted')
        def f():
            a = Noisy()
            result.append('bound')
            a = None
            result.append('bound again')
        result = []
        f()
      `),
    ],
  },
  DELETE_FAST: {
    summary:
      'Unbinds the local variable with the number `oparg`. Raises UnboundLocalError when it ' +
      'is not bound.',
    examples: [
      example(`
        def f():
            a = 1
            del a
            a = 2
            return a
        result = f()
      `),
      failing(
        'UnboundLocalError',
        `
        def f(a):
            del a
            return a
        f(1)
      `,
      ),
      failing(
        'UnboundLocalError',
        `
        def f():
            del a
            a = 1
        f()
      `,
      ),
      example(`
        def f():
            try:
                raise ValueError('text')
            except ValueError as error:
                message = str(error)
            return message, 'error' in locals()
        result = f()
      `),
    ],
  },
  LOAD_NAME: {
    summary:
      'Pushes a variable by name, looked for in the local namespace, the globals and the ' +
      'builtins. Raises NameError where none has it. Modules and class bodies use it.',
    examples: [
      example(`
        a = 1
        result = a
      `),
      example('result = abs(-1)'),
      example(`
        a = 'global'
        class C:
            before = a
            a = 'local'
            after = a
        result = C.before, C.after
      `),
      failing('NameError', 'missing'),
    ],
  },
  STORE_NAME: {
    summary:
      'Takes the topmost value and binds a name of the local namespace to it, which may be ' +
      'any mapping.',
    examples: [
      example('result = 1'),
      example(`
        class Names(dict):
            def __setitem__(self, name, value):
                dict.__setitem__(self, name.upper(), value)
        class Meta(type):
            def __prepare__(name, bases):
                return Names()
        class C(metaclass=Meta):
            field = 1
        result = C.FIELD
      `),
    ],
  },
  DELETE_NAME: {
    summary: 'Removes a name from the local namespace. Raises NameError when it is not there.',
    examples: [
      example(`
        a = 1
        del a
        result = 'a' in globals()
      `),
      failing('NameError', 'del missing'),
    ],
  },
  LOAD_GLOBAL: {
    summary:
      'Pushes the global or builtin variable with the name number `oparg >> 1`, below it an ' +
      'empty entry if `oparg & 1` because a call follows. Raises NameError where there is ' +
      'none.',
    examples: [
      example(
        `
        a = 1
        def f():
            return a
        result = [f()]
        a = 2
        result.append(f())
      `,
        0,
      ),
      example(
        `
        def f(text):
            return len(text)
        result = f('four')
      `,
        1,
      ),
      example(`
        def f():
            return len
        result = [f() is len]
        len = None
        result.append(f())
        del len
        result.append(f()('four'))
      `),
      failing(
        'NameError',
        `
        def f():
            return missing
        f()
      `,
      ),
    ],
  },
  STORE_GLOBAL: {
    summary: 'Takes the topmost value and binds a global variable to it.',
    examples: [
      example(`
        def f():
            global result
            result = 'global'
        f()
      `),
      example(`
        def f(n):
            global count
            count = count + n
        count = 0
        for n in range(5):
            f(n)
        result = count
      `),
    ],
  },
  DELETE_GLOBAL: {
    summary: 'Removes a global variable. Raises NameError when there is none of that name.',
    examples: [
      example(`
        a = 1
        def f():
            global a
            del a
        f()
        result = 'a' in globals()
      `),
      failing(
        'NameError',
        `
        def f():
            global missing
            del missing
        f()
      `,
      ),
    ],
  },
  MAKE_CELL: {
    summary:
      'Puts a variable into a new cell, with the value it has if it is an argument. Stands at ' +
      'the beginning of a function whose inner functions use the variable.',
    examples: [
      example(`
        def f(argument):
            local = 1
            def g():
                return argument, local
            return g()
        result = f(0)
      `),
      example(`
        def f():
            def g():
                return later
            later = 'bound later'
            return g()
        result = f()
      `),
    ],
  },
  COPY_FREE_VARS: {
    summary:
      "Copies the `oparg` cells of the function's closure into its frame. Stands at the " +
      'beginning of a function that uses variables of outer functions.',
    examples: [
      example(
        `
        def f(a):
            def g():
                return a
            return g
        result = f(1)()
      `,
        1,
      ),
      example(
        `
        def f(a, b, c):
            return lambda: (c, a, b)
        result = f(1, 2, 3)()
      `,
        3,
      ),
    ],
  },
  LOAD_CLOSURE: {
    summary:
      'Pushes the cell of a variable, not what is in it, for the closure of an inner function.',
    examples: [
      example(`
        def f(a):
            def g():
                return a
            return g
        result = f(1).__closure__[0].cell_contents
      `),
      example(`
        class Base:
            def hello(self):
                return 'base'
        class Derived(Base):
            def hello(self):
                return super().hello() + ' and derived'
        result = Derived().hello()
      `),
    ],
  },
  LOAD_DEREF: {
    summary:
      'Pushes what is in the cell of a variable. Raises NameError, or UnboundLocalError in ' +
      'the function that owns the variable, when the cell is empty.',
    examples: [
      example(`
        def counter():
            count = 0
            def step():
                nonlocal count
                count += 1
                return count
            return step
        step = counter()
        result = [step(), step(), step()]
      `),
      failing(
        'NameError',
        `
        def f():
            def g():
                return a
            g()
            a = 1
        f()
      `,
      ),
      failing(
        'UnboundLocalError',
        `
        def f():
            print(a)
            a = 1
            return lambda: a
        f()
      `,
      ),
    ],
  },
  STORE_DEREF: {
    summary: 'Takes the topmost value and puts it into the cell of a variable.',
    examples: [
      example(`
        def f():
            a = 1
            def g():
                nonlocal a
                a = 2
            g()
            return a
        result = f()
      `),
      example(`
        def f():
            functions = []
            for n in range(3):
                functions.append(lambda: n)
            return [function() for function in functions]
        result = f()
      `),
    ],
  },
  DELETE_DEREF: {
    summary:
      'Empties the cell of a variable. Raises NameError, or UnboundLocalError in the function ' +
      'that owns the variable, when it is empty already.',
    examples: [
      example(`
        def f():
            a = 1
            def g():
                nonlocal a
                del a
            g()
            try:
                return a
            except UnboundLocalError as error:
                return str(error)
        result = f()
      `),
      failing(
        'UnboundLocalError',
        `
        def f(a):
            del a
            del a
            return lambda: a
        f(1)
      `,
      ),
      failing(
        'NameError',
        `
        def f(a):
            def g():
                nonlocal a
                del a
            g()
            g()
        f(1)
      `,
      ),
    ],
  },
  LOAD_CLASSDEREF: {
    summary:
      "Pushes a variable of an outer function in a class body: from the class's own namespace " +
      'if it has the name, otherwise from the cell.',
    examples: [
      example(`
        def f(a):
            class C:
                before = a
                locals()['a'] = 'own'
                after = a
            return C.before, C.after
        result = f('outer')
      `),
      failing(
        'NameError',
        `
        def f():
            class C:
                field = a
            a = 1
        f()
      `,
      ),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
