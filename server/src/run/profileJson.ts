/**
 * A profile on its way from the command line to the language server: JSON in a file.
 *
 * Maps from: a profile. Maps to: text, and back. What comes from a file is checked: somebody may
 * have put another one there.
 */

import type { SourceLocation } from '../bytecode/locationTable.js';
import type { PlacedFrame, Profile, ProfiledProcess, TimedFrame } from '../language/profile.js';

const VERSION = 1;

export const profileJson = (profile: Profile): string =>
  `${JSON.stringify({ version: VERSION, ...profile })}\n`;

/** null for a text that is no profile. */
export function parseProfile(text: string): Profile | null {
  try {
    const value: unknown = JSON.parse(text);
    const { version, processes } = object(value);
    if (version !== VERSION) return null;
    return { processes: list(processes).map(process) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

function process(value: unknown): ProfiledProcess {
  const { pid, threads, lost } = object(value);
  return { pid: number(pid), threads: list(threads).map(timedFrame), lost: number(lost) };
}

function timedFrame(value: unknown): TimedFrame {
  const { frame, children, nanoseconds, samples } = object(value);
  return {
    frame: placedFrame(frame),
    children: list(children).map(timedFrame),
    nanoseconds: number(nanoseconds),
    samples: number(samples),
  };
}

function placedFrame(value: unknown): PlacedFrame {
  const fields = object(value);
  switch (fields.kind) {
    case 'thread':
      return { kind: 'thread', number: number(fields.number) };
    case 'cut':
      return { kind: 'cut' };
    case 'c': {
      const { symbol, library, method } = fields;
      return {
        kind: 'c',
        symbol: orNull(symbol, words),
        library: words(library),
        method: orNull(method, words),
      };
    }
    case 'python': {
      const { file, name, firstLine, line, range, isNative } = fields;
      return {
        kind: 'python',
        file: words(file),
        name: words(name),
        firstLine: number(firstLine),
        line: number(line),
        range: orNull(range, location),
        isNative: isNative === true,
      };
    }
    default:
      throw new TypeError('a frame is of an unknown kind');
  }
}

function location(value: unknown): SourceLocation {
  const { line, endLine, column, endColumn } = object(value);
  return {
    line: orNull(line, number),
    endLine: orNull(endLine, number),
    column: orNull(column, number),
    endColumn: orNull(endColumn, number),
  };
}

const orNull = <T>(value: unknown, read: (value: unknown) => T): T | null =>
  value === null ? null : read(value);

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('an object is missing');
  }
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('a list is missing');
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('a number is missing');
  return value;
}

function words(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a text is missing');
  return value;
}
