/** Hovers, lenses and hints by settings and clients: short or full, stale, with a run's counts. */

import { defaultTarget } from '../../server/src/compiler/target/target.js';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { isRefusal } from '../../server/src/compiler/index.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import { type Analysis, analyseAtOnce } from '../../server/src/language/analysis.js';
import { codeLenses } from '../../server/src/language/codeLens.js';
import { type HoverOptions, plainText, pythonHover } from '../../server/src/language/hover.js';
import { lineHints } from '../../server/src/language/inlayHints.js';
import type { OperationData, RunData } from '../../server/src/language/runData.js';
import { sourceOf } from '../../server/src/lsp/analyser.js';
import { removeFolders } from '../cli/command.js';
import {
  change,
  diagnosticsOf,
  open,
  type RawClient,
  type StartOptions,
  save,
  startClient,
  stopClients,
} from './rawClient.js';

const service = makeCompileService();
afterEach(stopClients);
afterAll(() => {
  service.stop();
  removeFolders();
});

const uri = 'file:///hot.py';
const source = 'def dot(a, b):\n    return a[0] * b[0]\n';
const markdown = {
  textDocument: { hover: { contentFormat: ['markdown'] }, publishDiagnostics: {} },
};

interface Hover {
  readonly contents: { readonly kind: string; readonly value: string };
  readonly range?: { readonly start: { line: number; character: number } };
}

async function started(options: StartOptions): Promise<RawClient> {
  const client = await startClient({ capabilities: markdown, ...options });
  open(client, uri, source);
  await diagnosticsOf(client, uri);
  return client;
}

const hover = (client: RawClient, line: number, character: number): Promise<Hover | null> =>
  client.request('textDocument/hover', {
    textDocument: { uri },
    position: { line, character },
  });

