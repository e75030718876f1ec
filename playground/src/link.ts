/**
 * The state of the page in its address, so that a link shows somebody else the same.
 *
 * Maps between: what is shown, and the part of the address behind `#`, which no server is told. It
 * is compressed JSON in base64url; what cannot be read is as if it were not there.
 */

import {
  defaultTarget,
  isTargetName,
  type TargetName,
} from '../../server/src/compiler/target/target.js';
import {
  type Detail,
  defaultDetail,
  isDetail,
  isView,
  type View,
} from '../../server/src/language/views.js';

export type Extent = 'function' | 'file';

export interface State {
  readonly text: string;
  readonly target: TargetName;
  readonly view: View;
  readonly detail: Detail;
  readonly extent: Extent;
  /** Of the cursor in the text, from 1. */
  readonly line: number;
  readonly column: number;
}

const PREFIX = '#s=';
/** Characters; a browser's address holds more, but nobody sends it. */
const MAX_LENGTH = 100_000;

export async function writeLink(state: State): Promise<string> {
  const bytes = await through(
    new CompressionStream('deflate-raw'),
    new TextEncoder().encode(JSON.stringify(state)),
  );
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return PREFIX + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** null where the address holds no state. */
export async function readLink(hash: string): Promise<State | null> {
  if (!hash.startsWith(PREFIX) || hash.length > MAX_LENGTH) return null;
  try {
    const text = hash.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const json = await through(new DecompressionStream('deflate-raw'), bytes);
    return stateOf(JSON.parse(new TextDecoder().decode(json)));
  } catch {
    return null;
  }
}

function stateOf(found: unknown): State | null {
  const { text, target, view, detail, extent, line, column } = found as Record<
    keyof State,
    unknown
  >;
  if (typeof text !== 'string') return null;
  return {
    text,
    target: isTargetName(target) ? target : defaultTarget,
    view: typeof view === 'string' && isView(view) ? view : 'assembly',
    detail: isDetail(detail) ? detail : defaultDetail,
    extent: extent === 'file' ? 'file' : 'function',
    line: asCount(line),
    column: asCount(column),
  };
}

const asCount = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 1;

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const result = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(result).arrayBuffer());
}
