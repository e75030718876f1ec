/**
 * Machine code of whole functions, as text that people read, for every target. Offsets and sizes
 * are left out, so that a change in one place is one difference: bytes are the business of other
 * tests.
 */

import { beforeAll, describe, it } from 'vitest';
import { compileCode } from '../../server/src/compiler/index.js';
import { targetNames } from '../../server/src/compiler/target/target.js';
import { listFunction } from '../../server/src/language/listing.js';
import { checkGolden, type ShownCode, samples, shownCode } from './golden.js';

let codes: ShownCode;
beforeAll(() => {
  codes = shownCode();
});

describe.each(targetNames)('%s', (target) => {
  const options = { target, without: new Set<never>(), explains: true };

  it.each(samples)('$name', async (sample) => {
    const source = {
      fileName: `${sample.name}.py`,
      lines: sample.source.split('\n'),
      sha256: '',
    };
    const parts: string[] = [];
    for (const code of codes.get(sample)!) {
      const lines = await listFunction(compileCode(code, options), {
        source,
        view: 'assembly',
        syntax: 'intel',
        bytes: false,
      });
      const shown = lines.filter(({ kind }) => kind !== 'header').map(({ text }) => text);
      parts.push(withoutOffsets(shown.join('\n')));
    }
    checkGolden(`${target}/${sample.name}`, parts.join('\n'));
  });
});

/** Labels of the same name are told apart by numbers in the order of their appearance. */
function withoutOffsets(listing: string): string {
  const numbers = new Map<string, string>();
  const counts = new Map<string, number>();
  const numbered = (label: string, name: string): string => {
    let known = numbers.get(label);
    if (known === undefined) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      known = `${name}.${count}`;
      numbers.set(label, known);
    }
    return known;
  };
  return `${listing
    .replace(/^ {2}[0-9a-f]{4} {2}/gm, '  ')
    .replace(/(\.[\w.]*?[a-z])\.[0-9a-f]{4}\b/g, numbered)}\n`;
}
