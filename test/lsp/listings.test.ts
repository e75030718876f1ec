/**
 * Listings as virtual documents: the same text as the command line's, kept when the source breaks.
 */

import { testTarget } from '../harness/target.js';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { listingUri, parseListingUri } from '../../server/src/language/listingUri.js';
import { nativecompile, removeFolders, temporaryFolder } from '../cli/command.js';
import {
  change,
  diagnosticsOf,
  open,
  type RawClient,
  RpcError,
  save,
  startClient,
  stopClients,
} from './rawClient.js';

afterEach(stopClients);
afterAll(removeFolders);

const source = `def dot(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


def generate(n):
    try:
        yield from range(n)
    finally:
        print(f"{n} 😀")
`;

const capabilities = {
  textDocument: { publishDiagnostics: {} },
  workspace: { textDocumentContent: {} },
};

interface Opened {
  readonly client: RawClient;
  readonly path: string;
  readonly uri: string;
}

async function opened(text = source, settings?: object): Promise<Opened> {
  const path = join(temporaryFolder(), 'hot file.py');
  writeFileSync(path, text);
  const client = await startClient({
    capabilities,
    ...(settings === undefined ? {} : { settings: () => settings }),
  });
  const uri = pathToFileURL(path).href;
  open(client, uri, text);
  await diagnosticsOf(client, uri);
  return { client, path, uri };
}

