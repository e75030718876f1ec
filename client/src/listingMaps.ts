/**
 * Which row of an open listing belongs to which place of the source.
 *
 * Maps from: a listing's document. Maps to: the server's map for exactly that text and that source,
 * asked for once per version of both.
 */

import * as vscode from 'vscode';
import { type ListingMap, type ListingMapParams, Method } from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { sameUri } from './editors.js';
import { parseListingUri } from './listingAddress.js';

interface Known {
  readonly versions: string;
  readonly map: Promise<ListingMap>;
}

export class ListingMaps {
  private readonly known = new Map<string, Known>();

  constructor(private readonly client: Client) {}

  get(document: vscode.TextDocument): Promise<ListingMap> {
    const key = document.uri.toString();
    const found = this.known.get(key);
    const versions = `${document.version} ${sourceVersion(document)}`;
    if (found?.versions === versions) return found.map;
    const params: ListingMapParams = { uri: key };
    const map = this.client.request<ListingMapParams, ListingMap>(Method.listingMap, params);
    const made = { versions, map };
    this.known.set(key, made);
    map.catch(() => {
      if (this.known.get(key) === made) this.known.delete(key);
    });
    return map;
  }

  forget(document: vscode.TextDocument): void {
    this.known.delete(document.uri.toString());
  }
}

/** Lines move while somebody types, although the listing waits for the next save. */
function sourceVersion({ uri }: vscode.TextDocument): number {
  const source = parseListingUri(uri)?.src;
  const open = vscode.workspace.textDocuments.find(
    (document) => source !== undefined && sameUri(document.uri, source),
  );
  return open?.version ?? 0;
}
