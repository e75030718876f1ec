/**
 * Counting of executions inside of compiled code: which counters a function has, and the code that
 * raises them. Cells for the types of operands are places among the counters.
 *
 * Maps from: what is counted, for lines planned by lineCounts.ts. Maps to: additions to 64-bit
 * counters that the loader places (`counter:<index>`). Knows neither where the counters are nor who
 * reads them. Without counting there is none of this code.
 */

import { layout } from '../generated/layout.js';
import type { Instruction } from '../bytecode/instructions.js';
import type { CounterLevel } from './counterLevels.js';
import type { LineCounts } from './lineCounts.js';
import type { Masm } from './masm/masm.js';

/** The order is the number on the wire. */
export const counterKinds = ['entry', 'line', 'slow', 'operand', 'parameter'] as const;

export interface Counter {
  /**
   * Calls of the function; executions of a line; generic paths taken by one bytecode instruction.
   * An operand and a parameter are no counts but cells: a set of the types they had, and the type
   * seen last (native/helper/observed_types.c).
   */
  readonly kind: (typeof counterKinds)[number];
  /**
   * The line; for `slow` the instruction's offset in bytes; for `operand` that plus the operand's
   * number, 0 or 1; for `parameter` its number; 0 for `entry`.
   */
  readonly value: number;
}

export class Counters {
  readonly all: Counter[] = [];
  private readonly indices = new Map<string, number>();

  constructor(
    private readonly masm: Masm,
    private readonly level: CounterLevel,
    private readonly lines: LineCounts,
  ) {}

  countEntry(): void {
    if (this.level !== 'off') this.add('entry', 0, 1);
  }

  /** At the beginning of an instruction's code. Changes flags. */
  countBefore(index: number): void {
    this.addLines(this.lines.before.get(index));
  }

  /** At the end of the code before a block that control falls into. */
  countFall(block: number): void {
    this.addLines(this.lines.falling.get(block));
  }

  /**
   * At the beginning of the general path of an instruction that had been tried with other types of
   * operands.
   */
  countFailedGuess({ offset }: Instruction): void {
    if (this.level === 'lines') this.add('slow', offset, 1);
  }

  private addLines(lines: readonly number[] | undefined): void {
    for (const line of lines ?? []) this.add('line', Math.abs(line), line > 0 ? 1 : -1);
  }

  /** Whether the types of operands and parameters are noted. */
  get seesTypes(): boolean {
    return this.level === 'lines';
  }

  /** The symbol of a counter, which is there from then on. */
  place(kind: Counter['kind'], value: number): string {
    const key = `${kind} ${value}`;
    let index = this.indices.get(key);
    if (index === undefined) {
      index = this.all.push({ kind, value }) - 1;
      this.indices.set(key, index);
    }
    return `counter:${index}`;
  }

  private add(kind: Counter['kind'], value: number, amount: 1 | -1): void {
    const { masm } = this;
    masm.addToCounter(this.place(kind, value), layout.CounterCell.count, amount);
  }
}
