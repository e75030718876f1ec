/** Parameters that make no sense, of every message that the server takes: it says so, and lives. */

import { afterEach, describe, expect, it } from 'vitest';
import { methods, problemOf } from '../../server/src/lsp/parameters.js';
import {
  diagnosticsOf,
  NESTED,
  open,
  RawClient,
  type RpcMessage,
  startClient,
  stopClients,
} from './rawClient.js';

afterEach(stopClients);

const uri = 'file:///good.py';
const textDocument = { uri };
const position = { line: 0, character: 1 };
const range = { start: position, end: { line: 1, character: 0 } };
const listing = `nativecompile:/good.ncasm?src=${encodeURIComponent(uri)}`;
const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    hover: { contentFormat: ['markdown'] },
    codeAction: { resolveSupport: { properties: ['edit'] } },
  },
};

/** Of every message, parameters that the server takes. What has no id in them is sent as it is. */
const good: Readonly<Record<string, unknown>> = {
  initialize: {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: 'file:///folder', name: 'folder' }],
    clientInfo: { name: 'test', version: '1' },
    trace: 'off',
    capabilities,
  },
  initialized: {},
  shutdown: null,
  exit: null,
  '$/cancelRequest': { id: 100_000 },
  '$/setTrace': { value: 'off' },
  '$/progress': { token: 'x', value: {} },
  'window/workDoneProgress/cancel': { token: 'x' },
  'workspace/didChangeConfiguration': { settings: {} },
  'workspace/didChangeWorkspaceFolders': { event: { added: [], removed: [{ uri: 'file:///x' }] } },
  'workspace/textDocumentContent': { uri: listing },
  'textDocument/didOpen': {
    textDocument: { uri: 'file:///other.py', languageId: 'python', version: 1, text: 'y = 1\n' },
  },
  'textDocument/didChange': {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range, text: 'x = 1\n' }],
  },
  'textDocument/didSave': { textDocument },
  'textDocument/didClose': { textDocument: { uri: 'file:///other.py' } },
  'textDocument/hover': { textDocument, position },
  'nativecompile/functions': { uri, position },
  'textDocument/definition': { textDocument: { uri: listing }, position },
  'textDocument/references': {
    textDocument: { uri: listing },
    position,
    context: { includeDeclaration: true },
  },
  'textDocument/documentHighlight': { textDocument: { uri: listing }, position },
  'textDocument/documentSymbol': { textDocument: { uri: listing } },
  'textDocument/foldingRange': { textDocument: { uri: listing } },
  'textDocument/documentLink': { textDocument: { uri: listing } },
  'textDocument/semanticTokens/full': { textDocument: { uri: listing } },
  'textDocument/semanticTokens/full/delta': {
    textDocument: { uri: listing },
    previousResultId: '1',
  },
  'textDocument/semanticTokens/range': { textDocument: { uri: listing }, range },
  'textDocument/codeLens': { textDocument },
  'textDocument/inlayHint': { textDocument, range },
  'textDocument/diagnostic': { textDocument, previousResultId: '1' },
  'textDocument/codeAction': {
    textDocument,
    range,
    context: { diagnostics: [{ range, message: '', source: 'x' }], only: ['quickfix'] },
  },
  'codeAction/resolve': { title: 'x', data: { uri, version: 1, provider: 0, id: 'x' } },
  'nativecompile/content': { uri: listing },
  'nativecompile/listingMap': { uri: listing },
  'nativecompile/restartHelper': null,
  'nativecompile/checkHelper': null,
  'nativecompile/machineCode': { uri, range },
  'nativecompile/graph': { uri, position, scope: 'f', detail: 'hot' },
  'nativecompile/exportObject': { uri },
  'nativecompile/snapshot': { uri: listing, kind: 'pin' },
  'nativecompile/compile': { uri },
  'nativecompile/clearRunData': { uri },
  'nativecompile/reproduction': { uri },
  'nativecompile/clearProfile': null,
  'nativecompile/profileFile': { format: 'cpuprofile' },
  'nativecompile/runPython': { uri, python: '/usr/bin/python3' },
  'nativecompile/prepareRun': {
    uri,
    args: ['a'],
    cwd: '/',
    tier: 'auto',
    counters: 'off',
    verify: false,
  },
  'nativecompile/runEnded': { runId: 'x', exitCode: 0 },
  'nativecompile/trust': { isTrusted: true },
};

const notifications: ReadonlySet<string> = new Set(
  methods.filter((method) =>
    /^(initialized|exit|\$\/|window\/|workspace\/did|textDocument\/did|nativecompile\/(runEnded|trust))/.test(
      method,
    ),
  ),
);
/** They end the server, with whatever parameters, or start a process. */
const withoutVariants: ReadonlySet<string> = new Set([
  'exit',
  'shutdown',
  'nativecompile/restartHelper',
]);

