/**
 * Listings as virtual documents: the same text as the command line's, kept when the source breaks.
 */
import { testTarget } from '../harness/target.js';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { listingUri, parseListingUri } from '../../server/src/language/listingUri.js';
import { nativecompile, removeFolders, temporaryFolder } from '../cli/command.js';
import { change, diagnosticsOf, save, startClient, stopClients } from './rawClient.js';

import { capabilities, opened, source, textOf } from './openedDocument.js';

afterEach(stopClients);
afterAll(removeFolders);

describe('the text', () => {
  it.each([
    ['asm', 'assembly'],
    ['dis', 'bytecode'],
    ['mixed', 'mixed'],
  ] as const)('%s of the command line and view=%s are the same', async (verb, view) => {
    const { client, path, uri } = await opened();
    const { stdout } = await nativecompile([verb, path]);
    expect(await textOf(client, listingUri({ src: uri, view }))).toBe(stdout);
  });

  it('can be of one function, without bytes and source, in AT&T syntax', async () => {
    const { client, path, uri } = await opened();
    const { stdout } = await nativecompile([
      'asm',
      '--syntax',
      'att',
      '--no-bytes',
      '--no-source',
      `${path}:dot`,
    ]);
    const address = {
      src: uri,
      scope: 'dot',
      view: 'assembly',
      syntax: 'att',
      bytes: false,
      source: false,
    } as const;
    expect(await textOf(client, listingUri(address))).toBe(stdout);
  });

  it('has the settings where the address says nothing', async () => {
    const { client, uri } = await opened(source, {
      view: { syntax: 'att', showBytes: false, detail: 'all' },
    });
    const text = await textOf(client, listingUri({ src: uri, scope: 'dot' }));
    expect(text).toContain('AT&T');
    expect(text).toMatch(/^ {2}0000 {2}push/m);
  });

  it('shows what a row stands for where the address has it open', async () => {
    const { client, uri } = await opened();
    const folded = (await textOf(client, listingUri({ src: uri }))).split('\n');
    const row = folded.findIndex((text) => text.includes('finds range'));
    const offset = /[0-9a-f]{4}/.exec(folded[row] ?? '')?.[0] ?? '';
    // The second function of the file; that of the first is another row.
    const open = [`1-${Number.parseInt(offset, 16).toString(16)}`];
    const unfolded = (await textOf(client, listingUri({ src: uri, open }))).split('\n');
    expect(unfolded[row]).toBe(folded[row]?.replace('▸', '▾'));
    expect(unfolded[row + 1]).toMatch(/^ {2}[0-9a-f]{4} {2}mov /);
    const count = Number(/(\d+) instructions/.exec(folded[row] ?? '')?.[1]);
    const rest = unfolded.slice(row + 1).filter((text) => text.startsWith('  '));
    expect(rest.length - folded.slice(row + 1).filter((text) => text.startsWith('  ')).length).toBe(
      count,
    );
  });

  it('explains a row that stands for others by what is under it, and its words', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({ src: uri });
    const rows = (await textOf(client, listing)).split('\n');
    const line = rows.findIndex((text) => text.includes('finds range'));
    const answer = await client.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: listing },
      position: { line, character: 10 },
    });
    const { value } = answer.contents;
    expect(value).toMatch(/ {2}[0-9a-f]{4} {2}mov /);
    expect(value).toContain('finds: a name or an attribute is looked up through a cache');
    const symbol = rows.findIndex((text) => text.includes('const:'));
    const explained = await client.request<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: listing },
      position: { line: symbol, character: (rows[symbol] ?? '').indexOf('const:') + 1 },
    });
    expect(explained.contents.value).toMatch(/const:\d`? is `/);
  });

  it('is the same for every way in which a client may write the address', async () => {
    const { client, uri } = await opened();
    const plain = listingUri({ src: uri, scope: 'dot' });
    const mark = plain.indexOf('?') + 1;
    const escaped = plain.slice(0, mark) + encodeURIComponent(plain.slice(mark));
    expect(parseListingUri(escaped)).toEqual(parseListingUri(plain));
    expect(await textOf(client, escaped)).toBe(await textOf(client, plain));
    const { text } = await client.request<{ text: string }>('nativecompile/content', {
      uri: plain,
    });
    expect(text).toBe(await textOf(client, plain));
  });

  it('of a file that is not open comes from the disk', async () => {
    const path = join(temporaryFolder(), 'closed.py');
    writeFileSync(path, source);
    const client = await startClient({ capabilities });
    const { stdout } = await nativecompile(['asm', path]);
    expect(await textOf(client, listingUri({ src: pathToFileURL(path).href }))).toBe(stdout);
    writeFileSync(path, source.replace('a[i] * b[i]', 'a[i]'));
    expect(await textOf(client, listingUri({ src: pathToFileURL(path).href }))).toContain(
      'total += a[i]\n',
    );
    const shown = await textOf(client, listingUri({ src: pathToFileURL(path).href }));
    rmSync(path);
    expect(await textOf(client, listingUri({ src: pathToFileURL(path).href }))).toBe(
      `; STALE: closed.py cannot be read\n` +
        `; STALE: what follows is the last state that compiled\n\n${shown}`,
    );
    writeFileSync(path, source.replace('a[i] * b[i]', 'a[i]'));
    expect(await textOf(client, listingUri({ src: pathToFileURL(path).href }))).toBe(shown);
    expect(await textOf(client, listingUri({ src: 'file:///not/there.py' }))).toBe(
      '; there.py cannot be read\n',
    );
    expect(await textOf(client, 'nativecompile:/x.ncasm')).toContain('names no source');
  });

  it('of a file that is on no disk comes from the client, if that reads files', async () => {
    const src = 'vscode-vfs://github/somebody/project/far.py';
    const text = '# -*- coding: latin-1 -*-\nword = "caf\xe9"\n';
    const asked: unknown[] = [];
    const answer = (params: unknown) => {
      asked.push(params);
      const { uri } = params as { uri: string };
      const bytes = uri === src ? Buffer.from(text, 'latin1').toString('base64') : null;
      return { bytes };
    };
    const client = await startClient({ capabilities, initializationOptions: { readsFiles: true } });
    client.handlers.set('nativecompile/readFile', answer);
    expect(await textOf(client, listingUri({ src }))).toContain('word = "caf\xe9"\n');
    expect(asked).toEqual([{ uri: src }]);
    for (const missing of ['file:///not/there.py', 'vscode-vfs://github/gone/there.py']) {
      expect(await textOf(client, listingUri({ src: missing }))).toBe(
        '; there.py cannot be read\n',
      );
    }
    const other = await startClient({ capabilities });
    other.handlers.set('nativecompile/readFile', answer);
    asked.length = 0;
    expect(await textOf(other, listingUri({ src }))).toBe('; far.py cannot be read\n');
    expect(asked).toEqual([]);
  });

  it('of a name that is gone says so', async () => {
    const { client, uri } = await opened();
    expect(await textOf(client, listingUri({ src: uri, scope: 'gone' }))).toBe(
      '; hot file.py has no function gone now\n',
    );
  });

  it('of an empty file is that of an empty module', async () => {
    const { client, path, uri } = await opened('');
    const { stdout } = await nativecompile(['asm', path]);
    expect(await textOf(client, listingUri({ src: uri }))).toBe(stdout);
  });
});

