/** Settings: by folder, changed while the server runs, wrong, and hostile. */

import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { globMatcher } from '../../server/src/lsp/globs.js';
import { defaultSettings, readSettings } from '../../server/src/lsp/settings.js';
import { removeFolders, temporaryFolder } from '../cli/command.js';
import {
  change,
  diagnosticsOf,
  open,
  type RawClient,
  save,
  startClient,
  stopClients,
} from './rawClient.js';
import { patience } from '../harness/patience.mjs';

afterEach(stopClients);
afterAll(removeFolders);

const capabilities = { textDocument: { publishDiagnostics: { versionSupport: true } } };
const formatted = 'x = f"{1}"\n';
const without = { compile: { excludeOpcodes: ['FORMAT_VALUE'] } };

const codes = async (client: RawClient, uri: string, from = 0): Promise<string[]> =>
  (await diagnosticsOf(client, uri, from)).diagnostics.map(({ code }) => code);

describe('folders', () => {
  it('have settings of their own, the innermost one counts, and folders come and go', async () => {
    const a = { uri: 'file:///a', name: 'a' };
    const inner = { uri: 'file:///a/inner', name: 'inner' };
    const client = await startClient({
      capabilities: { ...capabilities, workspace: { workspaceFolders: true } },
      workspaceFolders: [a, inner],
      settings: (scope) => (scope === a.uri ? without : {}),
    });
    open(client, 'file:///a/x.py', formatted);
    open(client, 'file:///a/inner/x.py', formatted);
    open(client, 'file:///ab/x.py', formatted);
    expect(await codes(client, 'file:///a/x.py')).toEqual(['NC101']);
    expect(await codes(client, 'file:///a/inner/x.py')).toEqual([]);
    expect(await codes(client, 'file:///ab/x.py')).toEqual([]);
    const from = client.received.length;
    client.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [inner] },
    });
    expect(await codes(client, 'file:///a/inner/x.py', from)).toEqual(['NC101']);
  });
});

describe('a change', () => {
  it('of opcodes compiles anew, of severities only publishes anew', async () => {
    let settings: object = {};
    const client = await startClient({ capabilities, settings: () => settings });
    const uri = 'file:///x.py';
    open(client, uri, formatted);
    expect(await codes(client, uri)).toEqual([]);
    settings = without;
    let from = client.received.length;
    client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await codes(client, uri, from)).toEqual(['NC101']);
    settings = { ...without, diagnostics: { severity: { NC101: 'off' } } };
    from = client.received.length;
    client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await codes(client, uri, from)).toEqual([]);
  });

  it('reaches a client that answers no questions through the notification', async () => {
    const client = await startClient({
      capabilities,
      initializationOptions: { settings: without },
    });
    const uri = 'file:///x.py';
    open(client, uri, formatted);
    expect(await codes(client, uri)).toEqual(['NC101']);
    const from = client.received.length;
    client.notify('workspace/didChangeConfiguration', {
      settings: { nativecompile: { 'compile.excludeOpcodes': [] } },
    });
    expect(await codes(client, uri, from)).toEqual([]);
  });
});

describe('compile.trigger', () => {
  it('onType compiles after a pause, manual only on request', async () => {
    let trigger = 'onType';
    const client = await startClient({
      capabilities,
      settings: () => ({ compile: { ...without.compile, trigger, delay: 30 } }),
    });
    const uri = 'file:///x.py';
    open(client, uri, 'x = 1\n');
    expect(await codes(client, uri)).toEqual([]);
    let from = client.received.length;
    change(client, uri, formatted, 2);
    expect(await codes(client, uri, from)).toEqual(['NC101']);
    trigger = 'manual';
    client.notify('workspace/didChangeConfiguration', { settings: null });
    const other = 'file:///other.py';
    open(client, other, formatted);
    from = client.received.length;
    save(client, other);
    const answer = await client.request('nativecompile/compile', { uri: other });
    expect(answer).toEqual({ compiled: true, reason: '' });
    expect(await codes(client, other, from)).toEqual(['NC101']);
    expect(await client.request('nativecompile/compile', { uri: 'file:///none.py' })).toEqual({
      compiled: false,
      reason: 'The document is not open.',
    });
  });
});

