/**
 * What the launcher notes about inherited limits and signals is understood, and nothing else is.
 */

import { expect, it } from 'vitest';
import { launchNote, parseInheritance } from '../../server/src/helper/inheritance.js';

it.each([
  ['1024 1048576 0000000000000000', 1024, []],
  ['1024 1024 0000000000000000', null, []],
  ['unlimited unlimited', null, []],
  ['256 unlimited 0000000000001001', 256, ['SIGHUP']],
  ['1 1 0000000000000006', null, ['SIGINT', 'SIGQUIT']],
  ['1024; rm -rf x 0', null, []],
  ['', null, []],
  [undefined, null, []],
])('%s', (note, openFiles, ignored) => {
  expect(parseInheritance(note)).toEqual({ openFiles, ignored });
});

it.each([
  [{ openFiles: null, ignored: [] }, 0, ''],
  [{ openFiles: 99, ignored: ['SIGHUP'] }, 0, 'files=99 ignore=1'],
  [{ openFiles: null, ignored: ['SIGINT', 'SIGQUIT'] }, 1.5, 'memory=2 ignore=6'],
] as const)('the launcher is told %j and %d bytes', (inheritance, memory, note) => {
  expect(launchNote(inheritance, memory)).toBe(note);
});
