/**
 * Writes docs/opcodes.md from the opcode table.
 *
 * Maps from: names, stack effects, documentation. Maps to: one Markdown page. With `--check`
 * nothing is written, and the exit status tells whether the page is current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  documentation,
  documentationGroups,
  type OpcodeExample,
} from '../server/src/opcodes/documentation.js';
import { effectText, stackEffectsWhenJumping } from '../server/src/opcodes/effects.js';
import { type OpcodeName, opcodeInfo } from '../server/src/opcodes/opcodeNames.js';

/** Examples that are longer show nothing that a person would read. */
const MAX_LINES = 25;
const MAX_COLUMNS = 120;
const MAX_EXAMPLES = 3;

const argumentTexts = {
  none: 'none',
  number: 'a number',
  name: 'a name',
  constant: 'a constant',
  local: 'a local variable',
  free: 'a cell',
  comparison: 'a comparison',
  forward: 'units to jump forward',
  backward: 'units to jump backward',
} as const;

function isReadable({ source }: OpcodeExample): boolean {
  const lines = source.split('\n');
  return lines.length <= MAX_LINES && lines.every((line) => line.length <= MAX_COLUMNS);
}

function exampleText({ source, raises, mode }: OpcodeExample): string {
  const notes = [
    ...(raises === null ? [] : [`# raises ${raises}`]),
    ...(mode === 'single' ? ['# in the interactive session'] : []),
  ];
  return ['```python', ...notes, source.trimEnd(), '```'].join('\n');
}

function opcodeText(name: OpcodeName): string {
  const { code, argument, caches } = opcodeInfo(name);
  const { summary, examples } = documentation[name];
  const facts = [
    `Number ${code}`,
    `argument: ${argumentTexts[argument]}`,
    ...(caches > 0 ? [`inline cache: ${caches} unit${caches > 1 ? 's' : ''}`] : []),
  ];
  const effects = [`Stack: \`${effectText(name)}\``];
  if (name in stackEffectsWhenJumping) {
    effects.push(`when it jumps: \`${effectText(name, true)}\``);
  }
  const readable = examples.filter(isReadable);
  const failing = readable.filter(({ raises }) => raises !== null);
  const succeeding = readable.filter(({ raises }) => raises === null);
  const shown = [...succeeding.slice(0, MAX_EXAMPLES - 1), ...failing.slice(0, 1)];
  return [
    `### ${name}`,
    summary,
    `${effects.join(', ')}`,
    `${facts.join(' · ')}`,
    ...shown.map(exampleText),
  ].join('\n\n');
}

/** The whole page. */
export function opcodeDocumentationPage(): string {
  const sections = documentationGroups.map(({ title, opcodes }) =>
    [`## ${title}`, ...opcodes.map(opcodeText)].join('\n\n'),
  );
  return `${[
    '# The opcodes of CPython 3.11',
    'Generated from `server/src/opcodes/` by `node scripts/runTypeScript.mjs ' +
      'scripts/opcodeDocs.ts`; do not edit.',
    'A stack effect is written `(before -- after)`, the topmost entry last. `items[oparg]` is a ' +
      'run of entries, `step if (oparg == 3)` one that only some arguments have. A unit is two ' +
      'bytes of code. The examples are a selection of those that the tests run.',
    ...sections,
  ].join('\n\n')}\n`;
}

const page = fileURLToPath(new URL('../docs/opcodes.md', import.meta.url));

/** Is the page in the file what the table gives? */
export function isCurrent(): boolean {
  return readFileSync(page, 'utf8') === opcodeDocumentationPage();
}

if (process.argv[1]?.endsWith('opcodeDocs.ts')) {
  if (!process.argv.includes('--check')) {
    writeFileSync(page, opcodeDocumentationPage());
  } else if (!isCurrent()) {
    console.error('docs/opcodes.md is not what the opcode table gives: run scripts/opcodeDocs.ts.');
    process.exitCode = 1;
  }
}
