/**
 * What documentation of an opcode consists of.
 *
 * Maps from: indented program text. Maps to: examples that CPython compiles and everyone can run.
 * Knows no opcode.
 */

/**
 * A small complete program whose code holds the opcode. It ends with its outcome in the variable
 * `result`, or raises.
 */
export interface OpcodeExample {
  readonly source: string;
  /** How the program is compiled; `single` is the interactive mode. */
  readonly mode: 'exec' | 'single';
  /** Opargs of the opcode that the example is about, and that occur in its code. */
  readonly uses: readonly number[];
  /** The type of the exception that leaves the program, or null for one that ends. */
  readonly raises: string | null;
}

export interface OpcodeDocumentation {
  /** One or two sentences: what the opcode does and what becomes of the stack. */
  readonly summary: string;
  readonly examples: readonly OpcodeExample[];
}

/** Takes the common indentation from the lines of a template literal. */
function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const common = Math.min(...indents);
  return `${lines
    .map((line) => line.slice(common).trimEnd())
    .join('\n')
    .trim()}\n`;
}

/** A program that ends with its outcome in `result`. */
export function example(source: string, ...uses: readonly number[]): OpcodeExample {
  return { source: dedent(source), mode: 'exec', uses, raises: null };
}

/** A program that an exception of this type leaves. */
export function failing(raises: string, source: string, ...uses: readonly number[]): OpcodeExample {
  return { source: dedent(source), mode: 'exec', uses, raises };
}

/** A statement as the interactive session compiles it. */
export function interactive(source: string): OpcodeExample {
  return { source: dedent(source), mode: 'single', uses: [], raises: null };
}
