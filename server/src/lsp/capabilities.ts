/**
 * What the server offers.
 *
 * Maps from: what the client can do. Maps to: the answer to `initialize`. The features themselves
 * are registered in the files that implement them.
 */

import {
  BulkRegistration,
  CodeActionKind,
  DefinitionRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  type InitializeResult,
  ReferencesRequest,
  SemanticTokensRegistrationType,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { LISTING_SCHEME } from '../language/listingUri.js';
import { tokenModifiers, tokenTypes } from '../language/semanticTokens.js';
import type { ClientFacts } from './client.js';
import { SOURCE } from './diagnostics.js';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.${SOURCE}`;

const semanticTokens = {
  legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
  range: true,
  full: { delta: true },
};

/**
 * What is offered for listings alone. Somebody who answers for Python files, be it with nothing,
 * keeps an editor from doing there what it does by itself: folding by indentation, marking the same
 * word.
 */
export function listingRegistrations(): BulkRegistration {
  const documentSelector = [{ scheme: LISTING_SCHEME }];
  const registrations = BulkRegistration.create();
  registrations.add(DocumentSymbolRequest.type, { documentSelector });
  registrations.add(FoldingRangeRequest.type, { documentSelector });
  registrations.add(DefinitionRequest.type, { documentSelector });
  registrations.add(ReferencesRequest.type, { documentSelector });
  registrations.add(DocumentHighlightRequest.type, { documentSelector });
  registrations.add(DocumentLinkRequest.type, { documentSelector, resolveProvider: false });
  registrations.add(SemanticTokensRegistrationType.type, { documentSelector, ...semanticTokens });
  return registrations;
}

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
      ...(client.registersListings
        ? {}
        : {
            documentSymbolProvider: true,
            foldingRangeProvider: true,
            definitionProvider: true,
            referencesProvider: true,
            documentHighlightProvider: true,
            documentLinkProvider: { resolveProvider: false },
            semanticTokensProvider: semanticTokens,
          }),
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        textDocumentContent: { schemes: [LISTING_SCHEME] },
      },
    },
  };
}
