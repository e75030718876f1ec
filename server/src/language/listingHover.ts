/**
 * What a hover over a listing explains: instructions, registers, symbols, labels, opcodes.
 *
 * Maps from: the rows of a listing and a place in it. Maps to: Markdown and the part of the row
 * that it is about. A listing that shows no bytes needs its model to explain encodings.
 */

import { type Encoding, explainEncoding } from '../assembler/explain.js';
import { fieldLength } from '../assembler/relocations.js';
import { isRefusal, type TargetName } from '../compiler/index.js';
import { runtimeSignatures } from '../generated/runtimeSignatures.js';
import { documentation } from '../opcodes/documentation.js';
import { effectText } from '../opcodes/effects.js';
import { isOpcodeName, opcodeInfo } from '../opcodes/opcodeNames.js';
import { targetBits } from '../compiler/target/target.js';
import { meaningsIn } from './glossary.js';
import { listFunction } from './listing.js';
import type { ListingModel } from './listingModel.js';
import {
  accessOf,
  labelRow,
  references,
  sectionAround,
  symbolName,
  targetAround,
  targetAt,
} from './listingNavigation.js';
import {
  type MachineRow,
  operandWords,
  type Part,
  parseRow,
  type SummaryRow,
  wordAt,
} from './listingText.js';
import { alsoWrites, instructionSentence, splitOperands } from './machineWords.js';
import { symbolMeaning } from './rowComments.js';
import { registerFamily, roleOf, wordRegister } from './registerWords.js';
import type { Place } from './textEdits.js';

export interface ListingHover {
  readonly markdown: string;
  readonly row: number;
  readonly part: Part;
}

export async function listingHover(
  rows: readonly string[],
  place: Place,
  model: ListingModel | null,
): Promise<ListingHover | null> {
  const text = rows[place.line] ?? '';
  const parsed = parseRow(text);
  const at = (part: Part, markdown: string): ListingHover | null =>
    markdown === '' ? null : { markdown, row: place.line, part };
  if (parsed.kind === 'bytecode') {
    return at(parsed.opcode, opcodeText(parsed.opcode.text));
  }
  if (parsed.kind === 'label') {
    return at(parsed.name, labelText(rows, place.line, parsed.name.text, model));
  }
  if (parsed.kind === 'summary') {
    return at(parsed.summary.amount, await summaryMarkdown(parsed.summary, place.line, model));
  }
  if (parsed.kind !== 'machine') return null;
  const { machine } = parsed;
  const target = targetAround(rows, place.line);
  const word = wordAt(machine, place.column);
  switch (word?.kind) {
    case 'register':
      return at(word, registerText(rows, place.line, word, target));
    case 'symbol':
      return at(word, symbolText(rows, place, symbolName(word.text), model));
    case 'label':
      return at(word, labelText(rows, place.line, word.text, model));
    case 'number':
      return at(word, numberText(word.text));
  }
  if (machine.comment !== null && place.column >= machine.comment.start) return null;
  const part =
    machine.bytes !== null && place.column < machine.mnemonic.start
      ? machine.bytes
      : machine.mnemonic;
  return at(part, await instructionMarkdown(machine, place.line, model, target));
}

/** A row that stands for others: these, and what its words mean. */
async function summaryMarkdown(
  { comment, isOpen }: SummaryRow,
  row: number,
  model: ListingModel | null,
): Promise<string> {
  const meanings = meaningsIn(comment.text);
  const hidden = isOpen ? [] : await hiddenRows(row, model);
  const more = hidden.length - MOST_HIDDEN;
  return [
    ...(hidden.length === 0 ? [] : [fence(hidden.slice(0, MOST_HIDDEN).join('\n'))]),
    ...(more > 0 ? [`…${more} more rows`] : []),
    ...meanings.map(([word, meaning]) => `**${word}**: ${meaning}`),
  ].join('\n\n');
}

/** Rows in a hover over one that stands for them. */
const MOST_HIDDEN = 40;