describe('compile.exclude', () => {
  it('keeps files from being compiled, and says so in their listing', async () => {
    const client = await startClient({
      capabilities,
      workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
      settings: () => ({ compile: { ...without.compile, exclude: ['**/generated/**'] } }),
    });
    const uri = 'file:///w/src/generated/x.py';
    open(client, uri, formatted);
    expect(await codes(client, uri)).toEqual([]);
    const { text } = await client.request<{ text: string }>('nativecompile/content', {
      uri: `nativecompile:/x.ncasm?src=${encodeURIComponent(uri)}`,
    });
    expect(text).toBe('; x.py is excluded by compile.exclude\n');
  });

  it.each([
    ['**/generated/**', 'a/generated/x.py', true],
    ['**/generated/**', 'generated/x.py', true],
    ['**/generated/**', 'a/generated.py', false],
    ['*_pb2.py', 'a/b/x_pb2.py', true],
    ['*_pb2.py', 'a/b/x_pb2.pyi', false],
    ['build', 'a/build/b/x.py', true],
    ['src/*.py', 'src/x.py', true],
    ['src/*.py', 'src/a/x.py', false],
    ['{a,b}/**', 'b/c/x.py', true],
    ['x[0-9].py', 'x5.py', true],
    ['x[!0-9].py', 'x5.py', false],
    ['a.py', 'abpy', false],
    ['x?.py', 'xy.py', true],
    ['(a|b).py', 'a.py', false],
  ])('the pattern %s and %s', (pattern, path, expected) => {
    expect(globMatcher(pattern)(path)).toBe(expected);
  });
});

describe('wrong values', () => {
  it('are named once, and have the default', async () => {
    const client = await startClient({
      capabilities,
      settings: () => ({ compile: { trigger: 'never', excludeOpcodes: ['NO_SUCH'] }, hover: 5 }),
    });
    const uri = 'file:///x.py';
    open(client, uri, formatted);
    expect(await codes(client, uri)).toEqual([]);
    const logged = client.received
      .filter(({ method }) => method === 'window/logMessage')
      .map(({ params }) => (params as { message: string }).message);
    expect(logged).toEqual([
      'Setting nativecompile.compile.trigger is one of onSave, onType, manual.',
      'Setting nativecompile.compile.excludeOpcodes: CPython 3.11 has no opcode NO_SUCH.',
    ]);
  });

  it.each([null, 3, 'x', [], { compile: null }, { compile: { exclude: [3] } }])(
    '%j leaves the defaults',
    (configuration) => {
      expect(readSettings(configuration).settings).toEqual(defaultSettings);
    },
  );

  it('of prototypes are no settings', () => {
    expect(readSettings(JSON.parse('{"__proto__": {"codeLens.enable": true}}')).settings).toEqual(
      defaultSettings,
    );
  });
});

describe('a hostile workspace', () => {
  const bait = (): { path: string; proof: string } => {
    const folder = temporaryFolder();
    const path = join(folder, 'helper');
    const proof = join(folder, 'was-run');
    writeFileSync(path, `#!/bin/sh\ntouch "${proof}"\n`);
    chmodSync(path, 0o755);
    return { path, proof };
  };

  it('cannot choose the helper by the settings of its folder', async () => {
    const { path, proof } = bait();
    const client = await startClient({
      capabilities,
      workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
      settings: (scope) => (scope === '' ? without : { ...without, helper: { path } }),
    });
    open(client, 'file:///w/x.py', formatted);
    expect(await codes(client, 'file:///w/x.py')).toEqual(['NC101']);
    expect(existsSync(proof)).toBe(false);
  });

  it('cannot choose it at all while it is not trusted, and is compiled all the same', async () => {
    const { path, proof } = bait();
    const client = await startClient({
      capabilities,
      initializationOptions: { isTrusted: false },
      settings: () => ({ ...without, helper: { path } }),
    });
    open(client, 'file:///w/x.py', formatted);
    expect(await codes(client, 'file:///w/x.py')).toEqual(['NC101']);
    expect(existsSync(proof)).toBe(false);
    client.notify('nativecompile/trust', { isTrusted: true });
    await expect.poll(() => existsSync(proof), { timeout: patience(50) }).toBe(true);
  });
});
