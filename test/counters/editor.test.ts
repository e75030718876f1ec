/**
 * Runs that an editor starts: counts while they go on and after it, findings, crashes, refusals.
 */

import { defaultTarget } from '../../server/src/compiler/target/target.js';
import { helperPath } from '../../server/src/helper/helperProcess.js';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { PreparedRun, RunDataParams } from '../../server/src/lsp/messages.js';
import { loadAddon } from '../../server/src/run/addon.js';
import { type EditorRequest, takeEditorRequest } from '../../server/src/run/editorRequest.js';
import { nodeCommand, testEnvironment } from '../cli/command.js';
import { patience } from '../harness/patience.mjs';
import { change, diagnosticsOf, open, save, startClient } from '../lsp/rawClient.js';
import {
  finding,
  folder,
  hover,
  type Opened,
  opened,
  removePrograms,
  runData,
  start,
  stopPrograms,
  type WireAction,
} from './editorRun.js';

afterEach(stopPrograms);
afterAll(removePrograms);

const LOOP = `def add(n):
    total = 0
    for i in range(n):
        total += i
    return total
print(add(1000))
`;

const requestIn = ({ env }: PreparedRun): EditorRequest => takeEditorRequest({ ...env });

const actionsAt = ({ client, uri }: Opened, at: object): Promise<WireAction[]> =>
  client.request('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });

/** The row of the listing that an action opens. */
async function rowShownBy({ client }: Opened, action?: WireAction): Promise<string | undefined> {
  const [address, row] = action?.command?.arguments ?? [];
  const { text } = await client.request<{ text: string }>('nativecompile/content', {
    uri: address,
  });
  return text.split('\n')[Number(row)];
}

const executions = ({ counts }: RunDataParams): [number, number][] =>
  counts.map(({ line, count }) => [line, count]);

describe('counts', () => {
  it('are told at the end, and are in hover, inlay hints and code lens', async () => {
    const document = await opened(LOOP, {
      inlayHints: { enable: true },
      codeLens: { enable: true },
    });
    const { client, uri } = document;
    const { ended, run } = await start(document);
    expect(await ended).toBe('499500\n');
    const data = await runData(document, ({ live }) => !live);
    expect(data).toMatchObject({ runId: run.runId, stale: false });
    expect(executions(data)).toEqual([
      [0, 1],
      [1, 1],
      [2, 1001],
      [3, 1000],
      [4, 1],
      [5, 1],
    ]);
    expect(await hover(document, 3, 10)).toContain('Last run: executed 1,000×');
    const hints = await client.request<{ label: string; position: object }[]>(
      'textDocument/inlayHint',
      {
        textDocument: { uri },
        range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
      },
    );
    expect(hints[3]).toMatchObject({ label: '1,000×', position: { line: 3, character: 18 } });
    const lenses = await client.request<{ command: { title: string } }[]>('textDocument/codeLens', {
      textDocument: { uri },
    });
    expect(lenses.map(({ command }) => command.title).join()).toMatch(/· 1 call\b/);
  });

  it.runIf(loadAddon() !== null)('are told while the program runs', async () => {
    const document = await opened(`import sys\n${LOOP}sys.stdin.read()\nadd(500)\n`);
    const { child, ended } = await start(document);
    const live = await runData(document, ({ counts }) =>
      counts.some(({ count }) => count === 1000),
    );
    expect(live).toMatchObject({ live: true, stale: false });
    child.stdin?.end();
    await ended;
    const last = await runData(document, (data) => !data.live);
    expect(new Map(executions(last)).get(4)).toBe(1500);
  });

  it('are told at the end where there is no addon', async () => {
    const document = await opened(LOOP, {}, { NATIVECOMPILE_NO_ADDON: '1' });
    const { ended, run } = await start(document);
    expect(requestIn(run).counterBlock).toBe('');
    await ended;
    const data = await runData(document, ({ live }) => !live);
    expect(new Map(executions(data)).get(3)).toBe(1000);
  });

  it('are stale when the source changes, and move with their lines', async () => {
    const document = await opened(LOOP);
    const { client, uri } = document;
    await (await start(document)).ended;
    await runData(document, ({ live }) => !live);
    change(client, uri, `\n${LOOP.replace('total = 0', 'total = 1')}`, 2);
    const data = await runData(document, ({ stale }) => stale);
    expect(executions(data)).toEqual([
      [3, 1001],
      [4, 1000],
      [5, 1],
      [6, 1],
    ]);
  });

  it('are forgotten when somebody says so', async () => {
    const document = await opened(LOOP);
    await (await start(document)).ended;
    await runData(document, ({ live }) => !live);
    await document.client.request('nativecompile/clearRunData', {});
    await runData(document, ({ counts }) => counts.length === 0);
    expect(await hover(document, 3, 10)).not.toContain('run:');
  });

  it('come with the types of operands and parameters, until the source changes', async () => {
    const text = `def scale(a, b=None):
    return a * 3, b
for i in range(200):
    scale(1.5)
scale('x', 2)
`;
    const document = await opened(text, { inlayHints: { enable: true } });
    const { client, uri } = document;
    await (await start(document)).ended;
    await runData(document, ({ live }) => !live);
    expect(await hover(document, 1, 12)).toContain('· saw str');
    expect(await hover(document, 0, 0)).toContain('· `a` was float, str · `b` was int, None');
    const textDocument = { uri };
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await client.request<{ tooltip: string }[]>('textDocument/inlayHint', {
      textDocument,
      range,
    });
    expect(hints.map(({ tooltip }) => tooltip).slice(0, 2)).toEqual([
      'Called 201× in the last run; a was float, str; b was int, None.',
      'Executed 201× in the last run; operands were str.',
    ]);
    const from = client.received.length;
    change(client, uri, text.replace('3', '4'), 2);
    client.notify('textDocument/didSave', { textDocument });
    await diagnosticsOf(client, uri, from);
    expect(await hover(document, 0, 0)).toMatch(/called 201× · \*before the source was changed/);
  });

  it('are of functions when lines are too much', async () => {
    const document = await opened(LOOP, { codeLens: { enable: true } });
    const { ended, run } = await start(document, { counters: 'functions' });
    expect(run.args.join(' ')).toContain('--counters functions');
    await ended;
    const data = await runData(document, ({ live }) => !live);
    expect(data.counts).toEqual([]);
    const lenses = await document.client.request<{ command: { title: string } }[]>(
      'textDocument/codeLens',
      { textDocument: { uri: document.uri } },
    );
    expect(lenses.map(({ command }) => command.title).join()).toMatch(/· 1 call\b/);
  });

  it('leave nothing behind for long where the server was killed', async () => {
    const killed = await opened('x = 1\n');
    const { run } = await start(killed);
    const left = requestIn(run).report;
    expect(existsSync(dirname(left))).toBe(true);
    killed.client.child.kill('SIGKILL');
    await killed.client.exit;
    await start(await opened('x = 1\n'));
    expect(existsSync(dirname(left))).toBe(false);
  });

  it('leave nothing behind', async () => {
    const document = await opened(LOOP);
    const { ended, run } = await start(document);
    await ended;
    await runData(document, ({ live }) => !live);
    expect(existsSync(dirname(requestIn(run).report))).toBe(false);
  });
});

describe('findings of a run', () => {
  it('NC301: an operation that sometimes leaves its fast path', async () => {
    const document = await opened(`from fractions import Fraction
def add(values):
    total = 0
    for value in values:
        total = total + value
    return total
add([1] * 5000)
add([Fraction(1)] * 200)
`);
    await (await start(document)).ended;
    const { message, severity, range } = await finding(document, 'NC301', 0);
    expect(message).toBe(
      '`total + value` left its fast path 200 of 5,200 times (saw another class, int).',
    );
    expect(severity).toBe(3);
    expect(range.start).toEqual({ line: 4, character: 16 });
    const actions = await actionsAt(document, range.start);
    expect(actions.map(({ title }) => title)).toEqual([
      'Show the assembly of add',
      'Clear what the last run told',
    ]);
    expect(await rowShownBy(document, actions[0])).toMatch(/(?:; int guard| is an int\?)$/);
  });

  it('NC302: an operation that is done the general way', async () => {
    const document = await opened(`def join(n):
    text = ''
    for i in range(n):
        other = text + text
    return other
join(20000)
`);
    await (await start(document)).ended;
    const { message, severity } = await finding(document, 'NC302', 0);
    expect(message).toMatch(
      new RegExp(
        '^`text \\+ text` took its general path 20,000 times \\(saw str\\); ' +
          'its line was executed 20,000 times\\.',
      ),
    );
    expect(severity).toBe(3);
  });

  it('NC201: annotations as the run saw the parameters, when there was one', async () => {
    const text = 'def power(a, b):\n    return a ** b\nprint(power(1.5, 2))\n';
    const document = await opened(text, { hints: { enable: true } });
    const { client, uri } = document;
    const offered = async (): Promise<WireAction[]> => {
      const actions = await client.request<WireAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: { line: 1, character: 12 }, end: { line: 1, character: 12 } },
        context: { diagnostics: [] },
      });
      return actions.filter(({ title }) => title.startsWith('Annotate'));
    };
    const [before] = await offered();
    expect(before?.disabled?.reason).toMatch(/^No run has counted lines yet/);
    expect(before?.edit).toBeUndefined();
    await (await start(document)).ended;
    await runData(document, ({ live }) => !live);
    const [offer] = await offered();
    expect(offer?.title).toBe('Annotate a: float, b: int as the last run saw');
    expect(offer?.edit?.changes[uri]?.map(({ newText }) => newText)).toEqual([': float', ': int']);
    const from = client.received.length;
    change(client, uri, text.replace('a, b', 'a: float, b: int'), 2);
    client.notify('textDocument/didSave', { textDocument: { uri } });
    const { diagnostics } = await diagnosticsOf(client, uri, from);
    expect(diagnostics.filter(({ code }) => code === 'NC201')).toEqual([]);
  });

  it('NC401: a result that differs from CPython', async () => {
    const document = await opened('import os\nprint(os.getpid())\n');
    const { child, ended } = await start(document, { verify: true });
    child.stdin?.end();
    await ended;
    const { message, severity } = await finding(document, 'NC401', 0);
    expect(message).toMatch(/^The result differs from CPython's: standard output, line \d: /);
    expect(severity).toBe(1);
  });

  it('NC402: a crash, at the expression, and nowhere else', async () => {
    const document = await opened(`import ctypes
def dot(a):
    return 1 + ctypes.string_at(a)[0]
dot(16)
`);
    const { client } = document;
    const other = `${document.uri}.other.py`;
    open(client, other, 'x = 1\n');
    await diagnosticsOf(client, other);
    await (await start(document)).ended;
    const { message, severity, range } = await finding(document, 'NC402', 0);
    expect(message).toBe(
      'SIGSEGV in `dot` while evaluating `ctypes.string_at(a)` (in what native code had called).',
    );
    expect(severity).toBe(1);
    expect(range).toEqual({ start: { line: 2, character: 15 }, end: { line: 2, character: 34 } });
    const from = client.received.length;
    change(client, other, 'x = 2\n', 2);
    client.notify('textDocument/didSave', { textDocument: { uri: other } });
    expect((await diagnosticsOf(client, other, from)).diagnostics).toEqual([]);
  });
});

