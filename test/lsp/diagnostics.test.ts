/** Findings on the wire: codes, ranges, encodings, versions; pushed and pulled. */

import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { removeFolders } from '../cli/command.js';
import {
  change,
  diagnosticsOf,
  open,
  type Published,
  type RawClient,
  save,
  startClient,
  stopClients,
  type WireDiagnostic,
} from './rawClient.js';

afterEach(stopClients);
afterAll(removeFolders);

const uri = 'file:///folder/hot.py';
const push = {
  textDocument: { publishDiagnostics: { versionSupport: true, tagSupport: { valueSet: [1] } } },
};
const withoutFormat = { compile: { excludeOpcodes: ['FORMAT_VALUE'] } };

async function findings(
  text: string,
  settings: object = withoutFormat,
  capabilities: object = push,
): Promise<Published> {
  const client = await startClient({ settings: () => settings, capabilities });
  open(client, uri, text);
  return await diagnosticsOf(client, uri);
}

function place({ range: { start, end } }: WireDiagnostic): string {
  return `${start.line}:${start.character}-${end.line}:${end.character}`;
}

describe('codes', () => {
  it('NC101 names construct, opcode, places and consequence, all at once', async () => {
    const { diagnostics, version } = await findings(
      'def f(a, b):\n    x = f"{a}"\n    return f"<{b!r}>"\n',
    );
    expect(version).toBe(1);
    expect(diagnostics.map(place)).toEqual(['1:8-1:14', '2:11-2:21']);
    expect(diagnostics[0]).toMatchObject({
      code: 'NC101',
      severity: 2,
      source: 'nativecompile',
      data: { scope: 'f', opcode: 'FORMAT_VALUE' },
    });
    expect(diagnostics[0]?.message).toBe(
      '`f` continues in the interpreter here: `f"{a}"` (`FORMAT_VALUE`, 2 places) is excluded ' +
        'by the setting `compile.excludeOpcodes`.',
    );
  });

  it('NC103 tells the limit and what happens', async () => {
    const { diagnostics } = await findings('x = 1\n', { compile: { maxFileSize: 3 } });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'NC103', severity: 3 });
    expect(diagnostics[0]?.message).toContain('6 bytes');
    expect(diagnostics[0]?.message).toContain('the editor does not compile it');
  });

  it('NC001 is a hint on text that is of no use', async () => {
    const { diagnostics } = await findings('if 0:\n    x = 1\n    y = 2\nz = 3\n');
    expect(diagnostics.map(place)).toEqual(['1:4-2:9']);
    expect(diagnostics[0]).toMatchObject({ code: 'NC001', severity: 4, tags: [1] });
  });

  it('a syntax error is reported when asked for, and never else', async () => {
    const text = 'x = 1\ny = "é" +* 2\n';
    expect((await findings(text)).diagnostics).toEqual([]);
    const settings = { diagnostics: { syntaxErrors: true } };
    const { diagnostics } = await findings(text, settings);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ severity: 1, message: 'invalid syntax' });
    expect(place(diagnostics[0]!)).toBe('1:9-1:10');
    const marked = await findings('\ufeffy = "é" +* 2\n', settings);
    expect(marked.diagnostics.map(place)).toEqual(['0:10-0:11']);
  });
});

describe('an error without a place, which nobody else tells,', () => {
  const said = async (text: string): Promise<string[]> =>
    (await findings(text)).diagnostics.map(
      (diagnostic) =>
        `${place(diagnostic)} ${diagnostic.severity} ${diagnostic.code} ${diagnostic.message}`,
    );

  it.each([
    ['in code', 'x = 1\ny = \0 2\n', '1:4-1:5'],
    ['in a comment', '# a\0b\nx = 1\n', '0:3-0:4'],
    ['in a string', 'x = "é\0"\n', '0:6-0:7'],
    ['at the end', 'x = 1\n\0', '1:0-1:1'],
    ['after a byte order mark', '\ufeffx\0', '0:2-0:3'],
  ])('is that of a null byte %s', async (_, text, at) => {
    const message = 'ValueError: source code string cannot contain null bytes';
    expect(await said(text)).toEqual([`${at} 1 ValueError ${message}`]);
  });

  it('is that of too deep nesting', async () => {
    const text = `x = ${'-'.repeat(100_000)}1\n`;
    expect(await said(text)).toEqual(['0:0-0:100005 1 MemoryError MemoryError']);
  });
});

