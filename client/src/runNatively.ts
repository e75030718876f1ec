/**
 * Running natively: tasks of the type `nativecompile`, in a terminal of their own.
 *
 * Maps from: a Python file and settings. Maps to: the command line that the server prepares, run by
 * VS Code as a process in a real terminal, so that input, colours, Ctrl+C and the exit code are the
 * program's own.
 */

import * as vscode from 'vscode';
import {
  Method,
  type PreparedRun,
  type PrepareRunParams,
  type RunEndedParams,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { pythonEditor } from './editors.js';
import { Refusal } from './refusal.js';
import { splitArguments } from './splitArguments.js';
import { isUsable } from './statusItem.js';
import type { EmulationOffer } from './target.js';
import { chosenPython } from './userPython.js';

const TYPE = 'nativecompile';

interface RunDefinition extends vscode.TaskDefinition {
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly target?: PrepareRunParams['target'];
  readonly tier?: PrepareRunParams['tier'];
  readonly counters?: PrepareRunParams['counters'];
  readonly verify?: boolean;
  readonly profile?: boolean;
  readonly measure?: boolean;
}

export function registerRuns(client: Client, offer: EmulationOffer): vscode.Disposable[] {
  const runs = new Runs(client, offer);
  return [
    vscode.tasks.registerTaskProvider(TYPE, runs),
    vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => runs.ended(execution, exitCode)),
    vscode.tasks.onDidStartTask(({ execution }) => runs.started(execution)),
    vscode.tasks.onDidEndTask(({ execution }) => runs.ended(execution, undefined)),
    vscode.window.onDidCloseTerminal(() => runs.terminalClosed()),
    command(client, 'runNatively', (uri?: vscode.Uri) => runs.run(uri, {})),
    command(client, 'verifyAgainstCPython', (uri?: vscode.Uri) => runs.run(uri, { verify: true })),
    command(client, 'runAndProfile', (uri?: vscode.Uri) => runs.run(uri, { profile: true })),
    // The button of the view gives what is selected in it.
    command(client, 'measureAgainstPreviousSave', (of?: unknown) =>
      runs.run(of instanceof vscode.Uri ? of : undefined, { measure: true }),
    ),
    command(client, 'runNativelyWithArguments', async (uri?: vscode.Uri) => {
      const text = await vscode.window.showInputBox({
        title: 'Run Natively',
        prompt: 'The arguments of the program. Quote those that have spaces.',
        value: runs.lastArguments,
      });
      if (text === undefined) return;
      runs.lastArguments = text;
      await runs.run(uri, { args: splitArguments(text) });
    }),
    command(client, 'stop', () => runs.stop()),
  ];
}

class Runs implements vscode.TaskProvider {
  lastArguments = '';
  private readonly running = new Map<string, vscode.TaskExecution>();
  private readonly runIds = new Map<string, string>();
  /** What is on its way to its terminal: a second click at once is no second wish. */
  private readonly starting = new Set<string>();
  /** Runs that were stopped: VS Code may say of one that it has started only afterwards. */
  private readonly stopped = new Set<string>();

  constructor(
    private readonly client: Client,
    private readonly offer: EmulationOffer,
  ) {}

