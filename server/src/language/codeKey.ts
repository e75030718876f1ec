/**
 * A name for what the compiler makes of a code object, to know unchanged functions of an edited
 * file.
 *
 * Maps from: a code object. Maps to: a text that is the same exactly when the machine code is.
 * Where in the file the code comes from is no part of it. Nested code objects count by name only,
 * because they are compiled by themselves.
 */

import type { CodeObject, Constant } from '../bytecode/codeObject.js';

export function codeKey(code: CodeObject): string {
  const parts: string[] = [
    [code.flags, code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize].join(),
    code.qualname,
    bytes(code.code),
    bytes(code.exceptiontable),
    bytes(code.localspluskinds),
    ...code.names,
    '',
    ...code.localsplusnames,
    '',
  ];
  for (const constant of code.consts) parts.push(constantKey(constant));
  // Each part with its length, so that none runs into the next.
  let key = '';
  for (const part of parts) key += `${part.length}:${part}`;
  return key;
}

/** One character a byte. */
const bytes = (value: Uint8Array): string =>
  Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');

function constantKey(constant: Constant): string {
  switch (constant.kind) {
    case 'int':
      return `i${constant.value.toString(36)}`;
    case 'float':
      return `f${numberKey(constant.value)}`;
    case 'complex':
      return `c${numberKey(constant.real)} ${numberKey(constant.imaginary)}`;
    case 'string':
      return `s${constant.value}`;
    case 'bytes':
      return `b${bytes(constant.value)}`;
    case 'tuple':
      return `(${sequence(constant.items)}`;
    case 'frozenset':
      return `{${sequence(constant.items)}`;
    case 'code':
      return `o${constant.code.qualname}`;
    case 'mutable':
      return `m${constant.type}`;
    default:
      return constant.kind;
  }
}

const sequence = (items: readonly Constant[]): string =>
  items
    .map(constantKey)
    .map((key) => `${key.length}:${key}`)
    .join('');

const numberKey = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
