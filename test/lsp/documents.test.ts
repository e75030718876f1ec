/**
 * What an open document knows of its text: whether that is the one that was analysed, and what was
 * typed since.
 */

import { expect, it } from 'vitest';
import type { Analysis } from '../../server/src/language/analysis.js';
import { PythonDocument } from '../../server/src/lsp/documents.js';

/** Of an analysis, what a document looks at. */
const analysisOf = (version: number, text: string): Analysis =>
  ({ version, source: { text, sha256: text } }) as unknown as Analysis;

function type(document: PythonDocument, text: string): void {
  document.version += 1;
  document.edited(document.buffer.replaceAll(text));
}

function documentOf(text: string): PythonDocument {
  const document = new PythonDocument('file:///a.py', 1, text, 'python');
  document.analysed(analysisOf(1, text.replace('\ufeff', '')));
  return document;
}

it.each(['x = 1\n', '\ufeffx = 1\n'])('typed and undone in %j is not stale', (text) => {
  const document = documentOf(text);
  type(document, text.replace('1', '12'));
  expect(document.isStale).toBe(true);
  expect(document.edits).toHaveLength(1);
  type(document, text);
  expect(document.isStale).toBe(false);
  expect(document.edits).toEqual([]);
  type(document, text.replace('1', '2'));
  expect(document.isStale).toBe(true);
  expect(document.edits).toHaveLength(1);
});

it('undone while the text in between was compiled is stale', () => {
  const document = documentOf('x = 1\n');
  type(document, 'x = 12\n');
  type(document, 'x = 1\n');
  document.analysed(analysisOf(2, 'x = 12\n'));
  expect(document.isStale).toBe(true);
  expect(document.edits).toHaveLength(1);
  type(document, 'x = 12\n');
  expect(document.isStale).toBe(false);
});

it('a compilation that is done when its text has come back is not stale', () => {
  const document = documentOf('x = 1\n');
  type(document, 'x = 12\n');
  type(document, 'x = 1\n');
  type(document, 'x = 12\n');
  document.analysed(analysisOf(2, 'x = 12\n'));
  expect(document.isStale).toBe(false);
  expect(document.edits).toEqual([]);
});

it('what stands in the way of an undone text is forgotten, of an untouched one not', () => {
  const document = documentOf('x = 1\n');
  document.obstacle = { kind: 'helper', problem: 'It has ended.' };
  expect(document.recovered()).toBe(false);
  type(document, 'x = 12\n');
  expect(document.recovered()).toBe(false);
  type(document, 'x = 1\n');
  expect(document.isStale).toBe(true);
  expect(document.recovered()).toBe(true);
  expect(document.isStale).toBe(false);
});