  async provideTasks(): Promise<vscode.Task[]> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'python' || document.uri.scheme !== 'file') return [];
    if (this.whyNot() !== null) return [];
    const scope = vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.TaskScope.Workspace;
    const definition: RunDefinition = { type: TYPE, file: document.uri.fsPath };
    return [new vscode.Task(definition, scope, nameOf(document.uri), 'Native Compile')];
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task> {
    const definition = task.definition as RunDefinition;
    const folder = typeof task.scope === 'object' ? task.scope : undefined;
    return await this.prepare(definition, folder, task.name);
  }

  async run(uri: vscode.Uri | undefined, more: Partial<RunDefinition>): Promise<void> {
    const editor = await pythonEditor(uri);
    const { document } = editor;
    const refused = this.whyNot();
    if (refused !== null) throw new Refusal(refused);
    const file = await savedFile(document);
    const folder = vscode.workspace.getWorkspaceFolder(file);
    const definition: RunDefinition = { type: TYPE, file: file.fsPath, ...more };
    const what = JSON.stringify(definition);
    if (this.starting.has(what)) return;
    this.starting.add(what);
    try {
      if (!(await this.makeWay(definition))) return;
      const task = await this.prepare(definition, folder, nameOf(file));
      await vscode.tasks.executeTask(task);
    } finally {
      this.starting.delete(what);
    }
  }

  /**
   * Whether a run may begin: VS Code runs the same task once at a time. It would ask "Select an
   * instance to terminate" itself, with a run prepared that may never begin.
   */
  private async makeWay({ file, args, target, ...ways }: RunDefinition): Promise<boolean> {
    const isSame = ({ task: { definition } }: vscode.TaskExecution) =>
      definition.file === file &&
      definition.verify === ways.verify &&
      definition.profile === ways.profile &&
      definition.measure === ways.measure &&
      definition.target === target &&
      JSON.stringify(definition.args) === JSON.stringify(args);
    const before = [...this.running.values()].find(isSame);
    if (before === undefined) return true;
    const again = 'Stop It and Run Again';
    const chosen = await vscode.window.showWarningMessage(
      `${before.task.name} is still running.`,
      again,
    );
    if (chosen !== again) return false;
    const gone = goneFrom(before);
    this.end(before);
    await gone;
    return true;
  }

  started(execution: vscode.TaskExecution): void {
    const { task } = execution;
    if (task.definition.type !== TYPE) return;
    const key = keyOf(task);
    if (this.stopped.has(key)) {
      execution.terminate();
      return;
    }
    this.running.set(key, execution);
    this.tell();
  }

  /** @param exitCode undefined when the process never started, or was ended by a signal */
  ended({ task }: vscode.TaskExecution, exitCode: number | undefined): void {
    const key = keyOf(task);
    if (!this.running.delete(key)) return;
    const runId = this.runIds.get(key);
    this.runIds.delete(key);
    if (runId !== undefined) {
      this.client.notify<RunEndedParams>(Method.runEnded, { runId, exitCode: exitCode ?? null });
    }
    this.tell();
  }

  async stop(): Promise<void> {
    const executions = [...this.running.values()];
    if (executions.length === 0) throw new Refusal('No program runs natively now.');
    const chosen =
      executions.length === 1
        ? executions[0]
        : (
            await vscode.window.showQuickPick(
              executions.map((execution) => ({ label: execution.task.name, execution })),
              { title: 'Stop Native Run' },
            )
          )?.execution;
    if (chosen !== undefined) this.end(chosen);
  }

  private end(execution: vscode.TaskExecution): void {
    this.stopped.add(keyOf(execution.task));
    execution.terminate();
    this.ended(execution, undefined);
  }

  /** VS Code does not always say that a task has ended whose terminal went away. */
  terminalClosed(): void {
    const open = new Set(vscode.window.terminals.map(({ name }) => name));
    for (const execution of this.running.values()) {
      if (!open.has(execution.task.name)) this.ended(execution, undefined);
    }
  }

  /** Why nothing can be run, or null. */
  private whyNot(): string | null {
    if (!vscode.workspace.isTrusted) {
      return 'This folder is in Restricted Mode: its programs are compiled and shown, and not run.';
    }
    const { status } = this.client;
    if (!isUsable(status) && status.state !== 'starting') {
      return `Programs cannot be run here. ${status.detail}`;
    }
    return null;
  }

  private async prepare(
    definition: RunDefinition,
    folder: vscode.WorkspaceFolder | undefined,
    name: string,
  ): Promise<vscode.Task> {
    const { args, cwd, target, tier, counters, verify, profile, measure } = definition;
    const uri = fileUri(definition.file, folder);
    const python = await chosenPython(uri);
    const run = await this.client.request<PrepareRunParams, PreparedRun>(Method.prepareRun, {
      uri: uri.toString(),
      ...(args && { args }),
      ...(cwd && { cwd }),
      ...(target && { target }),
      ...(python && { python }),
      ...(tier && { tier }),
      ...(counters && { counters }),
      ...(verify && { verify }),
      ...(profile && { profile }),
      ...(measure && { measure }),
    });
    // Who has named a target knows what it is.
    if (target === undefined) this.offer.make(run);
    const execution = new vscode.ProcessExecution(run.command, [...run.args], {
      cwd: run.cwd,
      env: { ...run.env },
    });
    const scope = folder ?? vscode.TaskScope.Workspace;
    const task = new vscode.Task(definition, scope, name, 'Native Compile', execution, []);
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Dedicated,
      focus: true,
      echo: false,
      clear: true,
      showReuseMessage: false,
    };
    this.runIds.set(keyOf(task), run.runId);
    return task;
  }

  private tell(): void {
    const running = this.running.size > 0;
    vscode.commands.executeCommand('setContext', 'nativecompile.running', running);
  }
}

/**
 * VS Code hands back copies of tasks and executions; the environment names the run's own report, so
 * no two are equal.
 */
function keyOf(task: vscode.Task): string {
  const { execution } = task;
  return execution instanceof vscode.ProcessExecution
    ? JSON.stringify([execution.process, execution.args, execution.options?.env])
    : JSON.stringify(task.definition);
}

/** How long VS Code gets to say that a task which was ended has ended. */
const END_MS = 3_000;

/** When VS Code has no more to do with a task. */
async function goneFrom({ task }: vscode.TaskExecution): Promise<void> {
  const key = keyOf(task);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, END_MS);
    const subscription = vscode.tasks.onDidEndTask(({ execution }) => {
      if (keyOf(execution.task) === key) done();
    });
    function done(): void {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    }
  });
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.fsPath;
}

function fileUri(file: string, folder: vscode.WorkspaceFolder | undefined): vscode.Uri {
  if (file.startsWith('/')) return vscode.Uri.file(file);
  const base = folder ?? vscode.workspace.workspaceFolders?.[0];
  if (base === undefined) {
    throw new Refusal(`The file "${file}" of the task is relative, and no folder is open.`);
  }
  return vscode.Uri.joinPath(base.uri, file);
}

/** What is run is what is on the disk. */
async function savedFile(document: vscode.TextDocument): Promise<vscode.Uri> {
  const configuration = vscode.workspace.getConfiguration('nativecompile.run', document.uri);
  if (document.isUntitled) {
    const saved = await vscode.workspace.save(document.uri);
    if (saved === undefined)
      throw new Refusal('Save the file first: a program is run from a file.');
    return saved;
  }
  if (document.uri.scheme !== 'file') {
    throw new Refusal('Running needs a file on a disk; this one is in a virtual workspace.');
  }
  if (document.isDirty && configuration.get('saveBeforeRun') !== false) {
    if (!(await document.save())) throw new Refusal('The file could not be saved.');
  }
  return document.uri;
}
