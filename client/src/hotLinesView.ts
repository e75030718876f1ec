/**
 * The view "Native Code: Hot Lines": the lines by their time, under each where the time goes and
 * what would help.
 *
 * Maps from: the server's hot lines. Maps to: items of a tree. A click goes to the line.
 */

import * as vscode from 'vscode';
import { durationText, percentText } from '../../server/src/language/profileText.js';
import type { ProfiledLine, ProfileParams } from '../../server/src/lsp/messages.js';
import { heatOf } from './heat.js';

export interface HotItem {
  readonly kind: 'line' | 'part' | 'advice';
  readonly line: ProfiledLine;
  readonly rank: number;
  readonly text: string;
}

/** The rest has next to nothing of the time. */
const MOST_LINES = 50;

export class HotLinesView implements vscode.TreeDataProvider<HotItem>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private items: readonly HotItem[] = [];
  private total = 0;

  show({ lines, total }: ProfileParams): void {
    this.total = total;
    this.items = lines
      .filter(({ nanoseconds }) => heatOf(nanoseconds / total) !== null)
      .slice(0, MOST_LINES)
      .map((line, rank) => ({ kind: 'line', line, rank, text: '' }));
    this.changed.fire();
  }

  getChildren(item?: HotItem): HotItem[] {
    if (item === undefined) return [...this.items];
    if (item.kind !== 'line') return [];
    const { line, rank } = item;
    const parts = line.parts.map(
      ({ what, nanoseconds }): HotItem => ({
        kind: 'part',
        line,
        rank,
        text: `${percentText(nanoseconds, line.nanoseconds)}  ${what}`,
      }),
    );
    if (line.advice === null) return parts;
    return [...parts, { kind: 'advice', line, rank, text: line.advice.text }];
  }

  getParent(item: HotItem): HotItem | undefined {
    return item.kind === 'line' ? undefined : this.items[item.rank];
  }

  getTreeItem(item: HotItem): vscode.TreeItem {
    return item.kind === 'line' ? this.lineItem(item) : detailItem(item);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private lineItem(item: HotItem): vscode.TreeItem {
    const { line, rank } = item;
    const share = percentText(line.nanoseconds, this.total);
    const place = `${line.file.split('/').at(-1)}:${line.line + 1}`;
    const source = line.source.trim();
    const shown = new vscode.TreeItem(
      `${share}  ${place}`,
      rank === 0
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.Collapsed,
    );
    shown.id = `${line.file}:${line.line}`;
    shown.description = source || line.function;
    const level = heatOf(line.nanoseconds / this.total) ?? 1;
    shown.iconPath = new vscode.ThemeIcon(
      level > 2 ? 'flame' : 'circle-small-filled',
      new vscode.ThemeColor(level > 2 ? 'nativecompile.heatIcon' : 'icon.foreground'),
    );
    shown.tooltip = `${place} in ${line.function}: ${durationText(line.nanoseconds)}, ${line.summary}`;
    shown.accessibilityInformation = {
      label: `${share} of the time in ${place}, ${source}. ${line.summary}`,
    };
    shown.command = openLine(item);
    shown.contextValue = line.uri === '' ? 'hotLine.without' : contextOf(line);
    return shown;
  }
}

/** What can be done with a line is in the buttons that it has. */
const contextOf = ({ advice }: ProfiledLine): string =>
  advice?.code === undefined ? 'hotLine' : 'hotLine.fix';

function detailItem(item: HotItem): vscode.TreeItem {
  const shown = new vscode.TreeItem(item.text);
  shown.tooltip = item.text;
  if (item.kind === 'advice') {
    shown.iconPath = new vscode.ThemeIcon('lightbulb');
    if (item.line.advice?.code !== undefined) shown.contextValue = 'hotAdvice.fix';
  }
  shown.command = openLine(item);
  return shown;
}

const openLine = (item: HotItem): vscode.Command => ({
  title: 'Go to the Line',
  command: 'nativecompile.openHotLine',
  arguments: [item],
});
