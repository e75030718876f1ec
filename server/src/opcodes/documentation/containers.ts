/** Documentation of the opcodes that build, fill and take apart containers and strings. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation } from './example.js';

export const containerDocumentation = {
  BUILD_TUPLE: {
    summary: 'Takes `oparg` values and pushes the tuple of them, the topmost value last.',
    examples: [
      example(
        `
        a, b = 1, 2
        result = (a, b)
      `,
        2,
      ),
      example(
        `
        def f(a):
            return (a,), (a, a, a, a, a)
        result = f(1)
      `,
        1,
        5,
      ),
    ],
  },
  BUILD_LIST: {
    summary: 'Takes `oparg` values and pushes a new list of them, the topmost value last.',
    examples: [
      example('result = []', 0),
      example(
        `
        a, b = 1, 2
        result = [a, b, a]
      `,
        3,
      ),
      example(
        `
        def f(a):
            return [${Array.from({ length: 25 }, (_, n) => `a + ${n}`).join(', ')}]
        result = f(1)
      `,
        25,
      ),
    ],
  },
  BUILD_SET: {
    summary: 'Takes `oparg` values and pushes a new set of them, filled from the deepest on.',
    examples: [
      example(
        `
        a, b = 1, 2
        result = {a, b, a}
      `,
        3,
      ),
      example(
        `
        a = 1.0
        result = sorted(map(repr, {a, 1}))
      `,
        2,
      ),
      failing(
        'TypeError',
        `
        a = []
        result = {1, a}
      `,
        2,
      ),
    ],
  },
  BUILD_MAP: {
    summary:
      'Takes `oparg` pairs of a key and, above it, a value, and pushes a new dict of them, ' +
      'filled from the deepest pair on.',
    examples: [
      example('result = {}', 0),
      example(
        `
        a, b = 'key', 2
        result = {a: b, b: a, a: 3}
      `,
        3,
      ),
      failing(
        'TypeError',
        `
        a = []
        result = {a: 1}
      `,
        1,
      ),
    ],
  },
  BUILD_CONST_KEY_MAP: {
    summary: 'Takes `oparg` values and, topmost, a tuple of as many keys, and pushes a new dict.',
    examples: [
      example(
        `
        a = 1
        result = {'first': a, 'second': a + 1}
      `,
        2,
      ),
      example(
        `
        def f(a):
            return {1: a, 1.0: 'second wins', None: a}
        result = f(0)
      `,
        3,
      ),
    ],
  },
  BUILD_STRING: {
    summary: 'Takes `oparg` strings and pushes what they are one after the other.',
    examples: [
      example(
        `
        a = 5
        result = f'a is {a}'
      `,
        2,
      ),
      example(
        `
        def f(a, b):
            return f'{a}-{b}-ü-{a!r}'
        result = f('x', 2.5)
      `,
        5,
      ),
    ],
  },
  FORMAT_VALUE: {
    summary:
      'Replaces a value (below its format, if `oparg & 4`) by its text. `oparg & 3` says what ' +
      'comes first: 0 nothing, 1 `str`, 2 `repr`, 3 `ascii`.',
    examples: [
      example(
        `
        a, text = 12.5, 'text'
        result = f'{a}', f'{text}'
      `,
        0,
      ),
      example(
        `
        a = 'ü'
        result = f'{a!s}', f'{a!r}', f'{a!a}'
      `,
        1,
        2,
        3,
      ),
      example(
        `
        a, width = 3.14159, 10
        result = f'{a:.2f}', f'{a:{width}.3}', f'{255:#x}'
      `,
        4,
      ),
      example(
        `
        a = 'ü'
        result = f'{a!s:>5}', f'{a!r:<6}|', f'{a!a:^10}|'
      `,
        5,
        6,
        7,
      ),
      failing(
        'ValueError',
        `
        a = 1.5
        result = f'{a:d}'
      `,
        4,
      ),
      failing(
        'ZeroDivisionError',
        `
        class C:
            def __repr__(self):
                return str(1 / 0)
        a = C()
        result = f'{a!r}'
      `,
        2,
      ),
    ],
  },
  LIST_TO_TUPLE: {
    summary: 'Replaces the topmost value, a list, by a tuple of the same items.',
    examples: [
      example(`
        parts = [1, 2]
        result = (*parts, 3)
      `),
      example(`
        def f(*parts):
            return parts
        parts = 'ab'
        result = f(1, *parts, 2)
      `),
    ],
  },
  LIST_APPEND: {
    summary:
      'Takes the topmost value and appends it to the list that is then `oparg` entries deep. ' +
      'List comprehensions use it.',
    examples: [
      example(
        `
        result = [n * n for n in range(5)]
      `,
        2,
      ),
      example(
        `
        result = [(a, b) for a in range(3) for b in range(a)]
      `,
        3,
      ),
      example(
        `
        parts = [1, 2]
        last = 3
        result = [*parts, last]
      `,
        1,
      ),
    ],
  },
  LIST_EXTEND: {
    summary:
      'Takes the topmost value and appends what it iterates over to the list that is then ' +
      '`oparg` entries deep.',
    examples: [
      example('result = [1, 2, 3]', 1),
      example(
        `
        a, b = (1, 2), {'key': 3}
        result = [*a, *b]
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        a = 1
        result = [*a]
      `,
        1,
      ),
    ],
  },
  SET_ADD: {
    summary:
      'Takes the topmost value and adds it to the set that is then `oparg` entries deep. Set ' +
      'comprehensions use it.',
    examples: [
      example('result = {n % 3 for n in range(10)}', 2),
      failing('TypeError', 'result = {[n] for n in range(10)}', 2),
      example(
        `
        parts, last = [1, 2], 3
        result = {*parts, last}
      `,
        1,
      ),
    ],
  },
  SET_UPDATE: {
    summary:
      'Takes the topmost value and adds what it iterates over to the set that is then `oparg` ' +
      'entries deep.',
    examples: [
      example('result = {1, 2, 3}', 1),
      example(
        `
        a, b = (1, 2), [2, 3]
        result = {*a, *b}
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        a = 1
        result = {*a}
      `,
        1,
      ),
    ],
  },
  MAP_ADD: {
    summary:
      'Takes a key and, topmost, a value, and puts them into the dict that is then `oparg` ' +
      'entries deep. Dict comprehensions use it.',
    examples: [
      example('result = {n: n * n for n in range(5)}', 2),
      example('result = {a: b for a in "ab" for b in range(2)}', 3),
      failing('TypeError', 'result = {[]: n for n in range(5)}', 2),
    ],
  },
  DICT_UPDATE: {
    summary:
      'Takes the topmost value, a mapping, and puts its items into the dict that is then ' +
      '`oparg` entries deep. Later keys win.',
    examples: [
      example(
        `
        a, b = {'x': 1, 'y': 2}, {'y': 3}
        result = {**a, 'z': 0, **b}
      `,
        1,
      ),
      example(
        `
        class Mapping:
            def keys(self):
                return 'ab'
            def __getitem__(self, key):
                return key * 2
        a = Mapping()
        result = {**a}
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        a = [1, 2]
        result = {**a}
      `,
        1,
      ),
    ],
  },
  DICT_MERGE: {
    summary:
      'Takes the topmost value, a mapping of keyword arguments, and puts its items into the ' +
      'dict that is then `oparg` entries deep. A key that is there already is an error of the ' +
      'call that follows.',
    examples: [
      example(
        `
        def f(**names):
            return names
        a, b = {'x': 1}, {'y': 2}
        result = f(**a, **b), f(z=0, **a)
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        def f(**names):
            return names
        a = {'x': 1}
        f(**a, **a)
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        a = 5
        print(**a)
      `,
        1,
      ),
    ],
  },
  UNPACK_SEQUENCE: {
    summary:
      'Takes the topmost value and pushes the `oparg` items it must have, the first one topmost.',
    examples: [
      example(
        `
        def f(pair):
            a, b = pair
            return b, a
        result = f((1, 2)), f([1, 2]), f('ab'), f({1: 0, 2: 0}), f(iter('xy'))
      `,
        2,
      ),
      example(
        `
        parts = range(3)
        a, (b, c), d = 1, parts[1:], 4
        [e] = [5]
        result = a, b, c, d, e
      `,
        2,
        1,
      ),
      failing(
        'ValueError',
        `
        parts = 1, 2, 3
        a, b = parts
      `,
        2,
      ),
      failing(
        'ValueError',
        `
        parts = [1]
        a, b = parts
      `,
        2,
      ),
      failing(
        'TypeError',
        `
        parts = 5
        a, b = parts
      `,
        2,
      ),
    ],
  },
  UNPACK_EX: {
    summary:
      'Takes the topmost value and pushes its items, the first one topmost: `oparg & 255` of ' +
      'them one by one, then a list of the middle ones, then `oparg >> 8` again one by one.',
    examples: [
      example(
        `
        parts = 1, 2, 3, 4
        first, *rest = parts
        *others, last = parts
        a, *middle, b = parts
        result = first, rest, others, last, a, middle, b
      `,
        1,
        256,
        257,
      ),
      example(
        `
        *everything, = 'text'
        result = everything
      `,
        0,
      ),
      failing(
        'ValueError',
        `
        a, b, *rest = [1]
      `,
        2,
      ),
      failing(
        'ValueError',
        `
        a, *rest, b = [1]
      `,
        257,
      ),
      failing(
        'TypeError',
        `
        parts = None
        a, *rest = parts
      `,
        1,
      ),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
