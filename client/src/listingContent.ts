/**
 * The texts of listings.
 *
 * Maps from: the URI of a listing. Maps to: the text that the server gives, by
 * workspace/textDocumentContent or, where the server has not that, nativecompile/content. The
 * provider is there from activation on, so that an editor which VS Code restores waits for the
 * server instead of failing.
 */

import * as vscode from 'vscode';
import {
  type ClientCapabilities,
  type DynamicFeature,
  type FeatureState,
  type ServerCapabilities,
  type StaticFeature,
  TextDocumentContentRequest,
} from 'vscode-languageclient';
import { type ContentParams, type ContentResult, Method } from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { LISTING_SCHEME } from './listingAddress.js';

export type Feature = StaticFeature | DynamicFeature<unknown>;

/** Not its provider of listings: the one below is there before the server is. */
export function isOfLibrary(feature: Feature): boolean {
  const type = 'registrationType' in feature ? feature.registrationType.method : '';
  return type !== TextDocumentContentRequest.method;
}

export class ListingContent implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changeEmitter = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  private method: string = Method.content;
  readonly onDidChange = this.changeEmitter.event;

  constructor(private readonly client: Client) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(LISTING_SCHEME, this);
  }

  /**
   * Tells the server that its listings can be shown, and learns whether it serves them the standard
   * way.
   */
  readonly feature: StaticFeature = {
    fillClientCapabilities: (capabilities: ClientCapabilities) => {
      capabilities.workspace = {
        ...capabilities.workspace,
        textDocumentContent: { dynamicRegistration: false },
      };
    },
    initialize: (capabilities: ServerCapabilities) => {
      const standard = capabilities.workspace?.textDocumentContent !== undefined;
      this.method = standard ? TextDocumentContentRequest.method : Method.content;
    },
    getState: (): FeatureState => ({ kind: 'static' }),
    clear: () => {},
  };

  refresh(uri: vscode.Uri): void {
    this.changeEmitter.fire(uri);
  }

  /** After a restart nothing tells what has changed meanwhile. */
  refreshAll(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === LISTING_SCHEME) this.refresh(uri);
    }
  }

  async provideTextDocumentContent(
    uri: vscode.Uri,
    token: vscode.CancellationToken,
  ): Promise<string> {
    const params: ContentParams = { uri: uri.toString() };
    // The method is known once the server has answered initialize, for which every request waits.
    await this.client.ready();
    const { text } = await this.client.request<ContentParams, ContentResult>(
      this.method,
      params,
      token,
    );
    return text;
  }

  dispose(): void {
    this.registration.dispose();
    this.changeEmitter.dispose();
  }
}
