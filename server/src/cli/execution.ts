/** How a program's machine code was executed, in words. */

import { type TargetName, targetBits, targetNames } from '../compiler/target/target.js';
import type { Execution } from '../helper/programRun.js';

/** `this machine executes no 32-bit code`. */
export const nonePhrase = (target: TargetName): string =>
  `this machine executes no ${targetBits[target]}-bit code`;

/** Why a run is slow, and what to do about it. */
export function emulatedText(target: TargetName): string {
  const others = targetNames.filter((name) => name !== target).map((name) => `--target ${name}`);
  return `${nonePhrase(target)}; an emulator does, more slowly (${others.join(' or ')} needs none)`;
}

/** `x86-32, emulated: this machine executes no 32-bit code`. */
export function executionText(target: TargetName, execution: Execution | null): string {
  return execution === 'emulated'
    ? `${target}, emulated: ${nonePhrase(target)}`
    : `${target}, executed directly`;
}
