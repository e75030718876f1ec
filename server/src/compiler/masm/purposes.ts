/**
 * What machine instructions are for: whether they do what the Python code says, or what has to be
 * done around it. The compiler says so where it emits them; nobody guesses it from their bytes.
 */

/** The first is that of every instruction of which nothing else is said. */
export const purposes = [
  /** What the Python code asks for. */
  'work',
  /** Whether the types and values are those that the code in line is for. */
  'check',
  /** A value that an operation needs comes into a register. */
  'operand',
  /** A value goes to its place among the slots of the value stack. */
  'slot',
  /** What a runtime function is called with. */
  'argument',
  /** A name is found by a cache. */
  'lookup',
  /** Reference counts, and what is done when one comes to zero. */
  'reference',
  /** prev_instr: which line a traceback would show. */
  'position',
  /** Whether a call has raised an exception. */
  'error',
  /** Whether tracing was turned on. */
  'tracing',
  /** Whether signals, other threads or pending calls wait (the eval breaker). */
  'signals',
  /** Counts for whoever looks at the run. */
  'counter',
  /** The machine's own stack frame. */
  'frame',
] as const;

export type Purpose = (typeof purposes)[number];

const numbers = new Map<Purpose, number>(purposes.map((purpose, index) => [purpose, index]));

export const purposeNumber = (purpose: Purpose): number => numbers.get(purpose) ?? 0;