it.each(['lines', 'functions', 'off'])(
  'NC402: a crash of machine code itself, at its expression, with %s counted',
  async (counters) => {
    const document = await opened(`import ctypes, nativecompile
def first(a, i):
    b = i
    return b, a[i]
nativecompile.compile(first)
items = [1]
place = ctypes.c_uint32.from_address(id(items) + 12).value
ctypes.c_uint32.from_address(place).value = 64
first(items, 0)
`);
    await (await start(document, { counters })).ended;
    const { message, range } = await finding(document, 'NC402', 0);
    expect(message).toMatch(/^SIGSEGV in `first` while evaluating `a\[i\]` \(in native code/);
    expect(message.includes('at offset')).toBe(counters === 'off');
    expect(range).toEqual({ start: { line: 3, character: 14 }, end: { line: 3, character: 18 } });
    const [show] = await actionsAt(document, range.start);
    const row = await rowShownBy(document, show);
    const offset = /at offset ([0-9a-f]+)/.exec(message)?.[1];
    // Counting changes offsets: then it is the first row of the expression.
    if (offset === undefined) expect(row).toMatch(/^ {2}[0-9a-f]{4} {2}.*; (?:a|list guard|\w+)/);
    else expect(row?.startsWith(`  ${offset}  `)).toBe(true);
  },
);

describe('a run', () => {
  it('is refused in a workspace that is not trusted', async () => {
    const client = await startClient({ initializationOptions: { isTrusted: false } });
    await expect(
      client.request('nativecompile/prepareRun', { uri: 'file:///a.py' }),
    ).rejects.toThrow('not trusted');
  });

  it('is refused for what is no file', async () => {
    const client = await startClient();
    await expect(
      client.request('nativecompile/prepareRun', { uri: 'untitled:a.py' }),
    ).rejects.toThrow('from a file');
  });

  it.each([
    ['a run', {}, ['run', '--counters', 'lines', '--target', defaultTarget]],
    ['a verified run', { verify: true }, ['verify', '--target', defaultTarget]],
  ])('%s has the command line that a person would type', async (_, params, words) => {
    const document = await opened('raise SystemExit(3)\n');
    const { run, child, ended } = await start(document, params);
    child.stdin?.end();
    await ended;
    expect([run.command, ...run.args]).toEqual([
      process.execPath,
      nodeCommand,
      ...words,
      document.path,
    ]);
  });

  it('is timed against what was saved before the last save', async () => {
    const document = await opened('print(sum(range(10)))\n');
    const { client, uri, path } = document;
    await expect(
      client.request('nativecompile/prepareRun', { uri, measure: true }),
    ).rejects.toThrow('There is no earlier save to measure against');
    const text = 'print(sum(range(20)))\n';
    writeFileSync(path, text);
    change(client, uri, text, 2);
    save(client, uri);
    // What the save has set off need not be done.
    const { run, child, ended } = await start(document, { measure: true });
    child.stdin?.end();
    const printed = await ended;
    const earlier = run.args[run.args.indexOf('--against') + 1] ?? '';
    expect(run.args.slice(1, 2)).toEqual(['bench']);
    expect(basename(earlier)).toBe(basename(path));
    expect(printed).toMatch(/^now [\d.]+ times as fast as before \(5 pairs of runs, /m);
    expect(printed).toContain('The two versions print different things.');
    await expect.poll(() => existsSync(earlier), { timeout: patience(40) }).toBe(false);
  });

  it('is like no other one, so that an editor can tell which of them has ended', async () => {
    const document = await opened('x = 1\n');
    const first = await start(document);
    await first.ended;
    await document.client.request('nativecompile/checkHelper');
    const second = await start(document);
    await second.ended;
    expect(second.run.env).not.toEqual(first.run.env);
  });

  it('shows the program the environment of any terminal', async () => {
    const text = 'import os, json\nprint(json.dumps(dict(os.environ)))\n';
    const helper = helperPath(defaultTarget);
    const document = await opened(text, { helper: { path: helper }, run: { env: { A: 'b' } } });
    const { run, ended } = await start(document);
    expect(requestIn(run).helper).toBe(helper);
    expect(JSON.parse(await ended)).toEqual({ ...testEnvironment(), A: 'b' });
    const shown = join(folder, 'environment.json');
    const written = await opened(
      `${text.replace('print(', `open(${JSON.stringify(shown)}, 'w').write(`)}`,
    );
    const verified = await start(written, { verify: true });
    verified.child.stdin?.end();
    await verified.ended;
    expect(JSON.parse(readFileSync(shown, 'utf8'))).toEqual(testEnvironment());
  });

  it('has the arguments, folder, limits and environment of the settings', async () => {
    const document = await opened(
      'import os, sys\nprint(sys.argv[1:], os.environ["COLOUR"], os.getcwd())\n',
      {
        run: {
          args: ['a b', '*'],
          env: { COLOUR: 'red' },
          cwd: tmpdir(),
          timeout: 50,
          memoryLimit: 2000,
        },
      },
    );
    const { ended, run } = await start(document);
    expect(run.args.join(' ')).toContain('--timeout 50 --memory-limit 2000');
    expect(await ended).toBe(`['a b', '*'] red ${tmpdir()}\n`);
  });
});