describe('a hover', () => {
  it('waits for the first compilation', async () => {
    const client = await startClient({ capabilities: markdown });
    open(client, uri, source);
    // VS Code would not ask again at the same place, had it been told that there is nothing.
    expect((await hover(client, 1, 16))?.contents.value).toContain('BINARY_OP 5 (*)');
  });

  it('is cancelled while it waits', async () => {
    const client = await startClient({ capabilities: markdown });
    open(client, uri, source);
    const { id, answer } = client.start('textDocument/hover', {
      textDocument: { uri },
      position: { line: 1, character: 16 },
    });
    client.notify('$/cancelRequest', { id });
    expect((await answer).error?.code).toBe(-32800);
  });

  it('is one line of facts with hover.content summary', async () => {
    const client = await started({ settings: () => ({ hover: { content: 'summary' } }) });
    const shown = await hover(client, 1, 16);
    expect(shown?.contents.value).toMatch(
      new RegExp(
        String.raw`^\*\*native\*\* · [\d,]+ bytes · \d+ runtime calls` +
          String.raw`(?: out of line|, \d+ on the straight path)$`,
      ),
    );
  });

  it('has at most hover.maxRows rows and counts the others', async () => {
    const client = await started({ settings: () => ({ hover: { maxRows: 3 } }) });
    const value = (await hover(client, 1, 16))?.contents.value ?? '';
    expect(value.split('```')[1]?.trim().split('\n')).toHaveLength(1 + 3);
    expect(value).toMatch(/\n…\d+ more rows\n/);
  });

  it('is plain text for a client that shows no Markdown', async () => {
    const client = await started({ capabilities: { textDocument: { publishDiagnostics: {} } } });
    const shown = await hover(client, 1, 16);
    expect(shown?.contents.kind).toBe('plaintext');
    expect(shown?.contents.value).toMatch(/^native · /m);
    expect(shown?.contents.value).not.toContain('```');
    expect(shown?.contents.value).toContain('BINARY_OP 5 (*)');
  });

  it('has links with arguments only for a client whose links work', async () => {
    const plain = await started({});
    expect((await hover(plain, 1, 16))?.contents.value).not.toContain('command:');
    const client = await started({ initializationOptions: { commandLinks: true } });
    const value = (await hover(client, 1, 16))?.contents.value ?? '';
    const links = [...value.matchAll(/\[([^\]]+)\]\(command:([\w.]+)\?([^)]+)\)/g)].map(
      ([, title, command, args = '']) => [title, command, JSON.parse(decodeURIComponent(args))],
    );
    expect(links).toEqual([
      [
        'Show assembly',
        'nativecompile.openListing',
        [
          'nativecompile:/hot.py/dot%20%C2%B7%20x86-32' +
            `?src=${encodeURIComponent(uri)}&scope=dot&view=assembly`,
        ],
      ],
      [
        'Bytecode',
        'nativecompile.openListing',
        [
          'nativecompile:/hot.py/dot%20%C2%B7%20bytecode' +
            `?src=${encodeURIComponent(uri)}&scope=dot&view=bytecode`,
        ],
      ],
      ['Copy bytes', 'nativecompile.copyMachineCode', [{ uri, lineNumber: 2 }]],
    ]);
  });

  it('follows unsaved edits and says which state it shows', async () => {
    const client = await started({});
    change(client, uri, `# new\n${source}`, 2);
    const moved = await hover(client, 2, 16);
    expect(moved?.contents.value).toContain('BINARY_OP 5 (*)');
    expect(moved?.contents.value).toContain('stale: the state when the file was opened');
    expect(moved?.range?.start).toEqual({ line: 2, character: 11 });
    // What was typed since was never compiled.
    expect(await hover(client, 0, 3)).toBeNull();
    const from = client.received.length;
    save(client, uri);
    await diagnosticsOf(client, uri, from);
    expect((await hover(client, 2, 16))?.contents.value).not.toContain('stale');
    change(client, uri, `# new\n${source}def (\n`, 3);
    expect((await hover(client, 2, 16))?.contents.value).toContain('of save 1 in this session');
    // A save that does not compile is no state that is shown.
    const broken = client.received.length;
    save(client, uri);
    await diagnosticsOf(client, uri, broken);
    expect((await hover(client, 2, 16))?.contents.value).toContain(
      'stale: the state of save 1 in this session, before a syntax error',
    );
  });

  it('does not call a state one of a save that was compiled while somebody typed', async () => {
    const client = await started({
      settings: () => ({ compile: { trigger: 'onType', delay: 0 } }),
    });
    const from = client.received.length;
    change(client, uri, `# new\n${source}`, 2);
    await diagnosticsOf(client, uri, from);
    change(client, uri, `# new\n${source}def (\n`, 3);
    expect((await hover(client, 2, 16))?.contents.value).toContain(
      'stale: what was compiled last, between saves',
    );
  });

  it('never compiles: before the first compilation there is none', async () => {
    const client = await startClient({
      capabilities: markdown,
      settings: () => ({ compile: { trigger: 'manual' } }),
    });
    open(client, uri, source);
    expect(await hover(client, 1, 16)).toBeNull();
  });
});