const textOf = async (client: RawClient, uri: string): Promise<string> =>
  (await client.request<{ text: string }>('workspace/textDocumentContent', { uri })).text;

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

  it('explains a row that stands for others by what is under it, and what its words mean', async () => {
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
      `; STALE: closed.py cannot be read\n; STALE: what follows is the last state that compiled\n\n${shown}`,
    );
    writeFileSync(path, source.replace('a[i] * b[i]', 'a[i]'));
    expect(await textOf(client, listingUri({ src: pathToFileURL(path).href }))).toBe(shown);
    expect(await textOf(client, listingUri({ src: 'file:///not/there.py' }))).toBe(
      '; there.py cannot be read\n',
    );
    expect(await textOf(client, 'nativecompile:/x.ncasm')).toContain('names no source');
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

describe('machine code to take away', () => {
  it('is that of the selected lines', async () => {
    const { client, uri } = await opened();
    const of = async (line: number) =>
      (
        await client.request<{
          functions: { name: string; bytes: string; relocations: object[] }[];
        }>('nativecompile/machineCode', {
          uri,
          range: { start: { line, character: 0 }, end: { line, character: 0 } },
        })
      ).functions;
    const [whole] = await of(0);
    expect(whole?.name).toBe('dot');
    const parts = await of(3);
    expect(parts.length).toBeGreaterThan(0);
    for (const { name, bytes } of parts) {
      const start = 2 * Number.parseInt(/\+0x([0-9a-f]+)$/.exec(name)?.[1] ?? '0', 16);
      expect(whole?.bytes.slice(start, start + bytes.length)).toBe(bytes);
    }
    expect(await of(5)).toEqual([]);
  });

  it('is exported as an ELF object that GNU tools read', async () => {
    const { client, uri } = await opened();
    const { elf } = await client.request<{ elf: string }>('nativecompile/exportObject', { uri });
    const path = join(temporaryFolder(), 'hot.o');
    writeFileSync(path, Buffer.from(elf, 'base64'));
    const run = (tool: string, ...args: string[]) =>
      spawnSync(tool, [...args, path], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
    const read = run('readelf', '-aW');
    expect(read.stderr).toBe('');
    expect(read.stdout).toMatch(/FUNC +GLOBAL +DEFAULT +1 dot$/m);
    expect(read.stdout).toMatch(/R_(?:386|X86_64)_PC32 .* rt_binary_op(?: - 4)?$/m);
    expect(read.stdout).toMatch(/NOTYPE +GLOBAL +DEFAULT +UND dot\$const:1$/m);
    const [dot] = (
      await client.request<{ functions: { bytes: string }[] }>('nativecompile/machineCode', {
        uri,
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      })
    ).functions;
    const shown = run('objdump', '-d', '-z', '-Mintel', '--disassemble=dot').stdout;
    const bytes = [...shown.matchAll(/^ +[0-9a-f]+:\t((?:[0-9a-f]{2} )+)/gm)]
      .map(([, row = '']) => row.replaceAll(' ', ''))
      .join('');
    expect(bytes).toHaveLength(dot?.bytes.length ?? 0);
    expect(bytes.startsWith('55')).toBe(true);
    const emulation = { 'x86-32': 'elf_i386', 'x86-64': 'elf_x86_64' }[testTarget];
    const linked = join(temporaryFolder(), 'linked.o');
    const link = spawnSync('ld', ['-m', emulation, '-r', '-o', linked, path], {
      encoding: 'utf8',
    });
    expect([link.status, link.stderr]).toEqual([0, '']);
  });

  it('of a file that is not compiled is refused with a reason', async () => {
    const { client, uri } = await opened('def broken(:\n');
    const answer = client.request('nativecompile/exportObject', { uri });
    await expect(answer).rejects.toThrow(new RpcError(-32600, 'The document is not compiled.'));
  });
});

it('semantic tokens come whole, as a delta and for a range', async () => {
  const { client, uri } = await opened();
  const listing = listingUri({ src: uri, scope: 'dot', detail: 'all' });
  const text = await textOf(client, listing);
  open(client, listing, text);
  const textDocument = { uri: listing };
  const full = await client.request<{ resultId: string; data: number[] }>(
    'textDocument/semanticTokens/full',
    { textDocument },
  );
  expect(full.data.length % 5).toBe(0);
  expect(full.data.length).toBeGreaterThan(500);
  expect(
    await client.request('textDocument/semanticTokens/full/delta', {
      textDocument,
      previousResultId: full.resultId,
    }),
  ).toMatchObject({ edits: [] });
  const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
  const part = await client.request<{ data: number[] }>('textDocument/semanticTokens/range', {
    textDocument,
    range,
  });
  // Rows 3 and 4 are `push ebp` and `push ebx`: a mnemonic and a register each.
  expect(part.data).toHaveLength(20);
  expect(part.data.slice(0, 2)).toEqual([3, 8]);
});

it('outline, folding and definitions work on a listing that was served', async () => {
  const { client, uri } = await opened();
  const listing = listingUri({ src: uri, detail: 'all' });
  const text = await textOf(client, listing);
  open(client, listing, text);
  const textDocument = { uri: listing };
  const symbols = await client.request<{ name: string }[]>('textDocument/documentSymbol', {
    textDocument,
  });
  expect(symbols.map(({ name }) => name)).toEqual(['<module>', 'dot', 'generate']);
  const rows = text.split('\n');
  const jump = rows.findIndex((row) => / j\w+ +\.L\d+\.\w+/.test(row));
  const [definition] = await client.request<{ uri: string; range: { start: { line: number } } }[]>(
    'textDocument/definition',
    {
      textDocument,
      position: { line: jump, character: rows[jump]?.indexOf('.L') ?? 0 },
    },
  );
  expect(definition?.uri).toBe(listing);
  expect(rows[definition?.range.start.line ?? 0]).toBe(
    `${/\.L[\w.]+/.exec(rows[jump] ?? '')?.[0]}:`,
  );
  const product = rows.findIndex((row) => row.startsWith('; ') && row.includes('a[i] * b[i]'));
  const [place] = await client.request<{ uri: string; range: { start: { line: number } } }[]>(
    'textDocument/definition',
    { textDocument, position: { line: product, character: 2 } },
  );
  expect(place).toMatchObject({ uri, range: { start: { line: 3 } } });
});

it('what belongs to a whole function leads to its definition', async () => {
  const { client, uri } = await opened();
  const listing = listingUri({ src: uri });
  const rows = (await textOf(client, listing)).split('\n');
  const name = rows.indexOf('generate:');
  for (const row of [name - 1, name, name + 1]) {
    const found = await client.request('textDocument/definition', {
      textDocument: { uri: listing },
      position: { line: row, character: 2 },
    });
    expect(found).toMatchObject([{ uri, range: { start: { line: 7, character: 0 } } }]);
  }
});

/** Requests that are about listings alone. */
const ofListings = [
  'documentSymbol',
  'foldingRange',
  'definition',
  'references',
  'documentHighlight',
  'documentLink',
];

describe('Python files', () => {
  it.each(ofListings)('%s: nothing is claimed to be known', async (name) => {
    const { client, uri } = await opened();
    const position = { line: 0, character: 5 };
    const params = { textDocument: { uri }, position, context: {} };
    expect(await client.request(`textDocument/${name}`, params)).toBeNull();
  });

  it('are not among the documents that such requests are announced for, where that can be said', async () => {
    const dynamic = { dynamicRegistration: true };
    const client = await startClient({
      capabilities: {
        textDocument: Object.fromEntries(
          [...ofListings, 'semanticTokens'].map((name) => [name, dynamic]),
        ),
      },
    });
    const message = await client.waitFor(({ method }) => method === 'client/registerCapability');
    const { registrations } = message.params as {
      registrations: { method: string; registerOptions: { documentSelector: unknown } }[];
    };
    expect(registrations.map(({ method }) => method).sort()).toEqual(
      [...ofListings, 'semanticTokens'].map((name) => `textDocument/${name}`).sort(),
    );
    for (const { registerOptions } of registrations) {
      expect(registerOptions.documentSelector).toEqual([{ scheme: 'nativecompile' }]);
    }
  });
});
