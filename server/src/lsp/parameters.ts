/**
 * The messages that the server takes, and what their parameters have to look like.
 *
 * Maps from: a method and its parameters as they came. Maps to: what is wrong with them. A method
 * that is not here is not handled at all, so that nothing reaches a handler unchecked. Only what
 * the server uses is asked for.
 */

import { targetNames } from '../compiler/target/target.js';
import { details } from '../language/views.js';
import { codeExtents, Method } from './messages.js';
import {
  anything,
  both,
  count,
  either,
  flag,
  integer,
  list,
  optional,
  PARAMETERS,
  record,
  type Shape,
  text,
  word,
} from './shapes.js';

const position = record({ line: count, character: count });
const range = record({ start: position, end: position });
/** Our own requests take `uri`; LSP's take `textDocument`; either is taken by all. */
const document = either(record({ textDocument: record({ uri: text }) }), record({ uri: text }));
const place = both(document, record({ position }));
const folders = list(record({ uri: text }));
const identifier = either(integer, text);

/** Of what the client can do, the parts that are more than true or false. */
const capabilities = record({
  general: optional(record({ positionEncodings: optional(list(text)) })),
  textDocument: optional(
    record({
      hover: optional(record({ contentFormat: optional(list(text)) })),
      codeAction: optional(
        record({ resolveSupport: optional(record({ properties: list(text) })) }),
      ),
    }),
  ),
  workspace: optional(record({})),
  window: optional(record({})),
});

const initialize = record({
  processId: optional(count),
  rootUri: optional(text),
  workspaceFolders: optional(folders),
  clientInfo: optional(record({ name: optional(text), version: optional(text) })),
  trace: optional(text),
  capabilities,
});

const change = record({ text, range: optional(range) });

const runSettings = record({
  python: optional(text),
  args: optional(list(text)),
  cwd: optional(text),
  target: optional(word(...targetNames)),
  tier: optional(word('auto', 'baseline', 'optimized')),
  counters: optional(word('off', 'functions', 'lines')),
  verify: optional(flag),
  profile: optional(flag),
  measure: optional(flag),
});

const shapes: Readonly<Record<string, Shape>> = {
  initialize,
  initialized: anything,
  shutdown: anything,
  exit: anything,
  '$/cancelRequest': record({ id: identifier }),
  '$/setTrace': record({ value: text }),
  '$/progress': record({ token: identifier }),
  'window/workDoneProgress/cancel': record({ token: identifier }),
  'workspace/didChangeConfiguration': record({}),
  'workspace/didChangeWorkspaceFolders': record({
    event: record({ added: folders, removed: folders }),
  }),
  'workspace/textDocumentContent': document,
  'textDocument/didOpen': record({
    textDocument: record({ uri: text, languageId: text, version: integer, text }),
  }),
  'textDocument/didChange': record({
    textDocument: record({ uri: text, version: integer }),
    contentChanges: list(change),
  }),
  'textDocument/didSave': document,
  'textDocument/didClose': document,
  'textDocument/hover': place,
  'textDocument/definition': place,
  'textDocument/references': both(
    place,
    record({ context: optional(record({ includeDeclaration: optional(flag) })) }),
  ),
  'textDocument/documentHighlight': place,
  'textDocument/documentSymbol': document,
  'textDocument/foldingRange': document,
  'textDocument/documentLink': document,
  'textDocument/semanticTokens/full': document,
  'textDocument/semanticTokens/full/delta': both(document, record({ previousResultId: text })),
  'textDocument/semanticTokens/range': both(document, record({ range })),
  'textDocument/codeLens': document,
  'textDocument/inlayHint': both(document, record({ range })),
  'textDocument/diagnostic': both(document, record({ previousResultId: optional(text) })),
  'textDocument/codeAction': both(
    document,
    record({
      range,
      context: record({
        diagnostics: list(record({ source: optional(text) })),
        only: optional(list(text)),
        triggerKind: optional(integer),
      }),
    }),
  ),
  'codeAction/resolve': record({
    title: text,
    data: optional(record({ uri: text, version: integer, provider: count, id: text })),
  }),
  [Method.content]: document,
  [Method.listingMap]: document,
  [Method.restartHelper]: anything,
  [Method.checkHelper]: anything,
  [Method.functions]: place,
  [Method.machineCode]: both(document, record({ range, extent: optional(word(...codeExtents)) })),
  [Method.exportObject]: document,
  [Method.graph]: both(
    document,
    record({
      scope: optional(text),
      position: optional(position),
      detail: optional(word(...details)),
    }),
  ),
  [Method.snapshot]: both(document, record({ kind: word('pin', 'pinned', 'previous') })),
  [Method.compile]: document,
  [Method.clearRunData]: optional(record({ uri: optional(text) })),
  [Method.reproduction]: document,
  [Method.clearProfile]: anything,
  [Method.profileFile]: record({ format: word('cpuprofile', 'speedscope', 'folded') }),
  [Method.prepareRun]: both(document, runSettings),
  [Method.runPython]: both(document, record({ python: optional(text) })),
  [Method.runEnded]: record({ runId: text }),
  [Method.trust]: record({ isTrusted: flag }),
};

export const methods: readonly string[] = Object.keys(shapes);

export function isMethod(method: string): boolean {
  return Object.hasOwn(shapes, method);
}

/** A sentence about what is wrong with a message; null when nothing is. */
export function problemOf(method: string, parameters: unknown): string | null {
  const problem = shapes[method]?.(parameters, PARAMETERS) ?? null;
  return problem === null ? null : `${method}: ${problem}.`;
}
