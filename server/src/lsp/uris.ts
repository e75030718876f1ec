/**
 * URIs of documents as names for people and for CPython.
 *
 * Maps from: a URI. Maps to: a path for `file:`, and something readable for every other scheme.
 */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSource } from '../language/sourceText.js';

/** What tracebacks call the document. */
export function pathOf(uri: string): string {
  if (isFile(uri)) {
    try {
      return fileURLToPath(uri);
    } catch {
      // A file on another host, or not well-formed: its text is still there.
    }
  }
  return decoded(uri.slice(uri.indexOf(':') + 1)) || uri;
}

/** Without its folder. */
export function fileNameOf(uri: string): string {
  return basename(pathOf(uri)) || 'untitled';
}

export const isFile = (uri: string): boolean => uri.startsWith('file:');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The text of a file that the client has not open; null where it cannot be read. */
export async function readDocument(uri: string): Promise<string | null> {
  if (!isFile(uri)) return null;
  try {
    return readSource(await readFile(pathOf(uri))).text;
  } catch {
    return null;
  }
}
