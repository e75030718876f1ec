/**
 * What the server offers.
 *
 * Maps from: what the client can do. Maps to: the answer to `initialize`. The features themselves are
 * registered in the files that implement them.
 */

import {
  CodeActionKind,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { LISTING_SCHEME } from '../language/listingUri.js';
import { tokenModifiers, tokenTypes } from '../language/semanticTokens.js';
import type { ClientFacts } from './client.js';
import { SOURCE } from './diagnostics.js';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.${SOURCE}`;

export function initializeResult(client: ClientFacts, version: string): InitializeResult {
  return {
    serverInfo: { name: SOURCE, version },
    capabilities: {
      positionEncoding: client.encoding,
      textDocumentSync: {
        openClose: true,
        change: TextDocumentSyncKind.Incremental,
        save: { includeText: false },
      },
      ...(client.pullsDiagnostics
        ? {
            diagnosticProvider: {
              identifier: SOURCE,
              interFileDependencies: false,
              workspaceDiagnostics: false,
            },
          }
        : {}),
      hoverProvider: true,
      codeLensProvider: { resolveProvider: false },
      inlayHintProvider: { resolveProvider: false },
      codeActionProvider: client.actionLiterals
        ? { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: true }
        : true,
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      documentLinkProvider: { resolveProvider: false },
      semanticTokensProvider: {
        legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
        range: true,
        full: { delta: true },
      },
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        textDocumentContent: { schemes: [LISTING_SCHEME] },
      },
    },
  };
}
