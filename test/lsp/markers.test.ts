/** Every language feature, at the places that markers in the files of `markers/` point at. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenTypes } from '../../server/src/language/semanticTokens.js';
import { removeFolders } from '../cli/command.js';
import { type Marker, type MarkedFile, parseMarkers } from './markerFile.js';
import {
  diagnosticsOf,
  open,
  type RawClient,
  startClient,
  stopClients,
  type WireDiagnostic,
} from './rawClient.js';

const folder = fileURLToPath(new URL('markers', import.meta.url));

interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}
interface Symbol {
  name: string;
  selectionRange: Range;
  children?: Symbol[];
}

/** What the server says of a whole document. */
interface Answers {
  readonly client: RawClient;
  readonly uri: string;
  readonly lines: readonly string[];
  readonly diagnostics: readonly WireDiagnostic[];
  readonly lenses: readonly { range: Range; command: object }[];
  readonly symbols: readonly Symbol[];
  readonly folds: readonly { startLine: number; endLine: number }[];
  readonly links: readonly { range: Range; target: string }[];
  readonly tokens: readonly { line: number; start: number; end: number; type: string }[];
}

const capabilities = {
  workspace: { configuration: true },
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: {},
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
};

async function ask(file: MarkedFile, name: string): Promise<Answers> {
  const client = await startClient({
    settings: () => file.settings,
    capabilities,
    initializationOptions: { commands: ['nativecompile.openListing'] },
  });
  const isListing = name.endsWith('.ncasm');
  const uri = isListing
    ? `nativecompile:/${name}?src=${encodeURIComponent('file:///hot.py')}`
    : `file:///markers/${name}`;
  open(client, uri, file.text);
  const textDocument = { uri };
  const about = <T>(method: string): Promise<T> =>
    client.request<T>(`textDocument/${method}`, { textDocument });
  const { data } = isListing
    ? await about<{ data: number[] }>('semanticTokens/full')
    : { data: [] as number[] };
  return {
    client,
    uri,
    lines: file.text.split('\n'),
    diagnostics: isListing ? [] : (await diagnosticsOf(client, uri)).diagnostics,
    lenses: await about('codeLens'),
    symbols: await about('documentSymbol'),
    folds: await about('foldingRange'),
    links: await about('documentLink'),
    tokens: decodeTokens(data),
  };
}

function decodeTokens(data: readonly number[]): Answers['tokens'] {
  const tokens: { line: number; start: number; end: number; type: string }[] = [];
  let line = 0;
  let start = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [lines = 0, columns = 0, length = 0, type = 0] = data.slice(i, i + 4);
    line += lines;
    start = lines === 0 ? start + columns : columns;
    tokens.push({ line, start, end: start + length, type: tokenTypes[type] ?? '' });
  }
  return tokens;
}

const holds = ({ start, end }: Range, { line, column }: Marker): boolean =>
  (line > start.line || (line === start.line && column >= start.character)) &&
  (line < end.line || (line === end.line && column <= end.character));

/** What a feature answers at a marker, as texts in which the claimed ones are looked for. */
async function answer(feature: string, answers: Answers, marker: Marker): Promise<string[]> {
  const { client, uri, lines } = answers;
  const { line, column } = marker;
  const params = { textDocument: { uri }, position: { line, character: column } };
  switch (feature) {
    case 'hover':
    case 'nohover': {
      const hover = await client.request<{ contents: { value: string } } | null>(
        'textDocument/hover',
        params,
      );
      return hover === null ? [] : [hover.contents.value];
    }
    case 'lens':
      return answers.lenses
        .filter(({ range }) => range.start.line === line)
        .map(({ command }) => JSON.stringify(command));
    case 'finding':
      return answers.diagnostics
        .filter(({ range }) => holds(range, marker))
        .map(({ code, message }) => `${code} ${message}`);
    case 'action': {
      const range = { start: params.position, end: params.position };
      const actions = await client.request<{ title: string }[]>('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: answers.diagnostics.filter((one) => holds(one.range, marker)) },
      });
      return actions.map(({ title }) => title);
    }
    case 'symbol':
      return answers.symbols
        .flatMap((symbol) => [symbol, ...(symbol.children ?? [])])
        .filter(({ selectionRange }) => selectionRange.start.line === line)
        .map(({ name }) => name);
    case 'fold':
      return answers.folds.filter(({ startLine }) => startLine === line).map(() => 'folds');
    case 'link':
      return answers.links
        .filter(({ range }) => holds(range, marker))
        .map(({ target }) => `${Number(target.split('#L')[1]) - 1}`);
    case 'token':
      return answers.tokens
        .filter((token) => token.line === line && token.start <= column && column < token.end)
        .map(({ type }) => type);
    case 'definition': {
      const found = await client.request<{ range: Range }[]>('textDocument/definition', params);
      return found.map(({ range }) => lines[range.start.line] ?? '');
    }
    case 'references': {
      const found = await client.request<unknown[]>('textDocument/references', {
        ...params,
        context: { includeDeclaration: false },
      });
      return [String(found.length)];
    }
    case 'highlight': {
      const found = await client.request<{ kind: number }[]>(
        'textDocument/documentHighlight',
        params,
      );
      return [`${found.length}: ${found.map(({ kind }) => (kind === 3 ? 'W' : 'R')).join(' ')}`];
    }
  }
  throw new Error(`there is no feature ${feature}`);
}

afterAll(() => {
  stopClients();
  removeFolders();
});

describe.each(readdirSync(folder))('%s', (name) => {
  const file = parseMarkers(readFileSync(join(folder, name), 'utf8'));
  let answers: Answers;
  beforeAll(async () => {
    answers = await ask(file, name);
  });

  const cases = file.markers.flatMap((marker) =>
    marker.claims.map((claim) => ({
      title: `line ${marker.markerLine}: ${claim.isNegated ? 'no ' : ''}${claim.feature}(${claim.texts.join(' | ')})`,
      marker,
      claim,
    })),
  );

  it.each(cases)('$title', async ({ marker, claim: { feature, isNegated, texts } }) => {
    const found = await answer(feature, answers, marker);
    if (feature === 'nohover') {
      expect(found).toEqual([]);
    } else if (isNegated) {
      for (const text of texts) expect(found.join('\n')).not.toContain(text);
    } else {
      expect(found.length).toBeGreaterThan(0);
      for (const text of texts) expect(found.join('\n')).toContain(text);
    }
  });
});
