/** Documentation of the opcodes for the match statement. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation } from './example.js';

export const matchDocumentation = {
  GET_LEN: {
    summary: 'Pushes the length of the topmost value, which stays.',
    examples: [
      example(`
        def f(subject):
            match subject:
                case []:
                    return 'empty'
                case [one]:
                    return 'one', one
                case [first, *rest]:
                    return 'many', first, rest
        result = f([]), f((1,)), f([1, 2, 3]), f('text'), f(range(2))
      `),
      failing(
        'ZeroDivisionError',
        `
        from collections.abc import Sequence
        class C(Sequence):
            def __len__(self):
                return 1 // 0
            def __getitem__(self, index):
                return index
        match C():
            case [a]:
                pass
      `,
      ),
    ],
  },
  MATCH_MAPPING: {
    summary: 'Pushes whether the topmost value, which stays, is a mapping.',
    examples: [
      example(`
        def f(subject):
            match subject:
                case {}:
                    return 'mapping'
                case _:
                    return 'other'
        result = f({}), f({1: 2}), f([1]), f(None)
      `),
    ],
  },
  MATCH_SEQUENCE: {
    summary:
      'Pushes whether the topmost value, which stays, is a sequence that patterns match: ' +
      'strings and bytes are none.',
    examples: [
      example(`
        def f(subject):
            match subject:
                case [*_]:
                    return 'sequence'
                case _:
                    return 'other'
        result = f([]), f((1, 2)), f('text'), f(b'bytes'), f({}), f(range(3)), f(5)
      `),
    ],
  },
  MATCH_KEYS: {
    summary:
      'Pushes the tuple of the values that the mapping below the topmost one has for the keys ' +
      'in that tuple, or None if it lacks one. Both stay.',
    examples: [
      example(`
        def f(subject):
            match subject:
                case {'kind': 'point', 'x': x, 'y': y}:
                    return 'point', x, y
                case {'kind': kind, **rest}:
                    return kind, rest
                case {}:
                    return 'mapping'
        result = f({'kind': 'point', 'x': 1, 'y': 2}), f({'kind': 'line', 'to': 3}), f({'a': 1})
      `),
      failing(
        'ValueError',
        `
        class Keys:
            name = 'same'
        match {'same': 1, 'other': 2}:
            case {'same': a, Keys.name: b}:
                pass
      `,
      ),
    ],
  },
  MATCH_CLASS: {
    summary:
      'Takes a subject, a class and, topmost, a tuple of attribute names, and pushes the ' +
      'tuple of the attributes that `oparg` positional and those named patterns match, or ' +
      'None if the subject is none of the class.',
    examples: [
      example(
        `
        class Point:
            __match_args__ = 'x', 'y'
            def __init__(self, x, y):
                self.x, self.y = x, y
        def f(subject):
            match subject:
                case Point(0, 0):
                    return 'origin'
                case Point(x, y=0):
                    return 'on the axis', x
                case Point(x=x, y=y):
                    return x, y
                case int(n) | float(n):
                    return 'number', n
                case str():
                    return 'text'
        result = [f(s) for s in (Point(0, 0), Point(5, 0), Point(1, 2), 3, 2.5, 'text', None)]
      `,
        2,
        1,
        0,
      ),
      failing(
        'TypeError',
        `
        class C:
            __match_args__ = ('a',)
        match C():
            case C(1, 2):
                pass
      `,
        2,
      ),
      failing(
        'TypeError',
        `
        kind = 5
        match 1:
            case kind():
                pass
      `,
        0,
      ),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