/** What a row stands for, as the listing shows it when the row is unfolded. */
async function hiddenRows(row: number, model: ListingModel | null): Promise<string[]> {
  if (model?.analysis == null) return [];
  const { functionIndex, codeOffset } = model.row(row);
  const listed = model.functions[functionIndex];
  const result = listed && model.analysis.functions[listed.index]?.result;
  if (listed === undefined || result === undefined || codeOffset === null) return [];
  const { view, syntax, detail, bytes } = model.view;
  const open = new Set([codeOffset]);
  const source = model.analysis.source;
  const lines = await listFunction(result, { source, view, syntax, detail, bytes, open });
  const folded = await listFunction(result, { source, view, syntax, detail, bytes });
  const first = lines.findIndex(
    (line) => line.kind === 'summary' && line.codeOffset === codeOffset,
  );
  return lines.slice(first + 1, first + 1 + lines.length - folded.length).map(({ text }) => text);
}

async function instructionMarkdown(
  machine: MachineRow,
  row: number,
  model: ListingModel | null,
  target: TargetName,
): Promise<string> {
  const parts: string[] = [];
  const sentence = instructionSentence(machine.mnemonic.text, intelOperands(machine), target);
  if (sentence !== '') parts.push(sentence);
  const isData = /^d[bdq]$/.test(machine.mnemonic.text);
  const bytes = isData ? null : bytesOf(machine, row, model, target);
  const encoding = bytes === null ? null : await explainEncoding(bytes.values, targetBits[target]);
  if (bytes !== null && encoding !== null) {
    parts.push(...flagLines(encoding));
    parts.push(`Encoding \`${encoding.opcode}\` (${encoding.form}): ${fieldText(encoding, bytes)}`);
  }
  return parts.join('\n\n');
}

/** Operands with the destination first, whatever the listing's syntax. */
function intelOperands({ operands }: MachineRow): string[] {
  if (operands === null) return [];
  const parts = splitOperands(operands.text);
  return /[%$]/.test(operands.text) ? parts.reverse() : parts;
}

interface InstructionBytes {
  /** Relocated fields are zero. */
  readonly values: Uint8Array;
  /** In hexadecimal; the bytes of a relocated field are its name and empty texts. */
  readonly shown: readonly string[];
}

function bytesOf(
  machine: MachineRow,
  row: number,
  model: ListingModel | null,
  target: TargetName,
): InstructionBytes | null {
  if (machine.bytes !== null) return bytesInText(machine.bytes.text, target);
  const place = model?.row(row);
  const index = place === undefined ? undefined : model?.functions[place.functionIndex]?.index;
  const result = index === undefined ? undefined : model?.analysis?.functions[index]?.result;
  if (result === undefined || isRefusal(result)) return null;
  const offset = place?.codeOffset ?? machine.offset;
  if (offset === null) return null;
  const { assembled } = result;
  const { bytes, instructionOffsets } = assembled;
  const end = instructionOffsets.find((start) => start > offset) ?? bytes.length;
  const values = bytes.slice(offset, end);
  const shown = Array.from(values, (byte) => byte.toString(16).padStart(2, '0'));
  for (const field of assembled.relocationsIn(offset, end)) {
    const length = fieldLength(field.kind);
    shown.splice(field.offset - offset, length, ...fieldTexts(`‹${field.symbol}›`, length));
  }
  return { values, shown };
}

function bytesInText(text: string, target: TargetName): InstructionBytes {
  const values: number[] = [];
  const shown: string[] = [];
  for (const [unit] of text.matchAll(/‹[^›]*›|[0-9a-f]{2}/g)) {
    if (unit.startsWith('‹')) {
      const length = targetBits[target] === 64 && isMoveOfWord(values) ? 8 : 4;
      values.push(...Array.from({ length }, () => 0));
      shown.push(...fieldTexts(unit, length));
    } else {
      values.push(Number.parseInt(unit, 16));
      shown.push(unit);
    }
  }
  return { values: Uint8Array.from(values), shown };
}

