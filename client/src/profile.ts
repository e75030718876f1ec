/**
 * The profile of the last run: heat beside the lines that took the time, and a list of them.
 *
 * Maps from: the server's hot lines. Maps to: marks in gutter and overview ruler, a few words at
 * the ends of hot lines, the view "Native Code: Hot Lines", and files for other programs. It stays
 * until it is cleared or another run is profiled; lines that were changed since lose their marks.
 */

import * as vscode from 'vscode';
import { percentText, durationText } from '../../server/src/language/profileText.js';
import {
  Method,
  type ProfiledLine,
  type ProfileFileParams,
  type ProfileFileResult,
  type ProfileParams,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { isPython, sameUri } from './editors.js';
import { heatLevels, type HeatLevel, heatOf, heatPicture } from './heat.js';
import { type HotItem, HotLinesView } from './hotLinesView.js';
import { presentLine } from './hotLinePlace.js';
import { Refusal } from './refusal.js';

const NONE: ProfileParams = { runId: '', program: '', total: 0, samples: 0, lines: [] };
/** Words at the end of a line only where it is hot; the others have their bars. */
const WORDS_FROM: HeatLevel = 2;

export function registerProfile(client: Client): vscode.Disposable[] {
  const profile = new Profile(client);
  client.onNotification(Method.profile, (params: ProfileParams) => profile.receive(params));
  return [
    profile,
    vscode.window.onDidChangeVisibleTextEditors(() => profile.draw()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => profile.edited(document)),
    command(client, 'clearProfile', () => profile.clear()),
    command(client, 'saveProfile', () => profile.save()),
    command(client, 'openHotLine', (item?: HotItem) => profile.open(item)),
    command(client, 'showHotLineAssembly', async (item?: HotItem) => {
      await profile.open(item);
      await vscode.commands.executeCommand('nativecompile.goToAssembly');
    }),
    command(client, 'fixHotLine', async (item?: HotItem) => {
      await profile.open(item, true);
      await vscode.commands.executeCommand('editor.action.quickFix');
    }),
  ];
}

class Profile implements vscode.Disposable {
  private latest = NONE;
  private readonly view = new HotLinesView();
  private readonly tree: vscode.TreeView<HotItem>;
  private readonly marks: ReadonlyMap<HeatLevel, vscode.TextEditorDecorationType>;
  private readonly words: vscode.TextEditorDecorationType;
  private redraw: NodeJS.Timeout | undefined;

  constructor(private readonly client: Client) {
    this.tree = vscode.window.createTreeView('nativecompile.hotLines', {
      treeDataProvider: this.view,
      showCollapseAll: true,
    });
    this.marks = new Map(heatLevels.map((level) => [level, heatMark(level)]));
    this.words = vscode.window.createTextEditorDecorationType({
      after: {
        color: new vscode.ThemeColor('nativecompile.executionCountForeground'),
        margin: '0 0 0 3em',
        fontStyle: 'italic',
      },
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
    });
    this.tell();
  }

  receive(params: ProfileParams): void {
    const isNew = params.runId !== this.latest.runId && params.lines.length > 0;
    this.latest = params;
    this.view.show(params);
    this.tree.message =
      params.lines.length === 0
        ? undefined
        : `${durationText(params.total)} of processor time in ${fileName(params.program)}`;
    this.tell();
    this.draw();
    if (isNew) void this.reveal();
  }

  async clear(): Promise<void> {
    this.receive(NONE);
    await this.client.request(Method.clearProfile, null);
  }

  /** Once it has moved, VS Code keeps a mark at its line; what is edited itself loses it soon. */
  edited(document: vscode.TextDocument): void {
    if (this.of(document).length === 0) return;
    clearTimeout(this.redraw);
    this.redraw = setTimeout(() => this.draw(), 300);
  }

  draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (isPython(editor.document)) this.drawEditor(editor);
    }
  }

  async open(item: HotItem | undefined, atFinding = false): Promise<void> {
    const line = item?.line ?? this.latest.lines[0];
    if (line === undefined) throw noProfile();
    if (line.uri === '') throw new Refusal(`The code of ${line.file} has no file to show.`);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(line.uri));
    const present = presentLine(linesOf(document), line.line, line.source);
    const at = Math.min(present ?? line.line, document.lineCount - 1);
    const column =
      atFinding && line.advice?.line === line.line
        ? (line.advice.column ?? 0)
        : document.lineAt(at).firstNonWhitespaceCharacterIndex;
    const place = new vscode.Position(at, column);
    const editor = await vscode.window.showTextDocument(document, {
      selection: new vscode.Range(place, place),
    });
    editor.revealRange(
      new vscode.Range(place, place),
      vscode.TextEditorRevealType.InCenterIfOutsideViewport,
    );
    if (present === null) {
      vscode.window.setStatusBarMessage('The line was changed since the profile was made', 4000);
    }
  }

  async save(): Promise<void> {
    if (this.latest.lines.length === 0) throw noProfile();
    const { program } = this.latest;
    const chosen = await vscode.window.showQuickPick(formats, {
      title: 'Save the Profile: for which program?',
    });
    if (chosen === undefined) return;
    const { text } = await this.client.request<ProfileFileParams, ProfileFileResult>(
      Method.profileFile,
      { format: chosen.format },
    );
    if (text === null) throw noProfile();
    const uri = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(program.replace(/\.py$/, '') + chosen.ending),
      title: 'Save the Profile',
    });
    if (uri === undefined) return;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const open = 'Open';
    const answer = await vscode.window.showInformationMessage(
      `The profile is in ${fileName(uri.path)}.`,
      open,
    );
    if (answer === open) await vscode.commands.executeCommand('vscode.open', uri);
  }

  dispose(): void {
    clearTimeout(this.redraw);
    this.tree.dispose();
    this.view.dispose();
    this.words.dispose();
    for (const mark of this.marks.values()) mark.dispose();
  }

  /** Shown, and without taking the keyboard from the terminal. */
  private async reveal(): Promise<void> {
    const first = this.view.getChildren()[0];
    if (first !== undefined)
      await this.tree.reveal(first, { select: true, focus: false, expand: true });
  }

  private tell(): void {
    vscode.commands.executeCommand(
      'setContext',
      'nativecompile.hasProfile',
      this.latest.lines.length > 0,
    );
  }

  private of(document: vscode.TextDocument): ProfiledLine[] {
    return this.latest.lines.filter(({ uri }) => uri !== '' && sameUri(uri, document.uri));
  }

  private drawEditor(editor: vscode.TextEditor): void {
    const { document } = editor;
    const marked = new Map<HeatLevel, vscode.DecorationOptions[]>();
    const words: vscode.DecorationOptions[] = [];
    const { total } = this.latest;
    for (const line of this.of(document)) {
      const level = heatOf(line.nanoseconds / total);
      const at = presentLine(linesOf(document), line.line, line.source);
      if (level === null || at === null) continue;
      const { range } = document.lineAt(at);
      const hoverMessage = hoverOf(line, total);
      marked.set(level, [...(marked.get(level) ?? []), { range, hoverMessage }]);
      if (level < WORDS_FROM) continue;
      const contentText = `${percentText(line.nanoseconds, total)} · ${mostOf(line)}`;
      words.push({
        range: new vscode.Range(range.end, range.end),
        renderOptions: { after: { contentText } },
      });
    }
    for (const [level, mark] of this.marks) editor.setDecorations(mark, marked.get(level) ?? []);
    editor.setDecorations(this.words, words);
  }
}

