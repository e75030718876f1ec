/**
 * The text of a Python source file.
 *
 * Maps from: its bytes. Maps to: its lines as CPython's tokenizer counts them, decoded by BOM or
 * coding cookie (PEP 263), and the character that a UTF-8 column is. Bytes that cannot be decoded
 * show as U+FFFD: whether they are an error is CPython's to say.
 */

export interface SourceText {
  readonly text: string;
  /** Without line ends; the first is line 1. */
  readonly lines: readonly string[];
}

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;

export function readSource(bytes: Uint8Array): SourceText {
  const text = decode(bytes);
  return { text, lines: text.split(/\r\n|\r|\n/) };
}

function decode(bytes: Uint8Array): string {
  // TextDecoder drops the BOM.
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return new TextDecoder().decode(bytes);
  const start = Buffer.from(bytes.subarray(0, 400))
    .toString('latin1')
    .split(/\r\n|\r|\n/, 2);
  for (const [index, line] of start.entries()) {
    const name = COOKIE.exec(line)?.[1];
    if (name !== undefined) return decodeAs(bytes, name);
    // The second line counts only after a comment or an empty one.
    if (index === 0 && !/^[ \t\f]*(?:#|$)/.test(line)) break;
  }
  return new TextDecoder().decode(bytes);
}

function decodeAs(bytes: Uint8Array, name: string): string {
  const label = name.toLowerCase().replaceAll('_', '-');
  if (/^(?:latin-1|iso-8859-1|iso-latin-1)(?:$|-)/.test(label)) {
    // A TextDecoder takes this for windows-1252, which Python does not.
    return Buffer.from(bytes).toString('latin1');
  }
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** The index in `line` (UTF-16 units) of a column in UTF-8 bytes. */
export function characterColumn(line: string, byteColumn: number): number {
  let bytes = 0;
  let index = 0;
  for (const character of line) {
    if (bytes >= byteColumn) return index;
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    index += character.length;
  }
  return index;
}