const fieldTexts = (name: string, length: number): string[] => [
  name,
  ...Array.from({ length: length - 1 }, () => ''),
];

/** `REX.W + B8+rd`: the only instruction with a field of eight bytes. */
const isMoveOfWord = ([rex = 0, opcode = 0, ...more]: readonly number[]): boolean =>
  more.length === 0 && (rex & 0xf8) === 0x48 && (opcode & 0xf8) === 0xb8;

function flagLines({ flags }: Encoding): string[] {
  const list = (names: readonly string[]): string => names.join(', ');
  const lines: string[] = [];
  if (flags.read.length > 0) lines.push(`reads ${list(flags.read)}`);
  if (flags.written.length > 0) lines.push(`writes ${list(flags.written)}`);
  if (flags.undefined.length > 0) lines.push(`leaves ${list(flags.undefined)} undefined`);
  return [`Flags: ${lines.length === 0 ? 'none' : lines.join('; ')}.`];
}

function fieldText({ fields }: Encoding, { shown }: InstructionBytes): string {
  return fields
    .map(({ name, offset, length }) => {
      const bytes = shown.slice(offset, offset + length).filter((byte) => byte !== '');
      return `${name} \`${bytes.join(' ')}\``;
    })
    .join(' · ');
}

/**
 * The nearest instruction above that changes the register, before any label of a jump is passed.
 */
function registerText(
  rows: readonly string[],
  row: number,
  word: Part,
  target: TargetName,
): string {
  const family = registerFamily(word.text);
  const register = wordRegister(family, target);
  const role = roleOf(register, target);
  const parts = [`\`${register}\`${role === '' ? '' : `: ${role}`}`];
  const { first } = sectionAround(rows, row);
  let passed = '';
  for (let at = row - 1; at >= first; at -= 1) {
    const text = rows[at] ?? '';
    if (text.startsWith('.') && passed === '') passed = text.slice(0, -1);
    if (!text.startsWith('  ') || !writes(text, family, target)) continue;
    const where = passed === '' ? '' : ` (above \`${passed}\`, which other places may jump to)`;
    parts.push(`Last written${where}:`, fence(text.trim().replace(/ {2,}/g, '  ')));
    return parts.join('\n\n');
  }
  parts.push('Not written above in this function.');
  return parts.join('\n\n');
}

function writes(text: string, family: string, target: TargetName): boolean {
  const parsed = parseRow(text);
  if (parsed.kind !== 'machine') return false;
  const { mnemonic, operands } = parsed.machine;
  if (alsoWrites(mnemonic.text, target).includes(family)) return true;
  if (operands === null) return false;
  return operandWords(operands).some(
    (word) =>
      word.kind === 'register' &&
      registerFamily(word.text) === family &&
      accessOf(text, word) !== 'read',
  );
}

function symbolText(
  rows: readonly string[],
  place: Place,
  name: string,
  model: ListingModel | null,
): string {
  const target = targetAt(rows, place);
  const uses = target === null ? 0 : references(rows, place.line, target, false).length;
  const used = uses > 1 ? [`Used ${uses} times in this listing.`] : [];
  const runtime = runtimeSignatures[name];
  if (runtime !== undefined) {
    const about = runtime.comment === '' ? [] : [escaped(runtime.comment)];
    return [fence(`${runtime.signature};`, 'c'), ...about, ...used].join('\n\n');
  }
  const kind = symbolKind(name);
  if (kind === '') return '';
  const value = meaningOf(name, place.line, model);
  const shown = value === undefined ? [] : [`\`${name}\` is \`${value}\`.`];
  return [...shown, `\`${name}\`: ${kind}`, ...used].join('\n\n');
}

/** The value of a constant, or the name, that a symbol stands for. */
function meaningOf(name: string, row: number, model: ListingModel | null): string | undefined {
  const index = model?.functions[model.row(row).functionIndex]?.index ?? -1;
  const code = model?.analysis?.functions[index]?.result.code;
  return code && symbolMeaning(code, name);
}