describe('settings', () => {
  it('change severities and turn codes off', async () => {
    const severity = { NC101: 'information', NC001: 'off' };
    const { diagnostics } = await findings('x = f"{1}"\nif 0:\n    y = 1\n', {
      ...withoutFormat,
      diagnostics: { severity },
    });
    expect(diagnostics.map(({ code, severity: level }) => [code, level])).toEqual([['NC101', 3]]);
  });

  it('turn everything off', async () => {
    const settings = { ...withoutFormat, diagnostics: { enable: false } };
    expect((await findings('x = f"{1}"\n', settings)).diagnostics).toEqual([]);
  });
});

describe('positions', () => {
  const text = 'é = "😀"; x = f"{é}"\n';

  it.each([
    ['utf-16', '0:14-0:20'],
    ['utf-8', '0:17-0:24'],
    ['utf-32', '0:13-0:19'],
  ])('in %s', async (encoding, expected) => {
    const { diagnostics } = await findings(text, withoutFormat, {
      ...push,
      general: { positionEncodings: [encoding] },
    });
    expect(diagnostics.map(place)).toEqual([expected]);
  });

  it('the first known encoding of the client is taken, UTF-16 without one', async () => {
    const client = await startClient();
    expect(client).toBeDefined();
    const { diagnostics } = await findings(text, withoutFormat, {
      ...push,
      general: { positionEncodings: ['utf-7', 'utf-32', 'utf-8'] },
    });
    expect(diagnostics.map(place)).toEqual(['0:13-0:19']);
  });

  it.each([
    ['CRLF', 'a = 1\r\nx = f"{a}"\r\n', '1:4-1:10'],
    ['CR alone', 'a = 1\rx = f"{a}"\r', '1:4-1:10'],
    ['a tab', 'if a:\n\tx = f"{a}"\n', '1:5-1:11'],
    ['a form feed', 'a = 1\n\f\nx = f"{a}"\n', '2:4-2:10'],
    ['no line end at the end', 'x = f"{a}"', '0:4-0:10'],
    ['a byte order mark', '\ufeffx = f"{a}"\n', '0:5-0:11'],
    ['a coding cookie', '# -*- coding: latin-1 -*-\né = 1; x = f"{é}"\n', '1:11-1:17'],
    ['characters beyond the BMP', 's = "𝒳𝒴"; x = f"{s}"\n', '0:16-0:22'],
    ['several lines', 'x = f"""\n{a}\n"""\n', '0:4-2:3'],
  ])('with %s', async (_name, source, expected) => {
    expect((await findings(source)).diagnostics.map(place)).toEqual([expected]);
  });

  it('an empty file has no findings', async () => {
    expect((await findings('')).diagnostics).toEqual([]);
  });

  it('an untitled document is compiled too', async () => {
    const client = await startClient({ settings: () => withoutFormat, capabilities: push });
    open(client, 'untitled:Untitled-1', 'x = f"{1}"\n');
    const { diagnostics } = await diagnosticsOf(client, 'untitled:Untitled-1');
    expect(diagnostics.map(place)).toEqual(['0:4-0:10']);
  });
});

