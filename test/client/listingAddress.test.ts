/** Addresses of listings survive what VS Code does to them, whatever the file's name. */

import { describe, expect, it } from 'vitest';
import { listingUri, parseListingUri } from '../../server/src/language/listingUri.js';

/**
 * As `vscode.Uri.parse(…).toString()`: the query is decoded once, and encoded with its `=` and `&`.
 */
function throughVisualStudioCode(uri: string): string {
  const [start, query = ''] = uri.split('?');
  return `${start}?${encodeURIComponent(decodeURIComponent(query))}`;
}

describe.each([
  'file:///home/ann/hot.py',
  'file:///home/ann/a%20b.py',
  'file:///home/ann/c%26d%3De%25f%23g.py',
  'file:///home/ann/%C3%A9%F0%9F%90%8D.py',
  'untitled:Untitled-1',
  'vscode-vfs://github/a/b/c.py',
])('of %s', (src) => {
  const address = {
    src,
    scope: 'f.<locals>.<lambda>',
    target: 'x86-64',
    view: 'mixed',
    syntax: 'att',
    detail: 'hot',
    open: ['0-1ad', '12-0'],
    bytes: false,
    source: true,
    revision: 'pinned',
  } as const;

  it('come back as they were', () => {
    expect(parseListingUri(listingUri(address))).toEqual(address);
  });

  it('name no target that there is not', () => {
    const uri = listingUri(address).replace('x86-64', 'arm64');
    expect(parseListingUri(uri)).toEqual({ ...address, target: null });
  });

  it('come back from VS Code', () => {
    expect(parseListingUri(throughVisualStudioCode(listingUri(address)))).toEqual(address);
  });
});
