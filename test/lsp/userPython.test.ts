/**
 * The user's Python in an editor: what is shown of it, what goes with a run, where imports are
 * looked for.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, expect, it } from 'vitest';
import { Method, type PreparedRun, type RunPython } from '../../server/src/lsp/messages.js';
import { EDITOR_VARIABLE, takeEditorRequest } from '../../server/src/run/editorRequest.js';
import { removeFolders, temporaryFolder } from '../cli/command.js';
import { diagnosticsOf, open, startClient, type StartOptions, stopClients } from './rawClient.js';

afterEach(stopClients);
afterAll(removeFolders);

const capabilities = { textDocument: { publishDiagnostics: {} } };

function environment(path: string): string {
  const site = join(path, 'lib', 'python3.11', 'site-packages');
  mkdirSync(site, { recursive: true });
  writeFileSync(
    join(path, 'pyvenv.cfg'),
    'include-system-site-packages = false\nversion = 3.11.4\n',
  );
  writeFileSync(join(site, 'only_wide.cpython-311-x86_64-linux-gnu.so'), '');
  return path;
}

async function opened(options: StartOptions, isBeside: boolean) {
  const folder = temporaryFolder();
  if (isBeside) environment(join(folder, '.venv'));
  const path = join(folder, 'hot.py');
  writeFileSync(path, 'import only_wide\n');
  const uri = pathToFileURL(path).href;
  const client = await startClient({ capabilities, ...options });
  open(client, uri, 'import only_wide\n');
  const { diagnostics } = await diagnosticsOf(client, uri);
  const codes = diagnostics.map(({ code }) => code);
  const python = (more: object = {}) =>
    client.request<RunPython>(Method.runPython, { uri, ...more });
  return { folder, client, uri, codes, python };
}

it('is .venv beside the file, in the status and where imports are looked for', async () => {
  const { folder, codes, python } = await opened({}, true);
  expect(await python()).toEqual({
    label: '.venv, Python 3.11.4',
    detail: `packages of native runs: ${join(folder, '.venv')} (found beside the program)`,
    isProblem: false,
  });
  expect(codes).toEqual(['NC104']);
});

it('is the one of the settings, then that of another extension, and a run is told both', async () => {
  const mine = environment(join(temporaryFolder(), 'mine'));
  const other = environment(join(temporaryFolder(), 'other'));
  const settings = () => ({ helper: { python: mine } });
  const chosen = await opened({ settings }, false);
  expect((await chosen.python({ python: other })).detail).toContain(mine);
  const { env } = await chosen.client.request<PreparedRun>(Method.prepareRun, {
    uri: chosen.uri,
    python: other,
  });
  const request = takeEditorRequest({ [EDITOR_VARIABLE]: env[EDITOR_VARIABLE] });
  expect(request.editorPythons).toEqual([
    { path: mine, origin: 'the setting nativecompile.helper.python' },
    { path: other, origin: 'the choice of the Python extension' },
  ]);
  const { python } = await opened({}, true);
  expect((await python({ python: other })).detail).toContain(other);
  const unusable = await python({ python: '/nowhere/at/all' });
  expect(unusable).toMatchObject({ label: '.venv, Python 3.11.4', isProblem: true });
});

it('is none in a workspace that is not trusted', async () => {
  const initializationOptions = { isTrusted: false };
  const { codes, python } = await opened({ initializationOptions }, true);
  expect((await python({ python: '/usr/bin/python3' })).label).toBe('no packages');
  expect(codes).toEqual([]);
});
