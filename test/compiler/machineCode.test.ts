/**
 * Machine code of whole functions, as text that people read, for every target. Offsets and sizes
 * are left out, so that a change in one place is one difference: bytes are the business of other
 * tests.
 */

import { beforeAll, describe, it } from 'vitest';
import {
  type CompiledCode,
  compileCode,
  isRefusal,
  type Refusal,
} from '../../server/src/compiler/index.js';
import { targetNames } from '../../server/src/compiler/target/target.js';
import { type ListingLine, listFunction } from '../../server/src/language/listing.js';
import { parseRow } from '../../server/src/language/listingText.js';
import { relocationMeaning, wordMeaning } from '../../server/src/language/rowComments.js';
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
      const compiled = compileCode(code, options);
      const lines = await listFunction(compiled, {
        source,
        view: 'assembly',
        syntax: 'intel',
        bytes: false,
      });
      const shown = lines
        .filter(({ kind, text }) => kind !== 'header' && !LEGEND.test(text))
        .map((line) => (line.kind === 'machine' ? compilersRow(compiled, line) : line.text));
      parts.push(withoutOffsets(shown.join('\n')));
    }
    checkGolden(`${target}/${sample.name}`, parts.join('\n'));
  });
});

const LEGEND = /^; (?:▸|const:|name:|unit:|data:|site:|rt_…) /;

/** The instruction and what the compiler itself notes about it; how listings say that is theirs. */
function compilersRow(compiled: CompiledCode | Refusal, { text, codeOffset }: ListingLine): string {
  const parsed = parseRow(text);
  if (parsed.kind !== 'machine' || isRefusal(compiled) || codeOffset === null) return text;
  const { assembled } = compiled;
  const { mnemonic, operands } = parsed.machine;
  const row = `  0000  ${`${mnemonic.text.padEnd(5)} ${operands?.text ?? ''}`.trimEnd()}`;
  const next = assembled.instructionOffsets.find((offset) => offset > codeOffset);
  const fields = assembled.relocationsIn(codeOffset, next ?? assembled.bytes.length);
  const comment =
    assembled.commentAt(codeOffset) ??
    relocationMeaning(compiled, fields) ??
    wordMeaning(compiled, operands?.text ?? '');
  return comment === undefined ? row : `${row.padEnd(40)} ; ${comment}`;
}

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
