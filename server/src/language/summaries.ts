/**
 * What a listing does not show row by row, in words.
 *
 * Maps from: placed instructions. Maps to: which of them have a row of their own, and the texts of
 * rows that stand for several. What an instruction is for the compiler has said.
 */

import type { Purpose } from '../compiler/masm/purposes.js';
import { shorten } from './constantText.js';
import type { PlacedInstruction } from './placedInstructions.js';
import { splitOperands } from './machineWords.js';

/** Longer texts would leave a window of 100 columns. */
const LIMIT = 52;

/**
 * Whether each instruction of a straight path is essential: it does what the Python code asks for.
 * Loading an operand is part of what it is loaded for. Every call is essential.
 */
export function essential(hot: readonly PlacedInstruction[]): boolean[] {
  const shown: boolean[] = [];
  let next = true;
  for (let at = hot.length - 1; at >= 0; at -= 1) {
    const { purpose, instruction } = hot[at]!;
    const isCall = instruction.mnemonic.startsWith('call');
    if (purpose !== 'operand') next = purpose === 'work' || isCall;
    shown[at] = next;
  }
  return shown;
}

/** The labels that instructions with a row of their own, and the ends of loops, lead to. */
export function mentionedLabels(
  hot: readonly PlacedInstruction[],
  shown: readonly boolean[],
): ReadonlySet<string> {
  const names = new Set<string>();
  hot.forEach(({ instruction: { operands }, purpose }, at) => {
    const leads = shown[at] === true || purpose === 'signals';
    if (leads && operands.startsWith('.')) names.add(operands);
  });
  return names;
}

/** `9 instructions, 41 bytes`. */
export function amountText(run: readonly PlacedInstruction[]): string {
  const bytes = run.reduce((sum, { instruction }) => sum + instruction.length, 0);
  return `${count(run.length, 'instruction')}, ${count(bytes, 'byte')}`;
}

const count = (n: number, what: string): string =>
  `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;

export const purposeWords: Readonly<
  Record<Exclude<Purpose, 'work' | 'check' | 'operand' | 'lookup'>, string>
> = {
  slot: 'stack slot',
  argument: 'arguments',
  reference: 'refcounts',
  position: 'traceback line',
  error: 'raised?',
  tracing: 'tracing?',
  signals: 'signals?',
  counter: 'execution counts',
  frame: 'stack frame',
};

/**
 * What hidden instructions are for: `i is an int? index in range? · refcounts, stack slot`.
 *
 * @param lookedUp what a bytecode instruction looks up
 */
export function runText(
  run: readonly PlacedInstruction[],
  lookedUp: (index: number) => string,
): string {
  const checks = new Set<string>();
  const others = new Set<string>();
  const found = new Set<string>();
  // A comment says it for all instructions up to the jump.
  let isSaid = false;
  run.forEach(({ purpose, comment, index, instruction: { mnemonic, operands } }, at) => {
    switch (purpose) {
      case 'work':
      case 'operand':
        break;
      case 'check':
        if (comment !== undefined) checks.add(comment);
        else if (isComparison(mnemonic) && !isSaid) checks.add(comparisonText(run, at));
        else if (mnemonic === 'jo') checks.add('no overflow?');
        isSaid = !mnemonic.startsWith('j') && (isSaid || comment !== undefined);
        break;
      case 'lookup':
        found.add(lookedUp(index));
        break;
      case 'signals':
        others.add(purposeWords.signals);
        // The way that is taken when nothing waits: the next round of a loop.
        if (mnemonic === 'je') others.add(`then to ${operands}`);
        break;
      default:
        others.add(purposeWords[purpose]);
    }
  });
  const parts = [
    ...(checks.size === 0 ? [] : [[...checks].join(' ')]),
    ...(found.size === 0 ? [] : [`finds ${[...found].join(', ')}`]),
    ...(others.size === 0 ? [] : [[...others].join(', ')]),
  ];
  return shorten(parts.join(' · '), LIMIT);
}

const isComparison = (mnemonic: string): boolean =>
  /^(?:cmp|test|ucomisd|comisd|bt)/.test(mnemonic);

/** What holds on the straight path, by the condition on which it is left. */
const opposites: Readonly<Record<string, string>> = {
  jne: '=',
  je: '≠',
  ja: '≤',
  jae: '<',
  jb: '≥',
  jbe: '>',
  jg: '≤',
  jge: '<',
  jl: '≥',
  jle: '>',
};

function comparisonText(run: readonly PlacedInstruction[], at: number): string {
  const { mnemonic, operands } = run[at]!.instruction;
  const isAtt = /[%$]/.test(operands);
  const parts = splitOperands(operands);
  const [left = '', right = ''] = isAtt ? parts.reverse() : parts;
  const sign = opposites[run[at + 1]?.instruction.mnemonic ?? ''];
  if (sign === undefined) return `${mnemonic} ${operands}`;
  if (mnemonic.startsWith('test') && left === right) return `${left} ${sign} 0?`;
  return `${left} ${sign} ${right}?`;
}

/** What is out of line, by the functions that it calls. */
export function coldText(cold: readonly PlacedInstruction[]): string {
  const calls = new Set<string>();
  for (const { calls: name } of cold) if (name !== null) calls.add(name.slice('rt_'.length));
  return shorten(`out of line${calls.size === 0 ? '' : `: ${[...calls].join(', ')}`}`, LIMIT);
}

/**
 * Which code out of line stands behind which instruction of the straight path: behind the last one
 * of its source line.
 */
export class ColdGroups {
  /** By the index of that instruction in the straight path. */
  private readonly groups = new Map<number, PlacedInstruction[]>();
  /** That of lines without a straight path. */
  readonly others: readonly PlacedInstruction[];

  constructor(
    hot: readonly PlacedInstruction[],
    cold: readonly PlacedInstruction[],
    lineOf: (index: number) => number | null,
  ) {
    const lastOf = new Map<number | null, number>();
    hot.forEach(({ index }, at) => {
      lastOf.set(index < 0 ? null : lineOf(index), at);
    });
    const others: PlacedInstruction[] = [];
    for (const one of cold) {
      const line = one.index < 0 ? null : lineOf(one.index);
      const last = line === null ? undefined : lastOf.get(line);
      if (last === undefined) others.push(one);
      else {
        const group = this.groups.get(last);
        if (group === undefined) this.groups.set(last, [one]);
        else group.push(one);
      }
    }
    this.others = others;
  }

  after(at: number): readonly PlacedInstruction[] {
    return this.groups.get(at) ?? [];
  }
}
