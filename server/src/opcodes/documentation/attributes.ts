/** Documentation of the opcodes for attributes. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation } from './example.js';

export const attributeDocumentation = {
  LOAD_ATTR: {
    summary: 'Replaces the topmost value by its attribute with the name number `oparg`.',
    examples: [
      example(`
        class C:
            field = 'class'
            def __init__(self, value):
                self.own = value
            @property
            def both(self):
                return self.own, self.field
        def f(c):
            return c.own, c.field, c.both
        result = [f(C(1)), f(C(2))]
        C.field = 'changed'
        result.append(f(C(3)))
      `),
      example(`
        class Slots:
            __slots__ = 'a', 'b'
        s = Slots()
        s.a = 1
        result = [s.a]
        try:
            s.b
        except AttributeError as error:
            result.append(str(error))
      `),
      example(`
        import math
        class C:
            def __getattr__(self, name):
                return 'made up', name
        result = math.pi, C().anything, (5).real
      `),
      failing(
        'AttributeError',
        `
        class C:
            pass
        C().missing
      `,
      ),
    ],
  },
  STORE_ATTR: {
    summary:
      'Takes a value and, topmost, its owner-to-be, and binds the attribute with the name ' +
      'number `oparg`.',
    examples: [
      example(`
        class C:
            pass
        def f(c, value):
            c.field = value
            c.field = [c.field, value]
            return c
        result = f(C(), 1).field, vars(f(C(), 2))
      `),
      example(`
        class C:
            __slots__ = ('slot', 'log')
            @property
            def managed(self):
                return self.slot
            @managed.setter
            def managed(self, value):
                self.slot = value, 'managed'
        c = C()
        c.managed = 1
        result = c.slot
      `),
      failing('AttributeError', '(5).field = 1'),
      failing(
        'AttributeError',
        `
        class C:
            @property
            def fixed(self):
                return 1
        C().fixed = 2
      `,
      ),
    ],
  },
  DELETE_ATTR: {
    summary: 'Takes the topmost value and deletes its attribute with the name number `oparg`.',
    examples: [
      example(`
        class C:
            pass
        c = C()
        c.field = 1
        del c.field
        result = vars(c)
      `),
      failing(
        'AttributeError',
        `
        class C:
            pass
        del C().missing
      `,
      ),
    ],
  },
  LOAD_METHOD: {
    summary:
      'Replaces the topmost value by two entries for a call of its method: the function and ' +
      'the value itself as `self`, or an empty entry and what the attribute is otherwise.',
    examples: [
      example(`
        class C:
            def method(self, a):
                return 'method', a
            @staticmethod
            def static(a):
                return 'static', a
            @classmethod
            def klass(cls, a):
                return cls.__name__, a
        c = C()
        c.own = lambda a: ('own', a)
        result = c.method(1), c.static(2), c.klass(3), c.own(4), C.method(c, 5), 'text'.upper()
      `),
      example(`
        class C:
            def method(self):
                return 'first'
        c = C()
        def f():
            return c.method()
        result = [f(), f()]
        C.method = lambda self: 'second'
        result.append(f())
        c.method = lambda: 'own'
        result.append(f())
      `),
      failing('AttributeError', "'text'.missing()"),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
