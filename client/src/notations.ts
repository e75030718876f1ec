/**
 * The notations of machine code on the clipboard. Maps from: bytes and relocations. Maps to: text.
 * Knows no editor.
 */

import { targetBits } from '../../server/src/compiler/target/target.js';
import type { MachineCode } from '../../server/src/lsp/messages.js';

type CodeOfFunction = MachineCode['functions'][number];

export interface Notation {
  readonly label: string;
  write(code: MachineCode): string;
}

const PER_LINE = 12;

export const notations: readonly Notation[] = [
  {
    label: 'Hex',
    write: ({ functions }) => functions.map(({ bytes }) => pairs(bytes).join(' ')).join('\n'),
  },
  {
    label: 'C Array',
    write: ({ functions }) => functions.map(cArray).join('\n'),
  },
  {
    label: 'NASM',
    write: ({ target, functions }) =>
      [`bits ${targetBits[target]}`, ...functions.map(nasm)].join('\n'),
  },
];

function cArray(code: CodeOfFunction): string {
  const bytes = pairs(code.bytes);
  const rows = lines(bytes).map((row) => `    ${row.map((byte) => `0x${byte}`).join(', ')},`);
  const notes = code.relocations.map((text) => ` * ${relocationText(text)}`);
  const comment =
    notes.length > 0 ? ['/* Filled in when the code is loaded:', ...notes, ' */'] : [];
  return [
    ...comment,
    `static const unsigned char ${identifier(code.name)}[${bytes.length}] = {`,
    ...rows,
    '};',
    '',
  ].join('\n');
}

function nasm(code: CodeOfFunction): string {
  const rows = lines(pairs(code.bytes)).map(
    (row) => `    db ${row.map((byte) => `0x${byte}`).join(', ')}`,
  );
  const notes = code.relocations.map((text) => `; ${relocationText(text)}`);
  const comment = notes.length > 0 ? ['; Filled in when the code is loaded:', ...notes] : [];
  return [...comment, `${identifier(code.name)}:`, ...rows, ''].join('\n');
}

function relocationText({ offset, symbol, kind }: CodeOfFunction['relocations'][number]): string {
  return `${offset.toString(16).padStart(4, '0')}  ${symbol} (${kind})`;
}

function pairs(bytes: string): string[] {
  return bytes.match(/../g) ?? [];
}

function lines<T>(items: readonly T[]): T[][] {
  const rows: T[][] = [];
  for (let at = 0; at < items.length; at += PER_LINE) rows.push(items.slice(at, at + PER_LINE));
  return rows;
}

/** `Point.__init__` and `<module>` are no names in C. */
function identifier(name: string): string {
  const text = name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+(?=.)|_+$/g, '');
  return /^[A-Za-z_]/.test(text) ? text : `code_${text}`;
}
