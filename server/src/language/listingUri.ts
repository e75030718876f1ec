/**
 * The addresses of listings (virtual documents of the scheme `nativecompile`).
 *
 * Maps between: a URI and what it asks for. `src` alone suffices; what is absent has the settings'
 * values. Clients write the same query in different ways (VS Code escapes its `=` and `&` too), so
 * reading is lenient and a listing keeps the URI that it was asked for by.
 */

import type { Syntax } from '../assembler/decode.js';
import { defaultTarget, isTargetName, type TargetName } from '../compiler/target/target.js';
import { type Detail, isDetail, isView, type View } from './views.js';

export const LISTING_SCHEME = 'nativecompile';

export interface ListingAddress {
  /** URI of the Python document. */
  readonly src: string;
  /** Qualified name of the function; null for the whole file. */
  readonly scope: string | null;
  readonly target: TargetName | null;
  readonly view: View | null;
  readonly syntax: Syntax | null;
  readonly detail: Detail | null;
  /** Rows that stand for others and under which these are shown (`openName`). */
  readonly open: readonly string[] | null;
  /** Whether to show the bytes of machine instructions. */
  readonly bytes: boolean | null;
  /** Whether to show the lines of the source. */
  readonly source: boolean | null;
  /** One side of a comparison: a kept state, or the present one. */
  readonly revision: Revision | null;
}

/**
 * The name of a row that stands for others: the function's index in the file, and the offset of the
 * first instruction.
 */
export const openName = (functionIndex: number, codeOffset: number): string =>
  `${functionIndex}-${codeOffset.toString(16)}`;

export type Revision = (typeof revisions)[number];
const revisions = ['previous', 'pinned', 'now'] as const;

export const isListingUri = (uri: string): boolean => uri.startsWith(`${LISTING_SCHEME}:`);

/** null for a URI that names no source. */
export function parseListingUri(uri: string): ListingAddress | null {
  if (!isListingUri(uri)) return null;
  const mark = uri.indexOf('?');
  if (mark < 0) return null;
  const end = uri.indexOf('#', mark);
  let query = uri.slice(mark + 1, end < 0 ? undefined : end);
  if (!query.includes('=')) query = decoded(query);
  const values = new Map<string, string>();
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    if (equals > 0) values.set(decoded(part.slice(0, equals)), part.slice(equals + 1));
  }
  const written = values.get('src') ?? '';
  // With its colon it is a URI already, whose own escapes must stay: `a%20b.py` is a file's name
  // with a space.
  const src = written.includes(':') ? written : decoded(written);
  if (src === '') return null;
  const view = values.get('view') ?? '';
  const target = values.get('target');
  const syntax = values.get('syntax');
  const detail = values.get('detail');
  const revision = values.get('rev');
  return {
    src,
    scope: values.has('scope') ? decoded(values.get('scope') ?? '') : null,
    target: isTargetName(target) ? target : null,
    view: isView(view) ? view : null,
    syntax: syntax === 'intel' || syntax === 'att' ? syntax : null,
    detail: isDetail(detail) ? detail : null,
    open: values.has('open') ? decoded(values.get('open') ?? '').split(',') : null,
    bytes: flag(values.get('bytes')),
    source: flag(values.get('source')),
    revision: revisions.find((word) => word === revision) ?? null,
  };
}

/** Whether it is of the source as it is now. */
export const isPresent = ({ revision }: ListingAddress): boolean =>
  revision === null || revision === 'now';

const flag = (word: string | undefined): boolean | null =>
  word === 'true' ? true : word === 'false' ? false : null;

/** A malformed escape stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address of which not everything is said. */
export type PartialAddress = Partial<ListingAddress> & Pick<ListingAddress, 'src'>;

/**
 * What the tab of a listing says: `dot · x86-32`, `dot · bytecode`, `calc.py · mixed`.
 *
 * @param target that of the settings
 */
export function listingTitle(address: PartialAddress, target: TargetName = defaultTarget): string {
  const { src, scope } = address;
  const view = address.view ?? 'assembly';
  const name = scope ?? decoded(src.slice(src.lastIndexOf('/') + 1));
  return `${name || 'untitled'} · ${view === 'assembly' ? (address.target ?? target) : view}`;
}

/**
 * Only what is not null is written.
 *
 * @param shownTarget that of the settings, for the title, which is the last part of the path
 */
export function listingUri(address: PartialAddress, shownTarget?: TargetName): string {
  const { src, scope, target, view, syntax, detail, bytes, source, revision } = address;
  const open = address.open?.length ? address.open.join(',') : null;
  const file = decoded(src.slice(src.lastIndexOf('/') + 1)) || 'untitled';
  const title = listingTitle(address, shownTarget).replaceAll('/', '\u2215');
  const query = Object.entries({
    src,
    scope,
    target,
    view,
    syntax,
    detail,
    open,
    bytes,
    source,
    rev: revision,
  })
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&');
  const path = [file, title].map(encodeURIComponent).join('/');
  return `${LISTING_SCHEME}:/${path}?${query}`;
}
