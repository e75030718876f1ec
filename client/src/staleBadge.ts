/**
 * The badge on the tab of a listing whose source has changed since. Maps from: listings. Maps to:
 * file decorations.
 */

import * as vscode from 'vscode';
import { LISTING_SCHEME } from './listingAddress.js';

const STALE: vscode.FileDecoration = {
  badge: '≠',
  tooltip: 'stale: the source has changed since this was compiled',
  color: new vscode.ThemeColor('list.warningForeground'),
};

export class StaleBadge implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly stale = new Set<string>();
  private readonly emitter = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChangeFileDecorations = this.emitter.event;
  /** After the event: VS Code asks for it when the provider is registered, and never again. */
  private readonly registration = vscode.window.registerFileDecorationProvider(this);

  set(uri: vscode.Uri, isStale: boolean): void {
    const key = uri.toString();
    if (this.stale.has(key) === isStale) return;
    if (isStale) this.stale.add(key);
    else this.stale.delete(key);
    this.emitter.fire(uri);
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== LISTING_SCHEME) return undefined;
    return this.stale.has(uri.toString()) ? STALE : undefined;
  }

  dispose(): void {
    this.registration.dispose();
    this.emitter.dispose();
  }
}
