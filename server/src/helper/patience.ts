/**
 * How long a process may work on something before it is taken for one that hangs.
 *
 * Maps from: what the kernel says of the process, twice a second. Maps to: the reason why nobody
 * waits any longer. It counts processor time, and not the clock's, so that a busy machine or an
 * emulator makes nothing look hung (docs/decisions/helpers-that-hang.md). Knows nothing of what the
 * work is.
 */

/** Milliseconds between two looks. */
export const TICK = 500;
/** Of a process that neither computes nor waits for a disk. */
const MAX_REST = 5000;
/** Processor time for work of no size. */
const BASE_BUDGET = 5000;

export interface Sample {
  /** Milliseconds that the process has computed so far. */
  readonly processor: number;
  /** It sleeps or was stopped; not where a debugger holds it. */
  readonly rests: boolean;
}

/**
 * Milliseconds of processor time for work of a size.
 *
 * @param bytes of source text
 * @param unit milliseconds that the same process took to start: how fast this machine is
 * @param units for a mebibyte
 */
export function budgetOf(bytes: number, unit: number, units: number): number {
  return BASE_BUDGET + (bytes / 2 ** 20) * units * unit;
}

export type Hang =
  /** It rests, and nobody will wake it. */
  | 'rests'
  /** It has computed longer than the work can take. */
  | 'spins'
  /** It took longer than the caller wants to wait. */
  | 'late';

export interface Limits {
  /** Milliseconds of processor time. */
  readonly budget: number;
  /** Milliseconds of the clock. */
  readonly timeout: number;
}

export class Patience {
  /** Milliseconds of the clock in which this process ran. */
  elapsed = 0;
  private rested = 0;
  private last: number;
  private readonly begin: number;

  /** @param sample as it is when the work begins */
  constructor(
    private readonly limits: Limits,
    sample: Sample | null,
  ) {
    this.begin = sample?.processor ?? 0;
    this.last = this.begin;
  }

  /**
   * Milliseconds of processor time so far; where the system does not tell, half of the time that
   * has passed.
   */
  get used(): number {
    return this.last - this.begin;
  }

  /** To be called every `TICK`. Time in which this process itself did not run is not counted. */
  tick(sample: Sample | null): Hang | null {
    this.elapsed += TICK;
    const processor = sample?.processor ?? this.begin + this.elapsed / 2;
    const rests = sample?.rests === true && processor === this.last;
    this.rested = rests ? this.rested + TICK : 0;
    this.last = processor;
    if (this.rested >= MAX_REST) return 'rests';
    if (this.used >= this.limits.budget) return 'spins';
    return this.elapsed >= this.limits.timeout ? 'late' : null;
  }
}
