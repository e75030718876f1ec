/**
 * Whose packages a native run gets: in the language status, and from the Python extension where
 * that is there.
 *
 * Maps from: the interpreter that the Python extension has chosen, and the file in the editor. Maps
 * to: a path for the server, and an item that shows what the server makes of it. Works the same
 * without that extension.
 */

import * as vscode from 'vscode';
import { Method, type RunPython, type RunPythonParams } from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';

const EXTENSION = 'ms-python.python';
const SETTING = 'nativecompile.helper.python';
/** What is on no disk cannot be run. */
const SELECTOR: vscode.DocumentSelector = { language: 'python', scheme: 'file' };
/** Finding out about an environment can take the Python extension long. */
const PATIENCE_MS = 2_000;
/** A path, not the name of an environment. */
const ABSOLUTE = /^(?:[\\/]|[A-Za-z]:[\\/])/;

/** What is used of that extension's API (its file api.ts). */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: { readonly path: string }): Promise<Environment | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

interface Environment {
  readonly executable: { readonly uri?: vscode.Uri };
  readonly environment?: { readonly folderUri: vscode.Uri };
}

export function registerUserPython(client: Client): vscode.Disposable[] {
  const item = vscode.languages.createLanguageStatusItem('nativecompile.python', SELECTOR);
  item.name = 'Native Compile Packages';
  item.text = '$(package) packages';
  item.command = {
    title: 'Choose',
    command: 'workbench.action.openSettings',
    arguments: [SETTING],
  };
  let asked = 0;
  const show = async () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme !== 'file' || client.status.state === 'starting') return;
    asked += 1;
    const mine = asked;
    const python = await chosenPython(uri);
    const params = { uri: uri.toString(), ...(python && { python }) };
    const told = await client
      .request<RunPythonParams, RunPython>(Method.runPython, params)
      .catch(() => null);
    if (told === null || mine !== asked) return;
    item.text = `$(package) ${told.label}`;
    item.detail = told.detail;
    item.severity = told.isProblem
      ? vscode.LanguageStatusSeverity.Warning
      : vscode.LanguageStatusSeverity.Information;
  };
  const soon = () => void show();
  soon();
  let subscription: vscode.Disposable | undefined;
  void pythonApi().then((api) => {
    subscription = api?.environments.onDidChangeActiveEnvironmentPath(soon);
  });
  return [
    item,
    { dispose: () => subscription?.dispose() },
    client.onStatus(soon),
    vscode.window.onDidChangeActiveTextEditor(soon),
    vscode.workspace.onDidGrantWorkspaceTrust(soon),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) soon();
    }),
  ];
}

/**
 * The environment or the program that is chosen for a file in the Python extension; undefined where
 * there is none.
 */
export async function chosenPython(resource: vscode.Uri): Promise<string | undefined> {
  const api = await pythonApi();
  if (api === undefined) return undefined;
  try {
    const active = api.environments.getActiveEnvironmentPath(resource);
    const found = await withinTime(api.environments.resolveEnvironment(active));
    const path =
      found?.environment?.folderUri.fsPath ?? found?.executable.uri?.fsPath ?? active.path;
    return ABSOLUTE.test(path) ? path : undefined;
  } catch {
    // What it cannot tell, nobody has chosen.
    return undefined;
  }
}

async function pythonApi(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<unknown>(EXTENSION);
  try {
    const api: unknown = extension && (await withinTime(Promise.resolve(extension.activate())));
    return isApi(api) ? api : undefined;
  } catch {
    return undefined;
  }
}

function isApi(api: unknown): api is PythonApi {
  const environments = (api as Partial<PythonApi> | undefined | null)?.environments;
  return (
    typeof environments?.getActiveEnvironmentPath === 'function' &&
    typeof environments.resolveEnvironment === 'function' &&
    typeof environments.onDidChangeActiveEnvironmentPath === 'function'
  );
}

async function withinTime<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
