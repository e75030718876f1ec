/**
 * The error for code objects whose bytes or tables cannot be decoded.
 *
 * The decoders throw it; verifier.ts turns it into a finding.
 */

/** `offset` is in bytes, in the code for `table` code and in the table itself otherwise. */
export class BytecodeError extends Error {
  override readonly name = 'BytecodeError';

  constructor(
    message: string,
    readonly table: 'code' | 'exceptiontable' | 'linetable',
    readonly offset: number,
  ) {
    super(message);
  }
}
