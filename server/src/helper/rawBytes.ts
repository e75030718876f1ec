/**
 * Names of files, arguments and variables as the kernel has them: bytes, most of them UTF-8.
 *
 * Maps from: such bytes. Maps to: text that keeps all of them, and back. A byte that is no UTF-8 is
 * the lone surrogate U+DC80 to U+DCFF, as in CPython (PEP 383, "surrogateescape"), so that text
 * means the same on both sides of the protocol. Node itself puts U+FFFD in its place, for which
 * nothing opens.
 */

/** What Node has for bytes that are no UTF-8. */
export const REPLACEMENT = '\ufffd';
/** With `u` a pair of surrogates is one character, and only lone ones match. */
const RAW = /[\udc80-\udcff]/u;
const RAW_OR_PERCENT = /[%\udc80-\udcff]/gu;
const RUNS = /[\udc80-\udcff]+|[^\udc80-\udcff]+/gu;
const RAW_OFFSET = 0xdc00;

/** Whether text stands for bytes that are no UTF-8. */
export const isRaw = (text: string): boolean => RAW.test(text);

export function decodeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  if (!text.includes(REPLACEMENT)) return text;
  let result = '';
  let start = 0;
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at);
    if (length > 0) {
      at += length;
      continue;
    }
    const byte = buffer[at] ?? 0;
    result += buffer.toString('utf8', start, at) + String.fromCharCode(RAW_OFFSET + byte);
    at += 1;
    start = at;
  }
  return result + buffer.toString('utf8', start);
}

/** The opposite of decodeBytes. */
export function encodeBytes(text: string): Buffer {
  if (!isRaw(text)) return Buffer.from(text);
  const runs = text.match(RUNS) ?? [];
  return Buffer.concat(
    runs.map((run) =>
      isRaw(run)
        ? Buffer.from(Array.from(run, (one) => one.charCodeAt(0) - RAW_OFFSET))
        : Buffer.from(run),
    ),
  );
}

/** A name as the functions of node:fs take it. */
export const fsPath = (name: string): string | Buffer => (isRaw(name) ? encodeBytes(name) : name);

/** Bytes of the UTF-8 sequence that begins there (Unicode, table 3-7); 0 for none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const second = bytes[at + 1] ?? 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (length === 0 || second < least || second > most) return 0;
  for (let i = 2; i < length; i += 1) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

export interface Escaped {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The word for the launcher's note (native/launcher/start.h); empty when nothing is escaped. */
  readonly note: '' | 'escaped';
}

/**
 * What can be handed to Node, which writes UTF-8 only, for a program that the launcher starts.
 *
 * @param words the name that the program is called by, and its arguments
 * @param env all its variables
 */
export function escapeForLauncher(words: readonly string[], env: NodeJS.ProcessEnv): Escaped {
  const variables = Object.entries(env);
  const isNeeded =
    words.some(isRaw) || variables.some(([name, value]) => isRaw(name) || isRaw(value ?? ''));
  if (!isNeeded) return { words, env, note: '' };
  const escapedVariables = variables.map(
    ([name, value]) => [escaped(name), value === undefined ? value : escaped(value)] as const,
  );
  return {
    words: words.map(escaped),
    env: Object.fromEntries(escapedVariables),
    note: 'escaped',
  };
}

/** %XX for bytes that are no UTF-8 and for the percent sign. */
function escaped(text: string): string {
  return text.replace(RAW_OR_PERCENT, (one) => {
    const code = one.charCodeAt(0);
    const byte = code < RAW_OFFSET ? code : code - RAW_OFFSET;
    return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
