/**
 * Pictures of control flow over the wire: of which function, where blocks belong, why there is
 * none.
 */

import { afterAll, afterEach, expect, it } from 'vitest';
import type { GraphResult } from '../../server/src/lsp/messages.js';
import { removeFolders } from '../cli/command.js';
import { stopClients } from './rawClient.js';
import { type Opened, opened } from './openedDocument.js';

afterEach(stopClients);
afterAll(removeFolders);

const graph = ({ client, uri }: Opened, params: object): Promise<GraphResult> =>
  client.request<GraphResult>('nativecompile/graph', { uri, ...params });

it('is of the function at a place, and says where each block begins', async () => {
  const there = await opened();
  const { svg, reason, scope, blocks, detail } = await graph(there, {
    position: { line: 3, character: 10 },
  });
  expect([reason, scope, detail]).toEqual(['', 'dot', 'essential']);
  expect(svg).toContain('total += a[i] * b[i]');
  expect(svg).toContain('data-block="3"');
  expect(blocks.map(({ range }) => range?.start)).toEqual([
    { line: 1, character: 12 },
    { line: 2, character: 4 },
    { line: 2, character: 8 },
    { line: 4, character: 11 },
  ]);
  expect(blocks.map(({ bytecodeOffset }) => bytecodeOffset)[0]).toBe(0);
});

it('is of a named function, in the detail that is asked for', async () => {
  const there = await opened();
  const { svg, scope, detail } = await graph(there, { scope: 'generate', detail: 'all' });
  expect([scope, detail]).toEqual(['generate', 'all']);
  expect(svg).toContain('RETURN_GENERATOR');
});

it('says why there is none', async () => {
  const there = await opened();
  expect(await graph(there, { scope: 'nobody' })).toMatchObject({
    svg: null,
    reason: 'hot file.py has no function nobody now.',
  });
  const { client } = there;
  expect(
    await client.request('nativecompile/graph', {
      uri: 'file:///nowhere/there.py',
      position: { line: 0, character: 0 },
    }),
  ).toMatchObject({ svg: null, reason: 'there.py cannot be read.' });
});

it('says where nothing is compiled what stands in the way', async () => {
  const there = await opened('def f(:\n');
  const { svg, reason } = await graph(there, { position: { line: 0, character: 0 } });
  expect(svg).toBeNull();
  expect(reason).toMatch(/^hot file\.py has an error in line 1: .*\.$/);
});

it('keeps the places of blocks while lines are typed above', async () => {
  const there = await opened();
  const { client, uri } = there;
  const start = { line: 0, character: 0 };
  client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start, end: start }, text: '\n\n' }],
  });
  const { blocks } = await graph(there, { scope: 'dot' });
  expect(blocks[3]?.range?.start).toEqual({ line: 6, character: 11 });
});
