/**
 * What editors ask of listings beside their text: machine code to take away, tokens, outline,
 * definitions; and that nothing of it is claimed of Python files.
 */

import { testTarget } from '../harness/target.js';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { listingUri } from '../../server/src/language/listingUri.js';
import { removeFolders, temporaryFolder } from '../cli/command.js';
import { open, RpcError, startClient, stopClients } from './rawClient.js';

import { opened, textOf } from './openedDocument.js';

afterEach(stopClients);
afterAll(removeFolders);

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
