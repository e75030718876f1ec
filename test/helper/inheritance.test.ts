/** What the launcher notes about inherited limits and signals is understood, and nothing else is. */

import { expect, it } from 'vitest';
import { parseInheritance, restoring } from '../../server/src/helper/inheritance.js';

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

it('starts the command through a shell only where something is to be restored', () => {
  const command = { path: process.execPath, args: ['-e', "it's"] };
  expect(restoring(command, { openFiles: null, ignored: [] })).toBe(command);
  expect(restoring(command, { openFiles: 99, ignored: ['SIGHUP'] })).toEqual({
    path: '/bin/sh',
    args: ['-c', `ulimit -Sn 99; trap '' HUP; exec "$0" "$@"`, process.execPath, '-e', "it's"],
  });
  const missing = { path: '/no/such/program', args: [] };
  expect(restoring(missing, { openFiles: 99, ignored: [] })).toBe(missing);
});