/** Beside the source there is room for what matters most; the rest is in the hover and the view. */
function mostOf({ parts, nanoseconds, summary }: ProfiledLine): string {
  if (parts.length < 3) return summary;
  return parts
    .slice(0, 2)
    .map((part) => `${percentText(part.nanoseconds, nanoseconds)} ${part.what}`)
    .join(', ');
}

const formats: readonly (vscode.QuickPickItem & {
  readonly format: ProfileFileParams['format'];
  readonly ending: string;
})[] = [
  {
    label: 'VS Code and Chrome',
    description: '.cpuprofile',
    format: 'cpuprofile',
    ending: '.cpuprofile',
  },
  {
    label: 'speedscope',
    description: '.speedscope.json',
    detail: 'for https://www.speedscope.app',
    format: 'speedscope',
    ending: '.speedscope.json',
  },
  {
    label: 'Folded stacks',
    description: '.folded',
    detail: 'for flame graphs',
    format: 'folded',
    ending: '.folded',
  },
];

const noProfile = (): Refusal =>
  new Refusal('There is no profile yet: run a program with it first.', [
    { title: 'Run and Profile', command: 'nativecompile.runAndProfile' },
  ]);

const fileName = (path: string): string => path.split('/').at(-1) ?? path;

const linesOf = (document: vscode.TextDocument) => ({
  lineCount: document.lineCount,
  textOf: (line: number) => document.lineAt(line).text,
});

function heatMark(level: HeatLevel): vscode.TextEditorDecorationType {
  const colour = new vscode.ThemeColor(`nativecompile.heat${level}`);
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    overviewRulerColor: colour,
    overviewRulerLane: level > 2 ? vscode.OverviewRulerLane.Full : vscode.OverviewRulerLane.Right,
    backgroundColor: colour,
    gutterIconSize: 'contain',
    light: { gutterIconPath: vscode.Uri.parse(heatPicture(level, 'light')) },
    dark: { gutterIconPath: vscode.Uri.parse(heatPicture(level, 'dark')) },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

function hoverOf(line: ProfiledLine, total: number): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(
    `**${percentText(line.nanoseconds, total)}** of the time of the last profile: ` +
      durationText(line.nanoseconds),
  );
  if (line.total > 1.05 * line.nanoseconds) {
    text.appendMarkdown(`, with what it calls ${durationText(line.total)}`);
  }
  for (const { what, nanoseconds } of line.parts) {
    text.appendMarkdown('\n\n');
    text.appendText(`${percentText(nanoseconds, line.nanoseconds)}  ${what}`);
  }
  if (line.advice !== null) text.appendMarkdown(`\n\n→ ${line.advice.text}`);
  return text;
}
