/**
 * Which row of an open listing belongs to which place of the source.
 *
 * Maps from: a listing's document. Maps to: the server's map for exactly that text, asked for once per version.
 */

import type * as vscode from 'vscode';
import {
  type ListingMap,
  type ListingMapParams,
  type ListingRow,
  Method,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';

interface Known {
  readonly version: number;
  readonly map: Promise<ListingMap>;
}

export class ListingMaps {
  private readonly known = new Map<string, Known>();

  constructor(private readonly client: Client) {}

  get(document: vscode.TextDocument): Promise<ListingMap> {
    const key = document.uri.toString();
    const found = this.known.get(key);
    if (found?.version === document.version) return found.map;
    const params: ListingMapParams = { uri: key };
    const map = this.client.request<ListingMapParams, ListingMap>(Method.listingMap, params);
    const made = { version: document.version, map };
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

/** The rows that belong to the innermost expression at a place, and all that belong to its line. */
export function rowsAt(
  map: ListingMap,
  line: number,
  column: number,
): { readonly exact: readonly ListingRow[]; readonly all: readonly ListingRow[] } {
  const all = map.rows.filter((row) => row.line === line);
  const around = all.filter((row) => startColumn(row) <= column && column <= endColumn(row));
  const width = Math.min(...around.map((row) => endColumn(row) - startColumn(row)));
  const exact = around.filter((row) => endColumn(row) - startColumn(row) === width);
  return { exact: Number.isFinite(width) ? exact : [], all };
}

/** The row of the same instruction in another listing of the same source; undefined if it has none. */
export function sameRow(map: ListingMap, wanted: ListingRow): ListingRow | undefined {
  const inFunction = map.rows.filter((row) => row.function === wanted.function);
  const candidates = inFunction.length > 0 ? inFunction : map.rows;
  let best: ListingRow | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const row of candidates) {
    const distance = distanceBetween(row, wanted);
    if (distance < bestDistance) {
      best = row;
      bestDistance = distance;
    }
  }
  return best;
}

function distanceBetween(row: ListingRow, wanted: ListingRow): number {
  if (row.cold !== wanted.cold) return Number.MAX_SAFE_INTEGER;
  if (row.codeOffset !== null && wanted.codeOffset !== null) {
    return Math.abs(row.codeOffset - wanted.codeOffset);
  }
  if (row.bytecodeOffset !== null && wanted.bytecodeOffset !== null) {
    return 1000 * Math.abs(row.bytecodeOffset - wanted.bytecodeOffset);
  }
  return 100_000 + Math.abs((row.line ?? 0) - (wanted.line ?? 0));
}

function startColumn(row: ListingRow): number {
  return row.startColumn ?? 0;
}

function endColumn(row: ListingRow): number {
  return row.endColumn ?? Number.MAX_SAFE_INTEGER;
}
