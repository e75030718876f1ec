/**
 * A listing read back from its text.
 *
 * Maps from: rows of text. Maps to: what each is and where its parts stand. Features of listings
 * work on this, so that they also work on a listing that was saved to a file. Columns are UTF-16
 * units.
 */

export interface Part {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type ParsedRow =
  | { readonly kind: 'function'; readonly name: Part }
  | { readonly kind: 'label'; readonly name: Part }
  | { readonly kind: 'machine'; readonly machine: MachineRow }
  | { readonly kind: 'bytecode'; readonly opcode: Part }
  /** Rows of a comparison have no line number. */
  | { readonly kind: 'source'; readonly line: number | null; readonly text: Part }
  /** Stands for instructions that are not shown, or are under it. */
  | { readonly kind: 'summary'; readonly summary: SummaryRow }
  | { readonly kind: 'cold' }
  | { readonly kind: 'note' }
  | { readonly kind: 'empty' };

export interface MachineRow {
  /** null in a comparison. */
  readonly offset: number | null;
  /** Hexadecimal with spaces, relocated fields as `‹symbol›`; null where the listing shows none. */
  readonly bytes: Part | null;
  readonly mnemonic: Part;
  /** Without the comment; null where there are none. */
  readonly operands: Part | null;
  readonly comment: Part | null;
}

/** How a row that stands for others begins, while they are hidden and while they are shown. */
export const FOLDED = '▸';
export const UNFOLDED = '▾';

export interface SummaryRow {
  /** null in a comparison. */
  readonly offset: number | null;
  /** The sign, and how much it is. */
  readonly amount: Part;
  readonly comment: Part;
  readonly isOpen: boolean;
}

const BYTE_UNIT = '(?:[0-9a-f]{2}|‹[^›]*›)';
const BYTES = new RegExp(`^(${BYTE_UNIT}(?: ${BYTE_UNIT})*) +(?=\\S)`);
/**
 * The bytes' column, as machineRows.ts writes it; a mnemonic that looks like a byte is narrower.
 */
const BYTES_WIDTH = 25;
const MACHINE = /^ {2}(?:([0-9a-f]{4,})| {4,}) {2}(?=\S)/;
const BYTECODE = /^; (?:(?:-|\d\S*) +\d+ )?([A-Z][A-Z_]*)(?= [^·]|$)/;
const SOURCE = /^; +(?:(\d+) )?│ ?/;

export function parseRow(text: string): ParsedRow {
  if (text === '') return { kind: 'empty' };
  if (text.startsWith('  ')) {
    const summary = parseSummary(text);
    if (summary !== null) return { kind: 'summary', summary };
    const machine = parseMachine(text);
    return machine === null ? { kind: 'note' } : { kind: 'machine', machine };
  }
  if (text.startsWith(';')) return parseRemark(text);
  if (text.endsWith(':') && !/\s/.test(text)) {
    const name = { start: 0, end: text.length - 1, text: text.slice(0, -1) };
    return text.startsWith('.') ? { kind: 'label', name } : { kind: 'function', name };
  }
  return { kind: 'note' };
}

function parseRemark(text: string): ParsedRow {
  const bytecode = BYTECODE.exec(text);
  if (bytecode?.[1] !== undefined) {
    const start = bytecode[0].length - bytecode[1].length;
    return { kind: 'bytecode', opcode: { start, end: bytecode[0].length, text: bytecode[1] } };
  }
  const source = SOURCE.exec(text);
  if (source !== null) {
    const start = source[0].length;
    return {
      kind: 'source',
      line: source[1] === undefined ? null : Number(source[1]),
      text: { start, end: text.length, text: text.slice(start) },
    };
  }
  return /^; ─+ cold ─+$/.test(text) ? { kind: 'cold' } : { kind: 'note' };
}

const SUMMARY = /^ {2}(?:([0-9a-f]{4,})| {4,}) {2} *([▸▾] .*?) +; (.*)$/;

function parseSummary(text: string): SummaryRow | null {
  const found = SUMMARY.exec(text);
  if (found === null) return null;
  const [, offset, amount = '', comment = ''] = found;
  const start = text.indexOf(amount);
  const commentStart = text.length - comment.length;
  return {
    offset: offset === undefined ? null : Number.parseInt(offset, 16),
    amount: { start, end: start + amount.length, text: amount },
    comment: { start: commentStart, end: text.length, text: comment },
    isOpen: amount.startsWith(UNFOLDED),
  };
}

function parseMachine(text: string): MachineRow | null {
  const place = MACHINE.exec(text);
  if (place === null) return null;
  let at = place[0].length;
  let bytes: Part | null = null;
  const shown = BYTES.exec(text.slice(at));
  if (shown?.[1] !== undefined && shown[0].length >= Math.min(BYTES_WIDTH, text.length - at)) {
    bytes = { start: at, end: at + shown[1].length, text: shown[1] };
    at += shown[0].length;
  }
  const mnemonic = /^\S+/.exec(text.slice(at))?.[0];
  if (mnemonic === undefined) return null;
  const mnemonicPart = { start: at, end: at + mnemonic.length, text: mnemonic };
  at = mnemonicPart.end;
  const semicolon = text.indexOf(' ; ', at);
  const comment =
    semicolon < 0
      ? null
      : { start: semicolon + 3, end: text.length, text: text.slice(semicolon + 3) };
  const rest = text.slice(at, semicolon < 0 ? text.length : semicolon);
  const trimmed = rest.trim();
  const start = at + (rest.length - rest.trimStart().length);
  const operands = trimmed === '' ? null : { start, end: start + trimmed.length, text: trimmed };
  return {
    offset: place[1] === undefined ? null : Number.parseInt(place[1], 16),
    bytes,
    mnemonic: mnemonicPart,
    operands,
    comment,
  };
}

export type OperandWordKind = 'register' | 'number' | 'label' | 'symbol' | 'size';

export interface OperandWord extends Part {
  readonly kind: OperandWordKind;
}

const REGISTER =
  /^(?:[re]?(?:ax|bx|cx|dx|si|di|bp|sp|ip)|[abcd][hl]|(?:si|di|bp|sp)l|r(?:[89]|1[0-5])[dwb]?|xmm(?:\d|1[0-5])|st(?:\(\d\))?|[cdefgs]s)$/;
const SIZES: ReadonlySet<string> = new Set([
  'byte',
  'word',
  'dword',
  'qword',
  'oword',
  'near',
  'short',
  'rel',
]);
const WORD = /%?[A-Za-z_.$][\w.$<>:]*|0x[0-9a-f]+|[0-9][0-9a-f]*h?/g;

/** The words of an operand text that begins at column `start`. */
export function operandWords({ text, start }: Part): OperandWord[] {
  const words: OperandWord[] = [];
  for (const match of text.matchAll(WORD)) {
    const word = match[0].replace(/[:.]+$/, '');
    const at = start + match.index;
    const part = { start: at, end: at + word.length, text: word };
    words.push({ ...part, kind: wordKind(word) });
  }
  return words;
}

function wordKind(word: string): OperandWordKind {
  const name = word.startsWith('%') || word.startsWith('$') ? word.slice(1) : word;
  if (/^(?:0x[0-9a-f]+|[0-9])/.test(name)) return 'number';
  if (name.startsWith('.')) return 'label';
  if (REGISTER.test(name)) return 'register';
  return SIZES.has(name) ? 'size' : 'symbol';
}

/** The word at a column. */
export function wordAt(row: MachineRow, column: number): OperandWord | null {
  if (row.operands === null) return null;
  return (
    operandWords(row.operands).find(({ start, end }) => column >= start && column <= end) ?? null
  );
}
