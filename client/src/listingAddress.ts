/**
 * Addresses of listings.
 *
 * Maps from: a source document, what of it is shown and how. Maps to: the URI of a virtual document, and back.
 * `src` alone suffices; what is absent has the settings' values.
 */

import * as vscode from 'vscode';

export const LISTING_SCHEME = 'nativecompile';
export const LISTING_LANGUAGE = 'nativecompile-asm';

export interface ListingAddress {
  readonly source: string;
  /** A qualified name; absent for the whole file. */
  readonly scope?: string | undefined;
  readonly view?: 'assembly' | 'bytecode' | 'mixed' | undefined;
  readonly syntax?: 'intel' | 'att' | undefined;
  readonly bytes?: boolean | undefined;
  /** Whether source lines stand between the rows. */
  readonly interleaved?: boolean | undefined;
  readonly rev?: 'previous' | 'pinned' | undefined;
}

export function isListing(uri: vscode.Uri): boolean {
  return uri.scheme === LISTING_SCHEME;
}

export function listingUri(address: ListingAddress): vscode.Uri {
  const { source, scope, view, syntax, bytes, interleaved, rev } = address;
  const fileName = vscode.Uri.parse(source).path.split('/').at(-1) || 'untitled';
  const path = scope === undefined ? fileName : `${fileName}/${scope.replaceAll('/', '∕')}`;
  const query = { src: source, scope, view, syntax, bytes, source: interleaved, rev };
  const fields = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  // Parsed, so that it equals the URI that VS Code makes of the same address in a link.
  const encodedPath = path.split('/').map(encodeURIComponent).join('/');
  return vscode.Uri.parse(`${LISTING_SCHEME}:/${encodedPath}.ncasm?${fields.join('&')}`, true);
}

/** null when it is no listing's address. */
export function parseListingUri(uri: vscode.Uri): ListingAddress | null {
  if (!isListing(uri)) return null;
  const fields = new Map(
    uri.query.split('&').map((field) => {
      const at = field.indexOf('=');
      return [field.slice(0, at), field.slice(at + 1)];
    }),
  );
  const source = fields.get('src');
  if (!source) return null;
  const flag = (name: string) => {
    const text = fields.get(name);
    return text === undefined ? undefined : text === 'true';
  };
  return {
    source,
    scope: fields.get('scope'),
    view: oneOf(fields.get('view'), ['assembly', 'bytecode', 'mixed']),
    syntax: oneOf(fields.get('syntax'), ['intel', 'att']),
    bytes: flag('bytes'),
    interleaved: flag('source'),
    rev: oneOf(fields.get('rev'), ['previous', 'pinned']),
  };
}

function oneOf<T extends string>(text: string | undefined, values: readonly T[]): T | undefined {
  return values.find((value) => value === text);
}