const scraps: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  2 ** 53,
  1e308,
  '',
  'x'.repeat(100_000),
  '\u0000',
  [],
  [null],
  {},
  { __proto__: null, constructor: 1, toString: 2 },
  NESTED,
];

/** The value with one part of it, on any level, missing or replaced by a scrap. */
function* variants(value: unknown): Generator<unknown> {
  yield* scraps;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const others = Array.isArray(value) ? [] : { ...value, [key]: undefined };
    yield others;
    for (const other of variants(part)) {
      yield Array.isArray(value) ? [other] : { ...value, [key]: other };
    }
  }
}

it('every message that the server takes is in the table of this test', () => {
  expect(Object.keys(good).sort()).toEqual([...methods].sort());
});

const logged = (client: RawClient, method: string): RpcMessage[] =>
  client.received.filter(
    ({ method: name, params }) =>
      name === 'window/logMessage' && (params as { message: string }).message.includes(method),
  );

async function lives(client: RawClient): Promise<void> {
  expect(await client.request('nativecompile/checkHelper')).toMatchObject({ ok: true });
  expect(client.stderr).toBe('');
}

describe.each([{ trace: 'off' }, { trace: 'verbose' }])(
  'parameters that make no sense, with trace $trace',
  ({ trace }) => {
    it('of notifications are logged, and the server lives', async () => {
      const client = await startClient();
      client.notify('$/setTrace', { value: trace });
      open(client, uri, 'x = 1\n');
      for (const method of notifications) {
        if (withoutVariants.has(method)) continue;
        for (const params of variants(good[method])) client.notify(method, params);
        client.write({ jsonrpc: '2.0', method });
        client.notify('$/setTrace', { value: trace });
        client.notify('nativecompile/trust', { isTrusted: true });
      }
      await lives(client);
      for (const method of notifications) {
        const takesAnything = method === 'initialized' || withoutVariants.has(method);
        if (!takesAnything) expect(logged(client, method).length, method).toBeGreaterThan(0);
      }
    });

    it('of requests are errors of the request, and the server lives', async () => {
      const client = await startClient();
      client.notify('$/setTrace', { value: trace });
      open(client, uri, 'x = 1\n');
      for (const method of methods) {
        if (notifications.has(method) || withoutVariants.has(method)) continue;
        const answers = [...variants(good[method])].map(
          (params) => client.start(method, params).answer,
        );
        for (const { result, error } of await Promise.all(answers)) {
          // What is optional may be null, and texts may be anything.
          if (error === undefined) expect(result, method).not.toBeUndefined();
          else expect(error.message, method).not.toMatch(/failed with message|Cannot read/);
        }
      }
      await lives(client);
    });
  },
);

it('parameters of initialize that make no sense leave the server waiting for better ones', async () => {
  const client = new RawClient();
  for (const params of variants(good.initialize)) {
    const isNested = JSON.stringify(params).includes(NESTED);
    if (!isNested && problemOf('initialize', params) === null) continue;
    const { error } = await client.start('initialize', params).answer;
    expect(error?.code).toBe(isNested ? -32600 : -32602);
  }
  await client.request('initialize', good.initialize);
  client.notify('initialized', {});
  await lives(client);
});

describe('a cancellation', () => {
  it.each([
    ['id null', { id: null }],
    ['no id', {}],
    ['an id that is a list', { id: [] }],
    ['null for parameters', null],
    ['no parameters', undefined],
  ])('with %s does not end the server', async (_, params) => {
    const client = await startClient();
    client.notify('$/cancelRequest', params);
    await lives(client);
    expect(logged(client, '$/cancelRequest')).toHaveLength(1);
  });
});

it('answers of the client that make no sense leave the server alive', async () => {
  const client = await startClient({
    capabilities: {
      window: { workDoneProgress: true },
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    },
    settings: () => ({}),
  });
  for (const [index, scrap] of scraps.entries()) {
    client.handlers.set('workspace/configuration', () => scrap);
    client.notify('workspace/didChangeConfiguration', { settings: {} });
    const other = `file:///answers/${index}.py`;
    open(client, other, 'x = 1\n');
    await diagnosticsOf(client, other);
  }
  for (const id of [0, 1, 2, 'x', null]) {
    for (const scrap of scraps) {
      client.write({ jsonrpc: '2.0', id, error: scrap });
      client.write({ jsonrpc: '2.0', id, result: scrap });
    }
  }
  await lives(client);
});
