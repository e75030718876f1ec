/** A client, a document in a file, and its run as a terminal would do it; for tests. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PreparedRun, RunDataParams } from '../../server/src/lsp/messages.js';
import { removeFolders, testEnvironment } from '../cli/command.js';
import { diagnosticsOf, open, type RawClient, startClient, stopClients } from '../lsp/rawClient.js';

export const folder = mkdtempSync(join(tmpdir(), 'nc-counters-'));
const programs: ChildProcess[] = [];

/** For `afterEach`. */
export function stopPrograms(): void {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  stopClients();
}

/** For `afterAll`. */
export function removePrograms(): void {
  rmSync(folder, { recursive: true });
  removeFolders();
}

const capabilities = {
  textDocument: {
    publishDiagnostics: { versionSupport: true },
    hover: { contentFormat: ['markdown'] },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
      disabledSupport: true,
    },
  },
};

export interface Opened {
  readonly client: RawClient;
  readonly uri: string;
  readonly path: string;
}

export async function opened(
  text: string,
  settings: object = {},
  env?: NodeJS.ProcessEnv,
  initializationOptions: object = {
    commands: ['nativecompile.openListing', 'nativecompile.clearRunData'],
  },
): Promise<Opened> {
  const path = join(folder, `program${Math.random().toString(36).slice(2)}.py`);
  writeFileSync(path, text);
  const uri = pathToFileURL(path).href;
  const client = await startClient({
    settings: () => settings,
    capabilities,
    initializationOptions,
    ...(env === undefined ? {} : { env: { ...testEnvironment(), ...env } }),
  });
  open(client, uri, text);
  await diagnosticsOf(client, uri);
  return { client, uri, path };
}

/** Starts what the server prepared, as a terminal would. */
export async function start({ client, uri }: Opened, more: object = {}): Promise<Started> {
  const run = await client.request<PreparedRun>('nativecompile/prepareRun', { uri, ...more });
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    env: { ...testEnvironment(), ...run.env },
  });
  programs.push(child);
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    stdout += part;
  });
  const ended = new Promise<string>((resolve) => {
    child.on('close', (exitCode, signal) => {
      client.notify('nativecompile/runEnded', { runId: run.runId, exitCode, signal });
      resolve(stdout);
    });
  });
  return { run, child, ended };
}

export interface Started {
  readonly run: PreparedRun;
  readonly child: ChildProcess;
  readonly ended: Promise<string>;
}

export async function runData(
  { client, uri }: Opened,
  wanted: (data: RunDataParams) => boolean,
  from = 0,
): Promise<RunDataParams> {
  const message = await client.waitFor(({ method, params }) => {
    const data = params as RunDataParams;
    return method === 'nativecompile/runData' && data.uri === uri && wanted(data);
  }, from);
  return message.params as RunDataParams;
}

export async function hover(
  { client, uri }: Opened,
  line: number,
  character: number,
): Promise<string> {
  const answer = await client.request<{ contents: { value: string } } | null>(
    'textDocument/hover',
    { textDocument: { uri }, position: { line, character } },
  );
  return answer?.contents.value ?? '';
}

export async function finding(document: Opened, code: string, from: number): Promise<WireFinding> {
  const message = await document.client.waitFor(({ method, params }) => {
    const { uri, diagnostics } = params as { uri: string; diagnostics: WireFinding[] };
    return (
      method === 'textDocument/publishDiagnostics' &&
      uri === document.uri &&
      diagnostics.some((one) => one.code === code)
    );
  }, from);
  const { diagnostics } = message.params as { diagnostics: WireFinding[] };
  return diagnostics.find((one) => one.code === code)!;
}

export interface WireAction {
  readonly title: string;
  readonly disabled?: { readonly reason: string };
  readonly edit?: { readonly changes: Readonly<Record<string, readonly { newText: string }[]>> };
  readonly command?: { readonly command: string; readonly arguments?: readonly unknown[] };
}

export interface WireFinding {
  readonly code: string;
  readonly severity: number;
  readonly message: string;
  readonly range: { start: { line: number; character: number }; end: object };
}
