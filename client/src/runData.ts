/**
 * Execution counts at the ends of lines, while a program runs and after it.
 *
 * Maps from: the server's run data. Maps to: decorations, shown only when they were asked for.
 * Counts of a source that has changed since are kept, struck through and named stale, until they
 * are cleared or the program runs again.
 */

import * as vscode from 'vscode';
import {
  type ClearRunDataParams,
  Method,
  type RunDataParams,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { timesText } from '../../server/src/language/countText.js';
import { isPython, sameUri } from './editors.js';
import { Refusal } from './refusal.js';

const SHOWN = 'runDataShown';
/** A line that takes its slow path more often than this is marked. */
const SLOW_SHARE = 0.05;

export function registerRunData(client: Client, memento: vscode.Memento): vscode.Disposable[] {
  const data = new RunData(client, memento);
  client.onNotification(Method.runData, (params: RunDataParams) => data.receive(params));
  return [
    data,
    vscode.window.onDidChangeVisibleTextEditors(() => data.draw()),
    vscode.window.onDidChangeActiveTextEditor(() => data.draw()),
    command(client, 'showRunData', () => data.show(true)),
    command(client, 'hideRunData', () => data.show(false)),
    command(client, 'clearRunData', () => data.clear()),
  ];
}

class RunData implements vscode.Disposable {
  private readonly latest = new Map<string, RunDataParams>();
  private readonly usual = decoration('nativecompile.executionCountForeground');
  private readonly slow = decoration('nativecompile.slowPathForeground');
  private item: vscode.LanguageStatusItem | undefined;
  private shown: boolean;

  constructor(
    private readonly client: Client,
    private readonly memento: vscode.Memento,
  ) {
    this.shown = memento.get(SHOWN, false);
    this.draw();
  }

  receive(params: RunDataParams): void {
    const key = vscode.Uri.parse(params.uri).toString();
    if (params.counts.length > 0) this.latest.set(key, params);
    else this.latest.delete(key);
    this.draw();
  }

  async show(shown: boolean): Promise<void> {
    if (this.latest.size === 0) {
      throw new Refusal('There are no execution counts yet: run a program natively first.', [
        { title: 'Run Natively', command: 'nativecompile.runNatively' },
      ]);
    }
    this.shown = shown;
    this.draw();
    await this.memento.update(SHOWN, shown);
  }

  async clear(): Promise<void> {
    this.latest.clear();
    this.draw();
    await this.client.request<ClearRunDataParams, unknown>(Method.clearRunData, {});
    // What it cleared may be out of sight, or nothing.
    vscode.window.setStatusBarMessage('Counts and findings of native runs are cleared', 4000);
  }

  draw(): void {
    const context = (key: string, value: boolean) =>
      vscode.commands.executeCommand('setContext', `nativecompile.${key}`, value);
    context('hasRunData', this.latest.size > 0);
    context(SHOWN, this.shown);
    for (const editor of vscode.window.visibleTextEditors) {
      if (isPython(editor.document)) this.drawEditor(editor);
    }
    this.describe();
  }

  dispose(): void {
    this.usual.dispose();
    this.slow.dispose();
    this.item?.dispose();
  }

  private of(document: vscode.TextDocument): RunDataParams | undefined {
    return [...this.latest.values()].find(({ uri }) => sameUri(uri, document.uri));
  }

  private drawEditor(editor: vscode.TextEditor): void {
    const data = this.shown ? this.of(editor.document) : undefined;
    const usual: vscode.DecorationOptions[] = [];
    const slow: vscode.DecorationOptions[] = [];
    for (const entry of data?.counts ?? []) {
      if (entry.line >= editor.document.lineCount || timesOf(entry) === 0) continue;
      const isSlow = (entry.slowShare ?? 0) > SLOW_SHARE;
      const { range } = editor.document.lineAt(entry.line);
      (isSlow ? slow : usual).push({
        range: new vscode.Range(range.end, range.end),
        renderOptions: {
          after: {
            contentText: `${countText(entry)}${data?.stale ? ' · stale' : ''}`,
            ...(data?.stale && { textDecoration: 'line-through' }),
          },
        },
      });
    }
    editor.setDecorations(this.usual, usual);
    editor.setDecorations(this.slow, slow);
  }

  /** Only where there is something to tell. */
  private describe(): void {
    const editor = vscode.window.activeTextEditor;
    const data = editor && this.of(editor.document);
    if (data === undefined) {
      this.item?.dispose();
      this.item = undefined;
      return;
    }
    this.item ??= vscode.languages.createLanguageStatusItem('nativecompile.runData', 'python');
    this.item.name = 'Native Compile Execution Counts';
    this.item.text = `$(pulse) Execution counts of ${data.live ? 'the program that runs' : 'the last run'}`;
    this.item.detail = data.stale ? 'stale: the source has changed since' : '';
    this.item.busy = data.live;
    this.item.command = this.shown
      ? { title: 'Hide', command: 'nativecompile.hideRunData' }
      : { title: 'Show', command: 'nativecompile.showRunData' };
  }
}

function decoration(colour: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor(colour), margin: '0 0 0 3em', fontStyle: 'italic' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
  });
}

type Count = RunDataParams['counts'][number];

/** A `def` tells how often its function was called, and not that it was made once. */
const timesOf = ({ count, calls }: Count): number => calls ?? count;

function countText(entry: Count): string {
  const { calls, slowShare } = entry;
  const times = `${calls === undefined ? '' : 'called '}${timesText(timesOf(entry))}`;
  return slowShare !== undefined && slowShare > SLOW_SHARE
    ? `${times} · ${Math.round(slowShare * 100)} % slow path`
    : times;
}
