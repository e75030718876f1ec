/**
 * How programs are executed in this run of the tests; globalSetup.ts looks once, for all of them.
 */

export const EXECUTION_VARIABLE = 'NATIVECOMPILE_TEST_EXECUTION';

export function isEmulated(): boolean {
  return process.env[EXECUTION_VARIABLE] === 'emulated';
}
