/**
 * What the kernel tells of a process's work. Maps from: a process's number. Maps to: a sample for
 * Patience.
 */

import { readFileSync } from 'node:fs';
import type { Sample } from './patience.js';

/** The clock of `/proc/PID/stat`, on every Linux. */
const TICKS_A_SECOND = 100;

/** null where the system does not tell. */
export function sampleOf(pid: number): Sample | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { processor: (ticks * 1000) / TICKS_A_SECOND, rests: /^[STI]/.test(fields[0] ?? '') };
  } catch {
    return null;
  }
}
