/**
 * What can go wrong between this process and the helper, as sentences for people.
 *
 * Maps from: a problem that someone at a terminal can do something about. Maps to: one sentence
 * that names it and one that names the remedy.
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

export const BUILD_REMEDY =
  'Run npm start in the project once, which builds what is missing, or install the extension ' +
  'again.';

/**
 * Exit statuses of the launcher: it could not start the helper, and has said why on standard error.
 */
export const isOfLauncher = (status: number): boolean => status === 126 || status === 127;

/** The same failure, with what a program said about it on standard error where it said anything. */
export function withReason(failure: HelperFailure, said: string): HelperFailure {
  const reason = said.trim().split('\n').at(-1) ?? '';
  return reason === ''
    ? failure
    : new HelperFailure(`${failure.problem.replace(/\.$/, '')} (${reason}).`, failure.remedy);
}

/** The code of a failed system call (`ENOENT`), or the empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
