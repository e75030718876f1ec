/** The life of a server: what it takes when, what it does with nonsense, and how it ends. */

import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { removeFolders } from '../cli/command.js';
import {
  open,
  RawClient,
  RpcError,
  type RpcMessage,
  startClient,
  stopClients,
} from './rawClient.js';
import { patience } from '../harness/patience.mjs';

afterEach(stopClients);
afterAll(removeFolders);

const initialize = { processId: null, rootUri: null, capabilities: {} };

async function errorOf(answer: Promise<RpcMessage>): Promise<number | undefined> {
  return (await answer).error?.code;
}

describe('the rules that the library leaves to the server', () => {
  it('a request before initialize is answered with ServerNotInitialized', async () => {
    const client = new RawClient();
    expect(await errorOf(client.start('textDocument/hover', {}).answer)).toBe(-32002);
    expect(await errorOf(client.start('shutdown').answer)).toBe(-32002);
    await client.request('initialize', initialize);
  });

  it('a second initialize is an invalid request', async () => {
    const client = await startClient();
    expect(await errorOf(client.start('initialize', initialize).answer)).toBe(-32600);
    expect(await errorOf(client.start('nativecompile/checkHelper').answer)).toBeUndefined();
  });

  it('a request after shutdown is an invalid request, and exit ends with 0', async () => {
    const client = await startClient();
    await client.request('shutdown');
    expect(await errorOf(client.start('textDocument/hover', {}).answer)).toBe(-32600);
    client.notify('exit');
    expect(await client.exit).toBe(0);
  });

  it('exit without shutdown ends with 1, before initialize too', async () => {
    const client = await startClient();
    client.notify('exit');
    expect(await client.exit).toBe(1);
    const early = new RawClient();
    early.notify('exit');
    expect(await early.exit).toBe(1);
  });

  it('notifications before initialize are dropped', async () => {
    const client = new RawClient();
    open(client, 'file:///early.py', 'x = 1\n');
    await client.request('initialize', initialize);
    client.notify('initialized', {});
    await client.request('nativecompile/checkHelper');
    expect(client.received.map(({ method }) => method)).not.toContain(
      'textDocument/publishDiagnostics',
    );
  });
});

describe('a client that is gone', () => {
  it('takes the server and its helper with it', async () => {
    const client = await startClient();
    const status = await client.waitFor(
      ({ method, params }) =>
        method === 'nativecompile/status' && (params as { state: string }).state === 'ready',
    );
    expect(status).toBeDefined();
    const children = readFileSync(
      `/proc/${client.child.pid}/task/${client.child.pid}/children`,
      'utf8',
    );
    const helper = Number(children.trim().split(' ')[0]);
    client.child.stdin.end();
    expect(await client.exit).toBe(1);
    await expect.poll(() => isAlive(helper), { timeout: patience(50) }).toBe(false);
  });

  it('that was the parent process is noticed', async () => {
    const client = new RawClient();
    // No process has this number.
    await client.request('initialize', { ...initialize, processId: 2 ** 22 + 1 });
    expect(await client.exit).toBe(1);
  });
});