describe('when the source changes', () => {
  it('a new listing is announced after a save', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({ src: uri, scope: 'dot' });
    const before = await textOf(client, listing);
    const from = client.received.length;
    change(client, uri, source.replace('a[i] * b[i]', 'a[i]'), 2);
    save(client, uri);
    const { params } = await client.waitFor(
      ({ method }) => method === 'workspace/textDocumentContent/refresh',
      from,
    );
    expect(params).toEqual({ uri: listing });
    const after = await textOf(client, listing);
    expect(after).not.toBe(before);
    expect(after).toContain('total += a[i]\n');
  });

  it('after a syntax error the last good listing stays, with a banner', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({ src: uri });
    const good = await textOf(client, listing);
    const from = client.received.length;
    change(client, uri, `${source}def broken(:\n`, 2);
    save(client, uri);
    await client.waitFor(({ method }) => method === 'workspace/textDocumentContent/refresh', from);
    const [first, second, ...rest] = (await textOf(client, listing)).split('\n');
    expect(first).toMatch(/^; STALE: hot file\.py has an error in line 13: /);
    expect(second).toMatch(/^; STALE: /);
    // One empty row between the banner and the first function.
    expect(rest.slice(1).join('\n')).toBe(good);
  });

  it('a file that never compiled has a listing that says why', async () => {
    const { client, uri } = await opened('def broken(:\n');
    expect(await textOf(client, listingUri({ src: uri }))).toMatch(
      /^; hot file\.py has an error in line 1: .*\n$/,
    );
  });

  it('what CPython has no words for has the name of its exception', async () => {
    const { client, uri } = await opened(`x = ${'-'.repeat(20_000)}1\n`);
    expect(await textOf(client, listingUri({ src: uri }))).toBe(
      '; hot file.py does not compile: MemoryError\n',
    );
  });

  it('the previous save and a pinned state can be shown', async () => {
    const { client, uri } = await opened();
    const address = { src: uri, scope: 'dot' } as const;
    const first = await textOf(client, listingUri(address));
    const snapshot = (kind: string) =>
      client.request<{ text: string | null; reason?: string }>('nativecompile/snapshot', {
        uri: listingUri(address),
        kind,
      });
    expect(await snapshot('previous')).toMatchObject({ text: null });
    expect((await snapshot('pinned')).reason).toContain('pinned');
    const pinned = await snapshot('pin');
    expect(pinned.text).toBe(await textOf(client, listingUri({ ...address, revision: 'now' })));
    change(client, uri, source.replace('a[i] * b[i]', '1'), 2);
    const from = client.received.length;
    save(client, uri);
    await diagnosticsOf(client, uri, from);
    expect(await snapshot('previous')).toEqual(pinned);
    expect(await textOf(client, listingUri({ ...address, revision: 'pinned' }))).toBe(pinned.text);
    expect(await textOf(client, listingUri({ ...address, revision: 'previous' }))).toBe(
      pinned.text,
    );
    expect(await textOf(client, listingUri(address))).not.toBe(first);
  });

  it.each(['assembly', 'bytecode', 'mixed'] as const)(
    'a comparison in the %s view has no difference where nothing became something else',
    async (view) => {
      const { client, uri } = await opened();
      const side = (revision: 'previous' | 'now', scope: string | null) =>
        textOf(client, listingUri({ src: uri, scope, view, revision, detail: 'all' }));
      change(client, uri, `import sys\n\n${source.replace('total = 0', 'total = 7')}`, 2);
      const from = client.received.length;
      save(client, uri);
      await diagnosticsOf(client, uri, from);
      expect(await side('previous', 'generate')).toBe(await side('now', 'generate'));
      const [before, after] = [await side('previous', 'dot'), await side('now', 'dot')];
      expect(before).toMatch(/^; hot file\.py · dot\(a, b\) ·/);
      expect(before.split('\n')[0]).toBe(after.split('\n')[0]);
      // The constant is another one; the rest is as it was.
      const rest = (text: string, word: string) =>
        text
          .slice(text.indexOf('range(len(a))'))
          .split('\n')
          .filter((row) => !row.includes(word));
      expect(rest(before, 'const:').length).toBeGreaterThan(view === 'bytecode' ? 20 : 100);
      expect(rest(after, 'const:')).toEqual(rest(before, 'const:'));
    },
  );

  it('a comparison has the features of any listing', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({
      src: uri,
      scope: 'dot',
      view: 'mixed',
      detail: 'all',
      revision: 'now',
    });
    const rows = (await textOf(client, listing)).split('\n');
    const guard = {
      'x86-32': ['dword [eax+4]', 'opcode `81` · ModRM `78` · displacement `04`'],
      'x86-64': ['qword [rax+8]', 'REX `48` · opcode `81` · ModRM `78` · displacement `08`'],
    } as const;
    const [compared, encoded] = guard[testTarget];
    const row = rows.findIndex((text) => text.includes(`cmp   ${compared}, PyLong_Type`));
    expect(rows[row]).toMatch(/^ {8}cmp /);
    const hover = async (line: number, word: string): Promise<string> => {
      const position = { line, character: (rows[line] ?? '').indexOf(word) };
      const params = { textDocument: { uri: listing }, position };
      const answer = await client.request<{ contents: { value: string } }>(
        'textDocument/hover',
        params,
      );
      return answer.contents.value;
    };
    expect(await hover(row, 'cmp')).toContain(`${encoded} · immediate \`‹PyLong_Type›\``);
    const bytecode = rows.findIndex((text) => text.startsWith('; BINARY_OP'));
    expect(await hover(bytecode, 'BINARY_OP')).toContain('BINARY_OP');
    const map = await client.request<{ rows: { row: number; line: number }[] }>(
      'nativecompile/listingMap',
      { uri: listing },
    );
    expect(map.rows.find((one) => one.row === row)?.line).toBe(3);
  });
});

