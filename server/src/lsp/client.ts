/**
 * What the client can do, in the words that the server decides by.
 *
 * Maps from: the parameters of `initialize`. Maps to: plain facts. A client that says nothing gets
 * the oldest form of everything.
 */

import type { InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from './messages.js';
import { chooseEncoding, type Encoding } from './positions.js';

export interface ClientFacts {
  readonly encoding: Encoding;
  /** Of the editor, with its version; empty when it does not say. */
  readonly name: string;
  readonly isTrusted: boolean;
  readonly commandLinks: boolean;
  readonly readsFiles: boolean;
  /** Commands that may be named besides those for listings. */
  readonly commands: ReadonlySet<string>;
  readonly markdown: boolean;
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly workspaceFolders: readonly string[];
  readonly tracksFolders: boolean;
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly diagnosticVersions: boolean;
  readonly diagnosticTags: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly refreshesInlayHints: boolean;
  readonly showsProgress: boolean;
  readonly asksContent: boolean;
  readonly hierarchicalSymbols: boolean;
  /** Whether it can be told that some requests are about listings only. */
  readonly registersListings: boolean;
  readonly disabledActions: boolean;
  readonly actionLiterals: boolean;
  /** Asks for the edit of an action when somebody chose it. */
  readonly resolvesActions: boolean;
  readonly settings: unknown;
}

export function clientFacts({
  capabilities,
  clientInfo,
  initializationOptions,
  workspaceFolders,
  rootUri,
}: InitializeParams): ClientFacts {
  const { general, textDocument, workspace, window } = capabilities;
  const options: InitializationOptions =
    typeof initializationOptions === 'object' && initializationOptions !== null
      ? initializationOptions
      : {};
  const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return {
    encoding: chooseEncoding(general?.positionEncodings),
    name: [clientInfo?.name, clientInfo?.version].filter((word) => word).join(' '),
    isTrusted: options.isTrusted !== false,
    commandLinks: options.commandLinks === true,
    readsFiles: options.readsFiles === true,
    commands: new Set(Array.isArray(options.commands) ? options.commands : []),
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    answersConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    workspaceFolders: folders,
    tracksFolders: workspace?.workspaceFolders === true,
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    diagnosticVersions: textDocument?.publishDiagnostics?.versionSupport === true,
    diagnosticTags:
      textDocument?.publishDiagnostics?.tagSupport !== undefined ||
      textDocument?.diagnostic?.tagSupport !== undefined,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    showsProgress: window?.workDoneProgress === true,
    asksContent: workspace?.textDocumentContent !== undefined,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    registersListings: [
      textDocument?.documentSymbol,
      textDocument?.foldingRange,
      textDocument?.definition,
      textDocument?.references,
      textDocument?.documentHighlight,
      textDocument?.documentLink,
      textDocument?.semanticTokens,
    ].every((feature) => feature?.dynamicRegistration === true),
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    actionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    resolvesActions:
      textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true &&
      textDocument.codeAction.dataSupport === true,
    settings: options.settings,
  };
}
