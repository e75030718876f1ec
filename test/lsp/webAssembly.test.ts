/**
 * A server on a machine with neither a helper nor a Python: all but running works, as everywhere.
 */

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { removeFolders, temporaryFolder, testEnvironment } from '../cli/command.js';
import { patience } from '../harness/patience.mjs';
import { source } from './openedDocument.js';
import {
  change,
  diagnosticsOf,
  open,
  type RawClient,
  save,
  startClient,
  stopClients,
  type WireDiagnostic,
} from './rawClient.js';

afterEach(stopClients);
afterAll(removeFolders);

const capabilities = {
  textDocument: {
    publishDiagnostics: {},
    hover: { contentFormat: ['markdown'] },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
      resolveSupport: { properties: ['edit'] },
      dataSupport: true,
    },
  },
  workspace: { configuration: true, textDocumentContent: {} },
  window: { workDoneProgress: true },
};
const settings = (): object => ({
  compile: { excludeOpcodes: ['FORMAT_VALUE'] },
  diagnostics: { syntaxErrors: true },
});
const uri = 'file:///hot%20file.py';

/** Nothing but Node.js is on the PATH. */
function nowhere(): NodeJS.ProcessEnv {
  const PATH = temporaryFolder();
  symlinkSync(process.execPath, join(PATH, 'node'));
  return { ...testEnvironment(), NATIVECOMPILE_HELPER: '/not/there/helper', PATH };
}

/** What somebody sees of the document, whatever compiles it. */
async function seen(client: RawClient): Promise<object> {
  open(client, uri, source);
  const { diagnostics } = await diagnosticsOf(client, uri);
  const at = { textDocument: { uri }, position: { line: 3, character: 20 } };
  const listing = `nativecompile:/hot.ncasm?src=${encodeURIComponent(uri)}`;
  const fixes = await client.request<{ title: string }[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: (diagnostics as WireDiagnostic[])[0]?.range,
    context: { diagnostics },
  });
  const first = fixes[0] && (await client.request('codeAction/resolve', fixes[0]));
  return {
    diagnostics,
    fixes: fixes.map(({ title }) => title),
    first,
    hover: await client.request('textDocument/hover', at),
    assembly: await client.request('workspace/textDocumentContent', { uri: listing }),
    bytecode: await client.request('workspace/textDocumentContent', {
      uri: `${listing}&view=bytecode`,
    }),
    object: await client.request('nativecompile/exportObject', { uri }),
  };
}

it(
  'shows what it shows with a helper',
  async () => {
    const [here, there] = await Promise.all([
      startClient({ capabilities, settings, env: nowhere() }),
      startClient({ capabilities, settings }),
    ]);
    const [withoutHelper, withHelper] = [await seen(here), await seen(there)];
    expect(withoutHelper).toMatchObject({
      diagnostics: [{ code: 'NC101' }],
      fixes: [
        'Replace the f-string by calls of format()',
        'Keep generate interpreted',
        'Ignore NC101 here',
      ],
      hover: { contents: { value: expect.stringContaining('BINARY_SUBSCR') } },
      assembly: { text: expect.stringContaining('imul') },
    });
    expect(withoutHelper).toEqual(withHelper);
  },
  patience(200),
);

it(
  'says while it starts, and then why no program runs here and where one does',
  async () => {
    const client = await startClient({ capabilities, settings, env: nowhere() });
    open(client, uri, source);
    await diagnosticsOf(client, uri);
    const states = client.received
      .filter(({ method }) => method === 'nativecompile/status')
      .map(({ params }) => params);
    expect(states).toContainEqual(
      expect.objectContaining({ state: 'starting', detail: 'Python in WebAssembly is starting.' }),
    );
    expect(states.at(-1)).toMatchObject({
      state: 'ready',
      canRun: false,
      pythonVersion: '3.11.3',
      detail: expect.stringMatching(
        /^CPython 3\.11\.3 compiles \(Python in WebAssembly\)\. Programs .* by the package nativecompile-linux-x64, .*\.$/,
      ),
    });
    const titles = client.received
      .filter(({ method }) => method === '$/progress')
      .map(({ params }) => (params as { value: { title?: string } }).value.title);
    expect(titles).toContain('Starting Python');
    const check = await client.request<{ ok: boolean; report: string }>(
      'nativecompile/checkHelper',
    );
    expect(check).toMatchObject({ ok: true, report: expect.not.stringContaining('process') });
  },
  patience(200),
);

it(
  'tells syntax errors, and goes on after the interpreter was started again',
  async () => {
    const client = await startClient({ capabilities, settings, env: nowhere() });
    open(client, uri, source);
    await diagnosticsOf(client, uri);
    await client.request('nativecompile/restartHelper');
    const from = client.received.length;
    change(client, uri, 'def f(:\n', 2);
    save(client, uri);
    const { diagnostics } = await diagnosticsOf(client, uri, from);
    expect(diagnostics).toMatchObject([{ message: expect.stringContaining('invalid syntax') }]);
  },
  patience(200),
);