describe('the map', () => {
  interface Row {
    row: number;
    line: number | null;
    startColumn?: number;
    endColumn?: number;
    function: string;
    codeOffset: number | null;
    bytecodeOffset: number | null;
    cold: boolean;
  }

  it('ties each row with code to its expression', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({ src: uri, view: 'mixed', detail: 'all' });
    const rows = (await textOf(client, listing)).split('\n');
    const map = await client.request<{ sourceUri: string; version: number; rows: Row[] }>(
      'nativecompile/listingMap',
      { uri: listing },
    );
    expect(map).toMatchObject({ sourceUri: uri, version: 1, stale: false });
    const lines = source.split('\n');
    const texts = new Map(
      map.rows.map((row) => [
        row.row,
        lines[row.line ?? -1]?.slice(row.startColumn ?? 0, row.endColumn) ?? '',
      ]),
    );
    const multiply = rows.findIndex((text) => text.includes('BINARY_OP 5 (*)'));
    expect(texts.get(multiply)).toBe('a[i] * b[i]');
    const machine = map.rows.filter(({ codeOffset }) => codeOffset !== null);
    expect(machine).toHaveLength(rows.filter((text) => text.startsWith('  ')).length);
    expect(machine.some(({ cold }) => cold)).toBe(true);
    for (const { row, codeOffset, cold } of machine) {
      expect(rows[row]).toMatch(
        new RegExp(`^ {2}${(codeOffset ?? 0).toString(16).padStart(4, '0')} `),
      );
      // Rows after the separator are out of line, and no others.
      const start = Math.max(0, rows.lastIndexOf('', row));
      expect(rows.slice(start, row).some((text) => text.includes('── cold ──'))).toBe(cold);
    }
  });

  it('ties a row that stands for others to their line', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({ src: uri, scope: 'dot' });
    const rows = (await textOf(client, listing)).split('\n');
    const map = await client.request<{ rows: Row[] }>('nativecompile/listingMap', { uri: listing });
    const lineOf = (words: string) =>
      map.rows.find(({ row }) => row === rows.findIndex((text) => text.includes(words)));
    expect(lineOf('finds range')).toMatchObject({ line: 2, cold: false });
    expect(lineOf('out of line: subscr')).toMatchObject({ line: 3, cold: true });
  });

  it('is that of the analysed text again when what was typed is undone', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({ src: uri });
    const map = (): Promise<{ stale: boolean; rows: Row[] }> =>
      client.request('nativecompile/listingMap', { uri: listing });
    const before = await map();
    expect(before.stale).toBe(false);
    const start = { line: 2, character: 0 };
    const edit = (version: number, text: string, length: number): void => {
      const end = { line: 2, character: length };
      client.notify('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range: { start, end }, text }],
      });
    };
    for (let round = 0; round < 3; round += 1) {
      edit(2 * round + 2, 'typed', 0);
      expect((await map()).stale).toBe(true);
      edit(2 * round + 3, '', 5);
      expect(await map()).toEqual(before);
    }
  });

  it('and its listing have no error any more when that was undone', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({ src: uri });
    const before = await textOf(client, listing);
    const from = client.received.length;
    change(client, uri, `${source}def (\n`, 2);
    save(client, uri);
    await client.waitFor(({ method }) => method === 'nativecompile/contentChanged', from);
    expect(await textOf(client, listing)).toContain('STALE: ');
    const broken = client.received.length;
    change(client, uri, source, 3);
    await client.waitFor(({ method }) => method === 'nativecompile/contentChanged', broken);
    expect(await textOf(client, listing)).toBe(before);
    expect(await client.request('nativecompile/listingMap', { uri: listing })).toMatchObject({
      stale: false,
    });
  });

  it('follows unsaved edits, and leaves out what they touched', async () => {
    const { client, uri } = await opened();
    const listing = listingUri({ src: uri, scope: 'dot' });
    const mapped = async (): Promise<Set<number | null>> => {
      const { rows } = await client.request<{ rows: Row[] }>('nativecompile/listingMap', {
        uri: listing,
      });
      return new Set(rows.map(({ line }) => line));
    };
    expect(await mapped()).toEqual(new Set([null, 0, 1, 2, 3, 4]));
    const at = { line: 0, character: 0 };
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        { range: { start: at, end: at }, text: '\n\n' },
        {
          range: { start: { line: 5, character: 8 }, end: { line: 5, character: 28 } },
          text: 'pass',
        },
      ],
    });
    expect(await mapped()).toEqual(new Set([null, 2, 3, 4, 6]));
  });
});