function isAlive(pid: number): boolean {
  try {
    // A dead child that nobody waited for is still there.
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('malformed messages', () => {
  it.each([
    ['no JSON', '{"jsonrpc": "2.0", "method', -32700],
    ['a number', '17', -32600],
    ['a batch', '[]', -32600],
    ['nothing of a message', '{"jsonrpc":"2.0","id":5}', -32600],
    ['a method that is no string', '{"jsonrpc":"2.0","id":5,"method":3}', -32600],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"shutdown"}', -32600],
  ])('%s is answered with an error and the server goes on', async (_name, text, code) => {
    const client = await startClient();
    client.writeText(text);
    const answer = await client.waitFor(({ error }) => error !== undefined);
    expect(answer.error?.code).toBe(code);
    expect(await client.request('nativecompile/checkHelper')).toMatchObject({ ok: true });
  });

  it('bytes between messages are skipped', async () => {
    const client = await startClient();
    client.writeBytes('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    client.writeBytes(Buffer.alloc(10_000, 0xff));
    expect(await client.request('nativecompile/checkHelper')).toMatchObject({ ok: true });
  });

  it('a message may come in many pieces, headers in any order and case', async () => {
    const client = await startClient();
    const text = JSON.stringify({ jsonrpc: '2.0', id: 'x', method: 'nativecompile/checkHelper' });
    const bytes = `content-type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
    for (const byte of bytes) client.writeBytes(byte);
    const answer = await client.waitFor(({ id }) => id === 'x');
    expect(answer.result).toMatchObject({ ok: true });
  });

  it('unknown methods and parameters that make no sense are errors of that request alone', async () => {
    const client = await startClient();
    const codes = await Promise.all(
      [
        client.start('textDocument/unheardOf', {}),
        client.start('textDocument/hover', {}),
        client.start('textDocument/hover', { textDocument: { uri: 3 } }),
        client.start('nativecompile/content', {}),
        client.start('nativecompile/listingMap', { uri: null }),
        client.start('textDocument/semanticTokens/range', { textDocument: { uri: 'x' } }),
      ].map(({ answer }) => errorOf(answer)),
    );
    expect(codes).toEqual([-32601, -32602, -32602, -32602, -32602, -32602]);
    client.notify('textDocument/didOpen', {});
    client.notify('textDocument/didChange', { textDocument: { uri: 'file:///none.py' } });
    client.notify('$/unheardOf', {});
    expect(await client.request('nativecompile/checkHelper')).toMatchObject({ ok: true });
  });

  it('requests about documents that are not open are answered with nothing', async () => {
    const client = await startClient();
    const textDocument = { uri: 'file:///not/open.py' };
    const position = { line: 0, character: 0 };
    expect(await client.request('textDocument/hover', { textDocument, position })).toBeNull();
    expect(await client.request('textDocument/codeLens', { textDocument })).toEqual([]);
    expect(await client.request('textDocument/documentSymbol', { textDocument })).toBeNull();
    await expect(client.request('nativecompile/exportObject', { uri: 'x' })).rejects.toThrow(
      RpcError,
    );
  });
});

it('parameters that nobody meant, to every method, leave the server alive', async () => {
  const client = await startClient();
  const uri = 'file:///alive.py';
  open(client, uri, 'x = 1\n');
  await client.waitFor(({ method }) => method === 'textDocument/publishDiagnostics');
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const listing = `nativecompile:/alive.ncasm?src=${encodeURIComponent(uri)}`;
  const scraps: unknown[] = [
    null,
    0,
    -1,
    1e99,
    '',
    uri,
    listing,
    'nativecompile:?src=',
    [],
    {},
    true,
  ];
  const scrap = (): unknown => scraps[next(scraps.length)];
  const position = (): unknown => (next(3) === 0 ? scrap() : { line: scrap(), character: scrap() });
  const methods = [
    ...['hover', 'definition', 'references', 'documentHighlight', 'codeAction', 'codeLens'],
    ...['documentSymbol', 'foldingRange', 'documentLink', 'inlayHint', 'diagnostic'],
    ...['semanticTokens/full', 'semanticTokens/full/delta', 'semanticTokens/range'],
  ].map((name) => `textDocument/${name}`);
  methods.push(
    ...[
      'content',
      'listingMap',
      'machineCode',
      'exportObject',
      'snapshot',
      'compile',
      'reproduction',
    ].map((name) => `nativecompile/${name}`),
    'workspace/textDocumentContent',
    'codeAction/resolve',
  );
  const answers: Promise<RpcMessage>[] = [];
  for (let i = 0; i < 600; i += 1) {
    const params = {
      textDocument: next(4) === 0 ? scrap() : { uri: scrap() },
      uri: scrap(),
      position: position(),
      range: next(3) === 0 ? scrap() : { start: position(), end: position() },
      context: scrap(),
      previousResultId: scrap(),
      data: scrap(),
      kind: scrap(),
    };
    answers.push(client.start(methods[next(methods.length)] ?? '', params).answer);
    if (i % 10 === 0) {
      client.notify(`textDocument/did${['Open', 'Change', 'Save', 'Close'][next(4)]}`, params);
      client.notify('workspace/didChangeConfiguration', { settings: scrap() });
    }
  }
  await Promise.all(answers);
  expect(await client.request('nativecompile/checkHelper')).toMatchObject({ ok: true });
  expect(client.stderr).toBe('');
});

it('an open document is compiled within the first second of a server', async () => {
  const client = await startClient();
  open(client, 'file:///soon.py', 'x = 1\n');
  await client.waitFor(({ method }) => method === 'textDocument/publishDiagnostics');
});
