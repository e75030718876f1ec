/** Documentation of the opcodes for operators, comparisons and subscripts. */
import { binaryOperators, comparisonOperators, type OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation, type OpcodeExample } from './example.js';

const isInPlace = (operator: string): boolean => operator.endsWith('=');

/** Numbers, large numbers and, where the operator has it, floats; then a class of one's own. */
function binaryOperatorExamples(operator: string, oparg: number): OpcodeExample[] {
  const plain = operator.replace('=', '');
  const method = {
    '+': 'add',
    '&': 'and',
    '//': 'floordiv',
    '<<': 'lshift',
    '@': 'matmul',
    '*': 'mul',
    '%': 'mod',
    '|': 'or',
    '**': 'pow',
    '>>': 'rshift',
    '-': 'sub',
    '/': 'truediv',
    '^': 'xor',
  }[plain];
  const own = isInPlace(operator) ? `i${method}` : method;
  const statement = isInPlace(operator)
    ? `a ${operator} b\n            return a`
    : `return a ${operator} b`;
  const hasFloats = !['&', '|', '^', '<<', '>>', '@'].includes(plain);
  const pairs =
    plain === '@'
      ? []
      : [
          '(7, 3)',
          '(-7, 3)',
          '(2 ** 30 - 1, 2)',
          '(2 ** 70, 5)',
          '(True, 1)',
          ...(hasFloats ? ['(7.5, 2)', '(7, 2.5)', '(-0.5, 3.0)'] : []),
          ...(['&', '|', '^', '-'].includes(plain) ? ['({1, 2}, {2, 3})'] : []),
          ...(plain === '+' ? ["('a', 'b')", '([1], [2])', '((1,), (2,))'] : []),
          ...(plain === '*' ? ["('ab', 3)", '(3, [1])'] : []),
          ...(plain === '%' ? ["('%s!', 'text')"] : []),
        ];
  return [
    example(
      `
        def f(a, b):
            ${statement}
        class Own:
            def __${own}__(self, other):
                return 'own', other
        result = [f(a, b) for a, b in [${[...pairs, '(Own(), 1)'].join(', ')}]]
      `,
      oparg,
    ),
    failing(
      'TypeError',
      `
        def f(a, b):
            ${statement}
        f(1, None)
      `,
      oparg,
    ),
  ];
}

function comparisonExamples(operator: string, oparg: number): OpcodeExample[] {
  return [
    example(
      `
        def f(a, b):
            return a ${operator} b
        nan = float('nan')
        pairs = [(1, 2), (2, 2), (2 ** 40, 3), (1, 1.5), (1.0, 1), (nan, nan), ('a', 'b'), ([1], [1])]
        result = [f(a, b) for a, b in pairs]
      `,
      oparg,
    ),
    example(
      `
        def f(a, b):
            if a ${operator} b:
                return 'yes'
            return 'no'
        result = [f(a, b) for a in (1, 2.5, 3) for b in (1, 2.5, 3)]
      `,
      oparg,
    ),
  ];
}

