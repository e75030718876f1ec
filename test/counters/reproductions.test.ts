/** "Save a reproduction" at NC401 and NC402: who is offered it, and what is in it. */

import { testTarget } from '../harness/target.js';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, expect, it } from 'vitest';
import type { ReproductionResult } from '../../server/src/lsp/messages.js';
import { change, diagnosticsOf, open, startClient } from '../lsp/rawClient.js';
import {
  finding,
  type Opened,
  opened,
  removePrograms,
  start,
  stopPrograms,
  type WireAction,
} from './editorRun.js';

afterEach(stopPrograms);
afterAll(removePrograms);

const SAVE = 'nativecompile.saveReproduction';
const able = { commands: [SAVE] };

const CRASH = `import ctypes
def dot(a):
    return 1 + ctypes.string_at(a)[0]
dot(16)
`;

async function offers({ client, uri }: Opened, line: number): Promise<WireAction[]> {
  const actions = await client.request<WireAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line, character: 16 }, end: { line, character: 16 } },
    context: { diagnostics: [] },
  });
  return actions.filter(({ command }) => command?.command === SAVE);
}

const reproduction = ({ client, uri }: Opened): Promise<ReproductionResult> =>
  client.request('nativecompile/reproduction', { uri });

it('NC402: versions, command line, the signal, the source and the code around it', async () => {
  const settings = { run: { env: { API_TOKEN: 'hunter2' } } };
  const document = await opened(CRASH, settings, undefined, able);
  const { path, uri } = document;
  expect(await offers(document, 2)).toEqual([]);
  await (await start(document, { args: ['--name', "it's a `b`"] })).ended;
  await finding(document, 'NC402', 0);
  expect(await offers(document, 2)).toMatchObject([
    { title: 'Save a reproduction…', command: { command: SAVE, arguments: [uri] } },
  ]);
  const { text, fileName } = await reproduction(document);
  expect(fileName).toBe(`${basename(path, '.py')}-reproduction.md`);
  expect(text).toMatch(/^- nativecompile \d+\.\d+\.\d+$/m);
  expect(text).toMatch(new RegExp(`^- CPython 3\\.11\\.\\d+ for ${testTarget}$`, 'm'));
  expect(text).toContain(
    `nativecompile run --counters lines --target ${testTarget} ${basename(path)} --name 'it'\\''s a \`b\`'\n`,
  );
  expect(text).toContain('The program ended: killed by SIGSEGV.');
  expect(text).toContain(`NC402, ${basename(path)}:3:16: SIGSEGV in \`dot\` while evaluating`);
  expect(text).toMatch(/^nativecompile: SIGSEGV at .*, accessing /m);
  expect(text).toContain(`\`\`\`python\n${CRASH}\`\`\``);
  expect(text).toContain('## Machine code of `dot`');
  expect(text).toMatch(/^> ; 3:.*CALL 1/m);
  expect(text).toMatch(/^> {3}[0-9a-f]{4} {2}.*call +.*rt_call/m);
  // The code is the one that ran: with its counters.
  expect(text).toContain('counter:');
  for (const secret of ['hunter2', 'API_TOKEN', dirname(path), 'PATH=', '/proc/']) {
    expect(text).not.toContain(secret);
  }
});

it('NC401: what differed, and no machine code', async () => {
  const document = await opened('import os\nprint(os.getpid())\n', {}, undefined, able);
  const { child, ended } = await start(document, { verify: true, args: ['x'] });
  child.stdin?.end();
  await ended;
  await finding(document, 'NC401', 0);
  expect(await offers(document, 0)).toHaveLength(1);
  const { text } = await reproduction(document);
  expect(text).toContain(
    `nativecompile verify --target ${testTarget} ${basename(document.path)} x\n`,
  );
  expect(text).toMatch(/^standard output, line 1: interpreted "\d+", native "\d+"$/m);
  expect(text).toContain('import os\nprint(os.getpid())\n');
  expect(text).toContain('The program ended: exit status 0.');
  expect(text).not.toContain('Machine code');
});

it('of a crash in another file has both', async () => {
  const module = `lib${Math.random().toString(36).slice(2)}`;
  const document = await opened(`import ${module}\n${module}.dot(16)\n`, {}, undefined, able);
  const path = join(dirname(document.path), `${module}.py`);
  const text = CRASH.replace('dot(16)\n', '');
  writeFileSync(path, text);
  const uri = pathToFileURL(path).href;
  open(document.client, uri, text);
  await diagnosticsOf(document.client, uri);
  await (await start(document)).ended;
  const library = { ...document, uri, path };
  await finding(library, 'NC402', 0);
  const said = (await reproduction(library)).text;
  expect(said).toContain(`## \`${basename(document.path)}\``);
  expect(said).toContain(`## \`${module}.py\``);
  expect(said).toContain(
    `run --counters lines --target ${testTarget} ${basename(document.path)}\n`,
  );
  expect(said).toContain('## Machine code of `dot`');
});

it('is not offered to clients without the command, and nothing breaks there', async () => {
  for (const options of [{}, { commands: 'all' }, { commands: [7, null] }]) {
    const document = await opened(CRASH, {}, undefined, options);
    await (await start(document)).ended;
    await finding(document, 'NC402', 0);
    expect(await offers(document, 2)).toEqual([]);
  }
});

it('is refused where nothing was found, and when the source has changed since', async () => {
  const document = await opened(CRASH, {}, undefined, able);
  const { client, uri } = document;
  await expect(reproduction(document)).rejects.toThrow('found nothing here');
  await (await start(document)).ended;
  await finding(document, 'NC402', 0);
  const from = client.received.length;
  change(client, uri, CRASH.replace('16', '17'), 2);
  client.notify('textDocument/didSave', { textDocument: { uri } });
  await diagnosticsOf(client, uri, from);
  expect(await offers(document, 2)).toEqual([]);
  await expect(reproduction(document)).rejects.toThrow('was changed since');
  await client.request('nativecompile/clearRunData', {});
  await expect(reproduction(document)).rejects.toThrow('found nothing here');
  const other = await startClient();
  for (const strange of ['untitled:a.py', 'file:///nowhere.py', '']) {
    await expect(other.request('nativecompile/reproduction', { uri: strange })).rejects.toThrow();
  }
});

it('the extension has the command that it names', async () => {
  const { readFileSync } = await import('node:fs');
  const source = (name: string): string =>
    readFileSync(fileURLToPath(new URL(`../../client/src/${name}`, import.meta.url)), 'utf8');
  const named = /commands: \[([^\]]*)\]/.exec(source('client.ts'))?.[1] ?? '';
  expect(named).toContain(`'${SAVE}'`);
  expect(source('reproduction.ts')).toContain("command(client, 'saveReproduction'");
});
