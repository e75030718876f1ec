/** The target in the editor: a setting, a part of a listing's address, and what a run is for. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { TargetName } from '../../server/src/compiler/index.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import { listingUri } from '../../server/src/language/listingUri.js';
import { Analyser } from '../../server/src/lsp/analyser.js';
import { Documents } from '../../server/src/lsp/documents.js';
import { type ListingMap, Method, type PreparedRun } from '../../server/src/lsp/messages.js';
import { defaultSettings, readSettings } from '../../server/src/lsp/settings.js';
import { removeFolders, temporaryFolder, testEnvironment } from '../cli/command.js';
import { isEmulated } from '../harness/execution.js';
import {
  diagnosticsOf,
  open,
  type RawClient,
  RpcError,
  startClient,
  type StartOptions,
  stopClients,
} from './rawClient.js';

afterEach(stopClients);
afterAll(removeFolders);

const source = 'def add(a, b):\n    return a + b\n';
const capabilities = {
  textDocument: {
    publishDiagnostics: {},
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
  workspace: { textDocumentContent: {} },
};

interface Opened {
  readonly client: RawClient;
  readonly uri: string;
}

async function opened(options: StartOptions = {}): Promise<Opened> {
  const path = join(temporaryFolder(), 'hot.py');
  writeFileSync(path, source);
  const uri = pathToFileURL(path).href;
  // Where nobody names a target.
  const { NATIVECOMPILE_TARGET: _, ...env } = testEnvironment();
  const client = await startClient({ capabilities, env, ...options });
  open(client, uri, source);
  await diagnosticsOf(client, uri);
  return { client, uri };
}

/** As the header of a listing says. */
async function targetOf({ client, uri }: Opened, target?: TargetName): Promise<string> {
  const address = listingUri({ src: uri, scope: 'add', ...(target && { target }) });
  const { text } = await client.request<{ text: string }>('workspace/textDocumentContent', {
    uri: address,
  });
  return /· (x86-\d\d)/.exec(text)?.[1] ?? text;
}

describe('the setting', () => {
  it('is x86-32 where nobody says otherwise, and one of the two', () => {
    expect(defaultSettings.target).toBe('x86-32');
    expect(readSettings({ target: 'x86-64' }).settings.target).toBe('x86-64');
    expect(readSettings({}, 'x86-64').settings.target).toBe('x86-64');
    expect(readSettings({ target: 'arm64' })).toMatchObject({
      settings: { target: 'x86-32' },
      problems: ['target is one of x86-32, x86-64.'],
    });
  });

  it('decides what is shown, of documents that are open too', async () => {
    let target: TargetName = 'x86-32';
    const document = await opened({ settings: () => ({ target }) });
    const { client, uri } = document;
    expect(await targetOf(document)).toBe('x86-32');
    const isStatusOf = (name: TargetName) => (message: { method?: string; params?: unknown }) =>
      message.method === Method.status && (message.params as { target?: string }).target === name;
    await client.waitFor(isStatusOf('x86-32'));
    const from = client.received.length;
    target = 'x86-64';
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.waitFor(({ method, params }) => {
      const changed = (params as { uri?: string } | undefined)?.uri ?? '';
      return method === Method.contentChanged && changed.startsWith('nativecompile:');
    }, from);
    await client.waitFor(isStatusOf('x86-64'), from);
    expect(await targetOf(document)).toBe('x86-64');
    const code = await client.request<{ target: string }>(Method.machineCode, {
      uri,
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    });
    expect(code.target).toBe('x86-64');
    const run = await client.request<PreparedRun>(Method.prepareRun, { uri });
    expect(run).toMatchObject({ target: 'x86-64', emulated: false });
    expect(run.args.join(' ')).toContain('--target x86-64');
  });

  it('has the value of lsp --target for clients that have none', async () => {
    expect(await targetOf(await opened({ args: ['--target', 'x86-64'] }))).toBe('x86-64');
    const settings = () => ({ target: 'x86-32' });
    const document = await opened({ args: ['--target', 'x86-64'], settings });
    expect(await targetOf(document)).toBe('x86-32');
  });
});

