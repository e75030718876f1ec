/**
 * What can go wrong between this process and the helper, as sentences for people.
 *
 * Maps from: a problem that someone at a terminal can do something about. Maps to: one sentence that
 * names it and one that names the remedy.
 */

export class HelperFailure extends Error {
  override readonly name = 'HelperFailure';

  constructor(
    readonly problem: string,
    readonly remedy: string,
  ) {
    super(`${problem} ${remedy}`);
  }
}

export const BUILD_REMEDY = 'Run npm start in the project once; it builds what is missing.';

/** The code of a failed system call (`ENOENT`), or the empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
