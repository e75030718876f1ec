/**
 * The words and variables that this process was started with, as the kernel has them.
 *
 * Maps from: what Node tells of them, and `/proc` where that has lost bytes. Maps to: text that
 * keeps all bytes (rawBytes.ts).
 */

import { readFileSync } from 'node:fs';
import { decodeBytes, encodeBytes, isRaw, REPLACEMENT } from './rawBytes.js';

/** What follows the name of the command on this process's command line. */
export function ownArguments(): readonly string[] {
  const args = process.argv.slice(2);
  if (!args.some((word) => word.includes(REPLACEMENT))) return args;
  const all = readWords('/proc/self/cmdline');
  const raw = all.slice(Math.max(0, all.length - args.length));
  return raw.length === args.length && raw.every((word, i) => lossy(word) === args[i]) ? raw : args;
}

/**
 * What server/bin/nativecompile says of variables whose names are no identifiers, which a shell
 * drops.
 */
const DROPPED_VARIABLE = 'NATIVECOMPILE_DROPPED';

/**
 * The variables that the command was started with, for a program that it runs. What `env` has
 * otherwise than this process at its start, or has no more, is so in the result too.
 */
export function programEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { [DROPPED_VARIABLE]: dropped, ...rest } = rawEnvironment(env);
  for (const entry of dropped === undefined ? [] : wordsOf(Buffer.from(dropped, 'base64'))) {
    const equals = entry.indexOf('=');
    if (equals > 0) rest[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return rest;
}

function rawEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(env);
  const isLossy = (text = ''): boolean => text.includes(REPLACEMENT);
  if (!entries.some(([name, value]) => isLossy(name) || isLossy(value))) return env;
  const result = Object.fromEntries(entries);
  for (const entry of readWords('/proc/self/environ')) {
    const equals = entry.indexOf('=');
    if (equals < 0 || !isRaw(entry)) continue;
    const [name, value] = [entry.slice(0, equals), entry.slice(equals + 1)];
    // Node knows the value of no name that it cannot write.
    if (isRaw(name) && lossy(name) in env) result[name] = value;
    else if (result[name] === lossy(value)) result[name] = value;
  }
  for (const [name, value] of Object.entries(result)) if (value === undefined) delete result[name];
  return result;
}

/** Empty where there is no such file under /proc. */
function readWords(path: string): string[] {
  try {
    return wordsOf(readFileSync(path));
  } catch {
    return [];
  }
}

/** Each ends with a zero. */
const wordsOf = (bytes: Uint8Array): string[] => decodeBytes(bytes).split('\0').slice(0, -1);

/** As Node writes it. */
const lossy = (text: string): string => encodeBytes(text).toString('utf8');
