/**
 * Texts that were read and accepted by people: what the compiler makes of some functions.
 * UPDATE_GOLDEN=1 accepts what is new, which is then seen in the difference.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { CodeObject } from '../../server/src/bytecode/codeObject.js';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { marshalSources } from '../bytecode/python.js';

const folder = join(import.meta.dirname, 'golden');

/** That a text is the accepted one of this name. */
export function checkGolden(name: string, text: string): void {
  const path = join(folder, `${name}.txt`);
  const accepted = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text !== accepted && process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else expect(text).toBe(accepted);
}

/** A function, or two that belong together, with the names of those that are shown. */
export interface Sample {
  readonly name: string;
  readonly source: string;
  readonly shown: readonly string[];
}

const sample = (name: string, shown: string, source: string): Sample => ({
  name,
  source,
  shown: shown.split(' '),
});

/** One of each kind of what a function does. */
export const samples: readonly Sample[] = [
  sample(
    'intLoop',
    'digits',
    `def digits(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total
`,
  ),
  sample(
    'floats',
    'outside',
    `def outside(x, y, scale):
    length = 0.0
    length = (x * x + y * y) / scale
    if length - 0.5 > 4.0:
        return x
`,
  ),
  sample(
    'attributes',
    'move',
    `def move(point, by):
    point.x = point.x + by
`,
  ),
  sample(
    'methodCall',
    'append',
    `def append(items, value):
    return items.append(value)
`,
  ),
  sample(
    'globals',
    'length',
    `def length():
    return len(names)
`,
  ),
  sample(
    'generator',
    'squares',
    `def squares(items):
    for item in items:
        yield item * item
`,
  ),
  sample(
    'handlers',
    'look',
    `def look(table, key):
    try:
        return table[key]
    except KeyError:
        return None
`,
  ),
  sample(
    'comparisonChain',
    'between',
    `def between(low, x, high):
    return low <= x < high
`,
  ),
  sample(
    'conditions',
    'choose',
    `def choose(x, items, kind):
    if x is None or x in items or not x or kind == 'all':
        x = x + 1 if kind else x + 2
    return x
`,
  ),
  sample(
    'listDisplay',
    'triple',
    `def triple(a, b):
    return [a, b, a + b]
`,
  ),
  sample(
    'subscripts',
    'exchange',
    `def exchange(items, i):
    items[i], items[0] = items[0], items[i]
`,
  ),
  sample(
    'superMethod',
    'Derived.close',
    `class Derived(Base):
    def close(self):
        super().close()
`,
  ),
  sample(
    'closure',
    'counter counter.<locals>.next',
    `def counter():
    count = 0
    def next():
        nonlocal count
        count += 1
        return count
    return next
`,
  ),
];

/** The code objects of a sample that are shown, outer before inner. */
export type ShownCode = ReadonlyMap<Sample, readonly CodeObject[]>;

/** Those of all samples. */
export function shownCode(): ShownCode {
  const roots = marshalSources(samples.map(({ source }) => ({ source })));
  return new Map(
    samples.map((each, i) => {
      const codes = nested(readCode(roots[i]!)).filter(({ qualname }) =>
        each.shown.includes(qualname),
      );
      expect(codes.map(({ qualname }) => qualname)).toEqual(each.shown);
      return [each, codes];
    }),
  );
}

function nested(code: CodeObject): CodeObject[] {
  return [
    code,
    ...code.consts.flatMap((constant) => (constant.kind === 'code' ? nested(constant.code) : [])),
  ];
}