export const operatorDocumentation = {
  UNARY_POSITIVE: {
    summary: 'Replaces the topmost value by `+value`.',
    examples: [
      example(`
        a = True
        result = +a
      `),
      failing(
        'TypeError',
        `
        a = 'text'
        result = +a
      `,
      ),
    ],
  },
  UNARY_NEGATIVE: {
    summary: 'Replaces the topmost value by `-value`.',
    examples: [
      example(`
        def f(a):
            return -a
        result = [f(a) for a in (0, 5, -5, 2 ** 30, -2 ** 70, 0.0, 1.5, 2j, True)]
      `),
      failing(
        'TypeError',
        `
        a = 'text'
        result = -a
      `,
      ),
    ],
  },
  UNARY_NOT: {
    summary: 'Replaces the topmost value by `not value`, which is True or False.',
    examples: [
      example(`
        def f(a):
            return not a
        result = [f(a) for a in (0, 1, '', 'text', None, [], [0], 0.0, True)]
      `),
      failing(
        'ZeroDivisionError',
        `
        class C:
            def __bool__(self):
                return 1 / 0
        a = C()
        result = not a
      `,
      ),
    ],
  },
  UNARY_INVERT: {
    summary: 'Replaces the topmost value by `~value`.',
    examples: [
      example(`
        def f(a):
            return ~a
        result = [f(a) for a in (0, -1, 5, 2 ** 70, True)]
      `),
      failing(
        'TypeError',
        `
        a = 1.5
        result = ~a
      `,
      ),
    ],
  },
  BINARY_OP: {
    summary: `Takes two values, the right one topmost, and pushes what the operator gives. The argument is the operator: ${binaryOperators.map((operator, oparg) => `${oparg} \`${operator}\``).join(', ')}.`,
    examples: [
      failing(
        'ZeroDivisionError',
        `
        a, b = 1, 0
        result = a / b
      `,
      ),
      failing(
        'ZeroDivisionError',
        `
        a, b = 1, 0
        result = a % b
      `,
      ),
      failing(
        'OverflowError',
        `
        a, b = 1e200, 2.0
        result = a ** b ** b
      `,
      ),
      failing(
        'ValueError',
        `
        a, b = 1, -1
        result = a << b
      `,
      ),
      example(`
        text = ''
        for n in range(100):
            text += str(n)
        result = text
      `),
      example(`
        values = alias = [1]
        values += [2]
        result = alias
      `),
      ...binaryOperators.flatMap(binaryOperatorExamples),
    ],
  },
  COMPARE_OP: {
    summary: `Takes two values, the right one topmost, and pushes the outcome of the comparison, which need not be a bool. The argument is the operator: ${comparisonOperators.map((operator, oparg) => `${oparg} \`${operator}\``).join(', ')}.`,
    examples: [
      ...comparisonOperators.flatMap(comparisonExamples),
      failing('TypeError', "result = 1 < 'text'"),
      example(`
        class C:
            def __lt__(self, other):
                return 'less', other
            def __eq__(self, other):
                return NotImplemented
        c = C()
        result = [c < 1, 1 > c, c == 1, c != 1]
      `),
    ],
  },
  IS_OP: {
    summary:
      'Takes two values and pushes whether they are the same object (argument 0, `is`) or not ' +
      '(1, `is not`).',
    examples: [
      example(
        `
        def f(a, b):
            return a is b
        value = [1]
        result = f(value, value), f([1], [1]), f(5, 5), f((), ())
      `,
        0,
      ),
      example(
        `
        def f(a, b):
            return a is not b
        value = [1]
        result = f(value, value), f([1], [1])
      `,
        1,
      ),
    ],
  },
  CONTAINS_OP: {
    summary:
      'Takes an item and, topmost, a container, and pushes whether the item is in it ' +
      '(argument 0, `in`) or not (1, `not in`).',
    examples: [
      example(
        `
        def f(item, container):
            return item in container
        result = f(1, [1]), f(2, (1,)), f('b', 'abc'), f('a', {'a': 1}), f(3, range(5))
      `,
        0,
      ),
      example(
        `
        def f(item, container):
            return item not in container
        result = f(1, [1]), f(2, {1})
      `,
        1,
      ),
      failing('TypeError', 'result = 1 in 2', 0),
      failing('TypeError', 'result = [] not in {1}', 1),
    ],
  },
  BINARY_SUBSCR: {
    summary: 'Takes a container and, topmost, a key, and pushes `container[key]`.',
    examples: [
      example(`
        def f(container, key):
            return container[key]
        result = [
            f([1, 2, 3], 0), f([1, 2, 3], -1), f((4, 5), 1), f('text', 2), f({'a': 1}, 'a'),
            f(b'bytes', 0), f([1, 2, 3], slice(1, None)), f(range(10), 3), f([1, 2], True),
        ]
      `),
      example(`
        class C:
            def __getitem__(self, key):
                return key
            def __class_getitem__(cls, key):
                return 'class', key
        result = C()[1, 2], C()[:], C[int]
      `),
      failing(
        'IndexError',
        `
        values = [1, 2, 3]
        result = values[3]
      `,
      ),
      failing(
        'IndexError',
        `
        values = (1, 2, 3)
        result = values[-4]
      `,
      ),
      failing(
        'KeyError',
        `
        counts = {}
        result = counts['missing']
      `,
      ),
      failing('TypeError', 'result = None[0]'),
    ],
  },
  STORE_SUBSCR: {
    summary: 'Takes a value, a container and, topmost, a key, and does `container[key] = value`.',
    examples: [
      example(`
        values = [1, 2, 3]
        values[0] = 'first'
        values[-1] = 'last'
        values[1:1] = 'in', 'serted'
        counts = {}
        counts['a'] = 1
        counts['a'] = 2
        result = values, counts
      `),
      example(`
        class C:
            def __setitem__(self, key, value):
                self.stored = key, value
        c = C()
        c[1] = 2
        result = c.stored
      `),
      failing(
        'IndexError',
        `
        values = []
        values[0] = 1
      `,
      ),
      failing(
        'TypeError',
        `
        values = 1, 2
        values[0] = 1
      `,
      ),
      failing(
        'TypeError',
        `
        counts = {}
        counts[[]] = 1
      `,
      ),
    ],
  },
  DELETE_SUBSCR: {
    summary: 'Takes a container and, topmost, a key, and does `del container[key]`.',
    examples: [
      example(`
        values = [1, 2, 3, 4]
        del values[0]
        del values[1:]
        counts = {'a': 1, 'b': 2}
        del counts['a']
        result = values, counts
      `),
      failing(
        'KeyError',
        `
        counts = {}
        del counts['missing']
      `,
      ),
      failing(
        'TypeError',
        `
        values = 1, 2
        del values[0]
      `,
      ),
    ],
  },
  BUILD_SLICE: {
    summary:
      'Takes two or (argument 3) three values and pushes the slice of them, the step topmost.',
    examples: [
      example(
        `
        def f(values, start, stop):
            return values[start:stop]
        result = f([1, 2, 3, 4], 1, 3), f('text', None, -1)
      `,
        2,
      ),
      example(
        `
        def f(values, start, stop, step):
            return values[start:stop:step]
        result = f('abcdefgh', 1, 7, 2), f([1, 2, 3], None, None, -1)
      `,
        3,
      ),
      failing(
        'ValueError',
        `
        step = 0
        result = 'text'[::step]
      `,
        3,
      ),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