describe('versions', () => {
  it('edits arrive in pieces, in the encoding that was agreed on', async () => {
    const client = await startClient({
      settings: () => withoutFormat,
      capabilities: { ...push, general: { positionEncodings: ['utf-8'] } },
    });
    open(client, uri, 'é = "😀"\r\n');
    await diagnosticsOf(client, uri);
    const from = client.received.length;
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        // After the quotes: 2 + 3 + 1 + 4 + 1 bytes.
        insertion(0, 11, '; x = f"{é}"'),
        insertion(0, 0, '\n'),
      ],
    });
    save(client, uri);
    const { diagnostics, version } = await diagnosticsOf(client, uri, from);
    expect(version).toBe(2);
    expect(diagnostics.map(place)).toEqual(['1:17-1:24']);
  });

  it('unsaved edits move findings, and drop those that they touch', async () => {
    const client = await startClient({ settings: () => withoutFormat, capabilities: push });
    open(client, uri, 'a = f"{1}"\nb = f"{2}"\n');
    await diagnosticsOf(client, uri);
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [insertion(0, 0, '# first\n'), insertion(2, 7, '22')],
    });
    const from = client.received.length;
    client.notify('workspace/didChangeConfiguration', { settings: null });
    const { diagnostics, version } = await diagnosticsOf(client, uri, from);
    expect(version).toBe(2);
    expect(diagnostics.map(place)).toEqual(['1:4-1:10']);
  });

  it('a document that is closed loses its findings, at once', async () => {
    const client = await startClient({ settings: () => withoutFormat, capabilities: push });
    open(client, uri, 'a = f"{1}"\n');
    expect((await diagnosticsOf(client, uri)).diagnostics).toHaveLength(1);
    const from = client.received.length;
    client.notify('textDocument/didClose', { textDocument: { uri } });
    expect((await diagnosticsOf(client, uri, from)).diagnostics).toEqual([]);
  });

  it('after 200 rapid edits and saves nothing stale is published', async () => {
    const client = await startClient({ settings: () => withoutFormat, capabilities: push });
    open(client, uri, sourceOfVersion(1));
    for (let version = 2; version <= 200; version += 1) {
      change(client, uri, sourceOfVersion(version), version);
      save(client, uri);
    }
    await client.waitFor(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' && (params as Published).version === 200,
    );
    const published = client.received
      .filter(({ method }) => method === 'textDocument/publishDiagnostics')
      .map(({ params }) => params as Published);
    const versions = published.map(({ version }) => version ?? 0);
    expect([...versions].sort((a, b) => a - b)).toEqual(versions);
    for (const { version, diagnostics } of published) {
      // The finding stands where that version has it, or is left out.
      expect([[], [`${version}:4-${version}:10`]]).toContainEqual(diagnostics.map(place));
    }
    expect(published.at(-1)?.diagnostics).toHaveLength(1);
    expect(client.received.filter(({ error }) => error !== undefined)).toEqual([]);
  });
});

/** The finding is on line `version` (from 0). */
const sourceOfVersion = (version: number): string => `${'# a line\n'.repeat(version)}x = f"{1}"\n`;

function insertion(line: number, character: number, text: string): object {
  const at = { line, character };
  return { range: { start: at, end: at }, text };
}

describe('pulled', () => {
  const pull = {
    textDocument: { diagnostic: {}, publishDiagnostics: {} },
    workspace: { configuration: true, diagnostics: { refreshSupport: true } },
  };

  const ask = (client: RawClient, previousResultId?: string) =>
    client.request<{ kind: string; resultId?: string; items?: WireDiagnostic[] }>(
      'textDocument/diagnostic',
      { textDocument: { uri }, ...(previousResultId === undefined ? {} : { previousResultId }) },
    );

  it('wait for the compilation, say when nothing changed, and ask for a refresh when it did', async () => {
    const client = await startClient({ settings: () => withoutFormat, capabilities: pull });
    open(client, uri, 'x = f"{1}"\n');
    const first = await ask(client);
    expect(first).toMatchObject({ kind: 'full' });
    expect(first.items?.map(place)).toEqual(['0:4-0:10']);
    expect(await ask(client, first.resultId)).toEqual({
      kind: 'unchanged',
      resultId: first.resultId,
    });
    change(client, uri, '\nx = f"{1}"\n', 2);
    const from = client.received.length;
    save(client, uri);
    await client.waitFor(({ method }) => method === 'workspace/diagnostic/refresh', from);
    const second = await ask(client, first.resultId);
    expect(second.items?.map(place)).toEqual(['1:4-1:10']);
    expect(client.received.map(({ method }) => method)).not.toContain(
      'textDocument/publishDiagnostics',
    );
  });

  it('can be cancelled while a compilation is under way', async () => {
    const client = await startClient({ settings: () => withoutFormat, capabilities: pull });
    // Seconds of work, of which the helper does little.
    open(client, uri, 'def f(): return f"{1}"\n'.repeat(20_000));
    const { id, answer } = client.start('textDocument/diagnostic', { textDocument: { uri } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.notify('$/cancelRequest', { id });
    expect((await answer).error?.code).toBe(-32800);
  });

  it('can be cancelled before they are looked at', async () => {
    const client = await startClient({ settings: () => withoutFormat, capabilities: pull });
    open(client, uri, 'def f(): return f"{1}"\n'.repeat(20_000));
    // In one piece, as they arrive at a server that has no time to read for a while.
    client.child.stdin.cork();
    const { id, answer } = client.start('textDocument/diagnostic', { textDocument: { uri } });
    client.notify('$/cancelRequest', { id });
    client.child.stdin.uncork();
    expect((await answer).error?.code).toBe(-32800);
  });
});