function symbolKind(name: string): string {
  const [prefix, index] = name.split(':');
  switch (prefix) {
    case 'const':
      return `the address of a constant: item ${index} of the code object's co_consts`;
    case 'name':
      return `the address of a name: item ${index} of the code object's co_names`;
    case 'unit':
      return `a place in the bytecode, code unit ${index} (byte ${2 * Number(index)}): tracebacks and debuggers find the line by it`;
    case 'data':
      return 'an inline cache: what this place has learnt about the objects it meets';
    case 'site':
      return `a way out of the straight path, number ${index}: it tells where the values on the stack are`;
    case 'code':
      return "a place in the function's own machine code";
    case 'codeobject':
      return 'the code object itself';
    case 'small_ints':
      return "CPython's array of the ints from -5 to 256";
    case 'eval_breaker':
      return 'non-zero when a signal, another thread or a pending call wants attention';
  }
  if (/^Py\w+_Type$/.test(name)) return `CPython's type object ${name}`;
  return /^(?:None|True|False)$/.test(name) ? `the object ${name}` : '';
}

function labelText(
  rows: readonly string[],
  row: number,
  name: string,
  model: ListingModel | null,
): string {
  const found = labelRow(rows, row, name);
  if (found === null) {
    // A word behind the code, or code out of line, that the listing does not show now.
    const word = symbolKind(name.slice(1));
    if (word === '') return `\`${name}\` is out of line: *all* shows it.`;
    const value = meaningOf(name.slice(1), row, model);
    const is = value === undefined ? '' : `\`${name}\` is \`${value}\`.\n\n`;
    return `${is}\`${name}\`: a word behind the code with ${word}.`;
  }
  let next = found.row + 1;
  while (next < rows.length && parseRow(rows[next] ?? '').kind !== 'machine') next += 1;
  const offset = /^ {2}([0-9a-f]+)/.exec(rows[next] ?? '')?.[1];
  const target = { kind: 'label', name, part: found.part } as const;
  const uses = references(rows, row, target, false).length;
  const word = symbolKind(name.slice(1));
  if (word !== '') {
    const used = `${uses} ${uses === 1 ? 'place uses' : 'places use'} it`;
    const address = word.startsWith('the address') ? word : `the address of ${word}`;
    return `\`${name}\` at offset ${offset ?? '?'}, a word with ${address}: ${used}.`;
  }
  const from = `${uses} ${uses === 1 ? 'place leads' : 'places lead'} here`;
  return `\`${name}\` at offset ${offset ?? '?'}: ${from}.`;
}

function opcodeText(name: string): string {
  if (!isOpcodeName(name)) return '';
  const { code, caches } = opcodeInfo(name);
  const jumping = effectText(name, true);
  const effect = effectText(name);
  return [
    `**${name}** (${code})`,
    documentation[name].summary,
    `Stack: \`${effect}\`${jumping === effect ? '' : `; when it jumps: \`${jumping}\``}`,
    ...(caches > 0
      ? [`Followed by ${caches} ${caches === 1 ? 'unit' : 'units'} of inline cache.`]
      : []),
  ].join('\n\n');
}

/** Numbers in the other base, where that says more. */
function numberText(text: string): string {
  const digits = text.replace(/^\$?0x|h$/g, '');
  const isHex = /^\$?0x/.test(text) || text.endsWith('h');
  const value = Number.parseInt(digits.replace(/^\$/, ''), isHex ? 16 : 10);
  if (!Number.isFinite(value) || value < 10) return '';
  return isHex ? `\`${text}\` is ${value}` : `\`${text}\` is 0x${value.toString(16)}`;
}

const fence = (text: string, language = 'nativecompile-asm'): string =>
  `\`\`\`${language}\n${text}\n\`\`\``;

const escaped = (text: string): string => text.replace(/[\\*_{}[\]#|<>]/g, '\\$&');