describe('the counts of a run', () => {
  async function analysis(): Promise<Analysis> {
    const { bytes, source: analysed } = sourceOf(uri, source);
    const answer = await service.compile('/hot.py', bytes);
    if (answer.kind !== 'marshal') throw new Error(answer.text);
    const code = readCode(answer.code);
    const options = { target: defaultTarget, without: new Set<never>() };
    const input = { uri, version: 1, source: analysed, code, ...options };
    return analyseAtOnce({ ...input, earlier: null });
  }

  const runData: RunData = {
    lines: new Map([[2, { count: 12_345, slowShare: 0.031, types: ['int', 'float'] }]]),
    functions: new Map([['dot', 12_345]]),
    parameters: new Map([['1 dot', new Map([[0, ['list']]])]]),
    operations: new Map(),
    live: false,
    stale: false,
  };
  /** As if the product and the second item had been done the general way. */
  function noted({ functions }: Analysis): RunData {
    const dot = functions[1]?.result;
    if (dot === undefined || isRefusal(dot)) throw new Error('dot is not compiled');
    const [second, product] = ['BINARY_SUBSCR', 'BINARY_OP'].map(
      (opcode) => dot.instructions.findLast((one) => one.opcode === opcode)!.offset,
    );
    const operations = new Map<number, OperationData>([
      [product!, { executions: 12_345, slow: 383, types: ['int', 'float'] }],
      [second!, { executions: 12_345, types: ['list', 'int'] }],
    ]);
    return { ...runData, operations: new Map([['1 dot', operations]]) };
  }
  const options: HoverOptions = {
    content: 'summary',
    maxRows: 12,
    syntax: 'intel',
    stale: '',
    runData,
    links: null,
  };

  const at = async (column: number, data: (analysis: Analysis) => RunData): Promise<string> => {
    const analysed = await analysis();
    const shown = { ...options, runData: data(analysed) };
    return (await pythonHover(analysed, { line: 1, column }, shown))?.markdown ?? '';
  };

  it('are in the hover of the operation that they were noted of', async () => {
    expect(await at(16, noted)).toContain(
      'Last run: executed 12.3k× (its line) · 3.1 % on the slow path · saw int, float',
    );
    expect(await at(19, noted)).toContain('Last run: executed 12.3k× (its line) · saw list, int');
  });

  it.each([
    ['a', 11],
    ['a[0]', 12],
    ['b', 18],
  ])('are not in that of `%s`, which is a part of it', async (_, column) => {
    expect(await at(column, noted)).toMatch(/\n\nLast run: executed 12\.3k× \(its line\)$/);
  });

  it('are in the hover of the whole line with the operations that they belong to', async () => {
    expect(await at(4, noted)).toMatch(
      new RegExp(
        '\\n\\nLast run: executed 12\\.3k×\\n\\n`b\\[0\\]`: saw list, int\\n\\n' +
          '`a\\[0\\] \\* b\\[0\\]`: 3\\.1 % on the slow path · saw int, float$',
      ),
    );
  });

  it('say that they are of a run that goes on, or of another text', async () => {
    const live = { ...runData, live: true, stale: true };
    expect(await at(16, () => live)).toContain('This run: executed');
    expect(await at(16, () => live)).toContain('before the source was changed');
  });

  it('are in the hover of the definition: calls and types of parameters', async () => {
    const shown = await pythonHover(await analysis(), { line: 0, column: 5 }, options);
    expect(shown?.markdown).toContain('Last run: called 12.3k× · `a` was list');
  });

  it('are at the end of their line as a hint, and only there', async () => {
    expect(lineHints(await analysis(), runData, 1, 3)).toEqual([
      {
        line: 2,
        column: 22,
        text: '12.3k× · 3 % slow',
        tooltip: 'Executed 12.3k× in the last run; operands were int, float.',
      },
    ]);
    expect(lineHints(await analysis(), null, 1, 3)).toEqual([]);
    expect(lineHints(await analysis(), runData, 3, 9)).toEqual([]);
  });

  it('are in the lens of their function', async () => {
    const titles = codeLenses(await analysis(), runData).map(({ scope, title }) => [scope, title]);
    expect(titles).toEqual([
      ['<module>', expect.stringMatching(/^module · native · \d+ bytes · \d+ runtime calls$/)],
      ['dot', expect.stringMatching(/ · 12,345 calls$/)],
    ]);
  });
});

it('plain text keeps what Markdown escapes', () => {
  expect(plainText('**native** · 1\\.5 `a_b` · *stale: x\\_y*')).toBe(
    'native · 1.5 `a_b` · stale: x_y',
  );
});

it('lenses and hints are off until asked for, each by itself', async () => {
  const client = await started({});
  const textDocument = { uri };
  expect(await client.request('textDocument/codeLens', { textDocument })).toEqual([]);
  const lensed = await started({ settings: () => ({ codeLens: { enable: true } }) });
  const lenses = await lensed.request<{ command: { title: string } }[]>('textDocument/codeLens', {
    textDocument,
  });
  expect(lenses).toHaveLength(2);
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  expect(await lensed.request('textDocument/inlayHint', { textDocument, range })).toEqual([]);
});
