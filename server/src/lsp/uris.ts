/**
 * URIs of documents as names for people and for CPython.
 *
 * Maps from: a URI. Maps to: a path for `file:`, and something readable for every other scheme.
 */

import { baseName, filePath } from './machine.js';

/** What tracebacks call the document. */
export function pathOf(uri: string): string {
  if (isFile(uri)) {
    try {
      return filePath(uri);
    } catch {
      // A file on another host, or not well-formed: its text is still there.
    }
  }
  return decoded(uri.slice(uri.indexOf(':') + 1)) || uri;
}

/** Without its folder. */
export function fileNameOf(uri: string): string {
  return baseName(pathOf(uri)) || 'untitled';
}

export const isFile = (uri: string): boolean => uri.startsWith('file:');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
