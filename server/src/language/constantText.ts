/**
 * Constants as Python writes them.
 *
 * Maps from: a constant of a code object. Maps to: what `repr` gives for it, cut where it gets
 * long.
 */

import type { Constant } from '../bytecode/codeObject.js';

const LIMIT = 40;

/** `limit` is in characters; what is cut ends in `…`. */
export function constantText(constant: Constant, limit = LIMIT): string {
  return shorten(write(constant, limit), limit);
}

export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

function write(constant: Constant, limit: number): string {
  switch (constant.kind) {
    case 'none':
      return 'None';
    case 'true':
      return 'True';
    case 'false':
      return 'False';
    case 'ellipsis':
      return 'Ellipsis';
    case 'stopiteration':
      return 'StopIteration';
    case 'int':
      return intText(constant.value, limit);
    case 'float':
      return floatText(constant.value);
    case 'complex':
      return complexText(constant.real, constant.imaginary);
    case 'string':
      return stringText(constant.value, limit);
    case 'bytes':
      return bytesText(constant.value, limit);
    case 'tuple':
      return constant.items.length === 1
        ? `(${sequence(constant.items, limit)},)`
        : `(${sequence(constant.items, limit)})`;
    case 'frozenset':
      return constant.items.length === 0
        ? 'frozenset()'
        : `frozenset({${sequence(constant.items, limit)}})`;
    case 'code':
      return `<code ${constant.code.qualname}>`;
    case 'mutable':
      return `<${constant.type}>`;
  }
}

/** Writing a number of a million digits to show forty would take minutes. */
function intText(value: bigint, limit: number): string {
  const most = 10n ** BigInt(limit + 1);
  if (value < most && value > -most) return String(value);
  const bits = value.toString(16).replace('-', '').length * 4;
  return `${value < 0n ? '-' : ''}<int of about ${bits} bits>`;
}

function sequence(items: readonly Constant[], limit: number): string {
  const parts: string[] = [];
  let length = 0;
  for (const item of items) {
    const text = write(item, limit);
    parts.push(text);
    length += text.length + 2;
    if (length > limit) break;
  }
  return parts.join(', ');
}

/**
 * Python changes to an exponent at other sizes than JavaScript, and always shows a point or
 * exponent.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

function complexText(real: number, imaginary: number): string {
  const part = (value: number): string => floatText(value).replace(/\.0$/, '');
  if (real === 0 && !Object.is(real, -0)) return `${part(imaginary)}j`;
  const text = part(imaginary);
  return `(${part(real)}${text.startsWith('-') ? '' : '+'}${text}j)`;
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function stringText(value: string, limit: number): string {
  // Only what can be shown is escaped; constants may be megabytes long.
  const start = value.length > limit * 2 ? value.slice(0, limit * 2) : value;
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  let text = quote;
  for (const character of start) {
    if (character === quote) text += `\\${quote}`;
    else if (escapes[character] !== undefined) text += escapes[character];
    else if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) text += character;
    else text += numericEscape(character.codePointAt(0) ?? 0);
  }
  return start.length < value.length ? text : text + quote;
}

function numericEscape(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function bytesText(value: Uint8Array, limit: number): string {
  const quote = value.includes(0x27) && !value.includes(0x22) ? '"' : "'";
  let text = `b${quote}`;
  for (const byte of value.subarray(0, limit * 2)) {
    const character = String.fromCharCode(byte);
    if (character === quote) text += `\\${quote}`;
    else if (escapes[character] !== undefined) text += escapes[character];
    else if (byte >= 0x20 && byte < 0x7f) text += character;
    else text += numericEscape(byte);
  }
  return value.length > limit * 2 ? text : text + quote;
}