it('a change of the target compiles again and does not ask the helper', async () => {
  const service = makeCompileService();
  try {
    let asked = 0;
    const results: string[] = [];
    const analyser = new Analyser(
      (name, bytes) => {
        asked += 1;
        return service.compile(name, bytes);
      },
      { onResult: ({ uri }) => results.push(uri), onSlow: () => () => {} },
    );
    const document = new Documents().open('file:///a.py', 'python', 1, source);
    await analyser.compile(document, defaultSettings);
    const before = document.analysis!;
    const obstacle = { kind: 'excluded' } as const;
    document.obstacle = obstacle;
    await analyser.retarget(document, 'x86-64');
    expect(asked).toBe(1);
    expect(results).toHaveLength(2);
    expect(document.analysis).toMatchObject({ target: 'x86-64', version: 1 });
    // Nothing new is known of the text.
    expect(document.obstacle).toBe(obstacle);
    expect(document.previous).toBe(null);
    expect(await analyser.retargeted(before, 'x86-32')).toBe(before);
    expect(await analyser.retargeted(before, 'x86-64')).toBe(document.analysis);
  } finally {
    service.stop();
  }
});

describe('a listing', () => {
  it('is for the target in its address, and its rows are tied to the source', async () => {
    const document = await opened();
    const { client, uri } = document;
    expect(await targetOf(document)).toBe('x86-32');
    expect(await targetOf(document, 'x86-64')).toBe('x86-64');
    // Lines are inserted above, and nothing is saved: rows are at the lines as they are now.
    const start = { line: 0, character: 0 };
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start, end: start }, text: '\n\n' }],
    });
    for (const target of ['x86-32', 'x86-64'] as const) {
      const address = listingUri({ src: uri, scope: 'add', target });
      const { rows } = await client.request<ListingMap>(Method.listingMap, { uri: address });
      const lines = new Set(rows.flatMap(({ line }) => (line === null ? [] : [line])));
      expect([...lines].sort(), target).toEqual([2, 3]);
    }
  });

  it('of x86-64 is exported as ELF64', async () => {
    const { client, uri } = await opened();
    const classOf = async (address: string): Promise<number | undefined> => {
      const { elf } = await client.request<{ elf: string }>(Method.exportObject, { uri: address });
      return Buffer.from(elf, 'base64')[4];
    };
    expect(await classOf(uri)).toBe(1);
    expect(await classOf(listingUri({ src: uri, target: 'x86-64' }))).toBe(2);
  });
});

describe('a run', () => {
  it('is for the target that is asked for, and otherwise for that of the settings', async () => {
    const { client, uri } = await opened();
    const prepared = async (more: object): Promise<PreparedRun> =>
      await client.request<PreparedRun>(Method.prepareRun, { uri, ...more });
    const usual = await prepared({});
    expect(usual).toMatchObject({ target: 'x86-32', emulated: isEmulated() });
    expect(usual.args.slice(1, 6)).toEqual(['run', '--counters', 'lines', '--target', 'x86-32']);
    const wide = await prepared({ target: 'x86-64' });
    expect(wide).toMatchObject({ target: 'x86-64', emulated: false });
    expect(wide.args.slice(1, 6)).toEqual(['run', '--counters', 'lines', '--target', 'x86-64']);
    await expect(prepared({ target: 'arm64' })).rejects.toThrow(RpcError);
  });

  it('says that it is emulated', async () => {
    const named = { NATIVECOMPILE_EXECUTION: 'emulated', NATIVECOMPILE_TARGET: 'x86-32' };
    const env = { ...testEnvironment(), ...named };
    const { client, uri } = await opened({ env });
    expect(await client.request(Method.prepareRun, { uri })).toMatchObject({ emulated: true });
  });
});

it('an import that the target cannot load is a reason to offer the other', async () => {
  const text = 'import only_wide\n';
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'only_wide.cpython-311-x86_64-linux-gnu.so'), '');
  const uri = pathToFileURL(join(folder, 'hot.py')).href;
  const request = {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    context: { diagnostics: [] },
  };
  const offersOf = async (commands: readonly string[]) => {
    const initializationOptions = { commands };
    const { NATIVECOMPILE_TARGET: _, ...env } = testEnvironment();
    const client = await startClient({ capabilities, env, initializationOptions });
    open(client, uri, text);
    const { diagnostics } = await diagnosticsOf(client, uri);
    expect(diagnostics.map(({ code }) => code)).toEqual(['NC104']);
    const actions = await client.request<{ title: string; command?: { arguments?: unknown } }[]>(
      'textDocument/codeAction',
      request,
    );
    return actions.filter(({ title }) => title.startsWith('Switch'));
  };
  const [offer, ...more] = await offersOf(['nativecompile.switchTarget']);
  expect(more).toEqual([]);
  expect(offer).toMatchObject({
    title: 'Switch to the target x86-64',
    command: { command: 'nativecompile.switchTarget', arguments: ['x86-64'] },
  });
  expect(await offersOf([])).toEqual([]);
});
