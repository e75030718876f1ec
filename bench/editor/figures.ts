/**
 * `npm run bench:editor`: the language server's figures, measured as an editor sees them.
 *
 * Starts the built server, opens modules of CPython's standard library of about 350, 2,600 and
 * 6,400 lines, edits and saves them, hovers, opens listings, cancels. Prints each figure beside its
 * goal. Wall times on a machine that does other things as well are upper bounds, so the load is
 * printed too.
 */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { command, project, removeFolders, testEnvironment } from '../../test/cli/command.js';
import { launchEnvironment } from '../../server/src/lsp/launch.js';
import {
  diagnosticsOf,
  open,
  type Published,
  RawClient,
  save,
  stopClients,
} from '../../test/lsp/rawClient.js';

const library = join(project, '.runtime', 'root', 'usr', 'lib', 'python3.11');

interface Case {
  readonly name: string;
  readonly file: string;
  /** Milliseconds, p50; p95 may be twice that. */
  readonly goal: number;
}

const cases: readonly Case[] = [
  { name: '350 lines', file: 'shlex.py', goal: 15 },
  { name: '2,600 lines', file: 'argparse.py', goal: 45 },
  { name: '6,400 lines', file: '_pydecimal.py', goal: 90 },
];

const SAVES = 40;
const HOVERS = 200;
const LISTINGS = 15;
const CANCELS = 10;
const STARTS = 7;

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly met: boolean;
  /** Processor time of server and helper for one operation; empty where it says nothing. */
  readonly processor: string;
}

const rows: Row[] = [];

function report(what: string, value: number, goal: number, unit: string, processor = ''): void {
  const measured = `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
  rows.push({ what, measured, goal: `${goal} ${unit}`, met: value <= goal, processor });
}

/**
 * Milliseconds of processor time that the server and its helper have used; the kernel counts in
 * tens.
 */
function processorTime(client: RawClient): number {
  const server = client.child.pid ?? 0;
  const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').trim();
  return [server, ...children.split(' ').map(Number)].reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return sum + 10 * (Number(fields[11]) + Number(fields[12]));
  }, 0);
}

const each = (milliseconds: number, operations: number): string =>
  `${(milliseconds / operations).toFixed(1)} ms`;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const capabilities = {
  textDocument: {
    publishDiagnostics: { versionSupport: true },
    hover: { contentFormat: ['markdown'] },
  },
};

async function started(): Promise<RawClient> {
  const client = new RawClient({ ...testEnvironment(), ...launchEnvironment });
  await client.request('initialize', { processId: process.pid, rootUri: null, capabilities });
  client.notify('initialized', {});
  await client.waitFor(
    ({ method, params }) =>
      method === 'nativecompile/status' && (params as { state: string }).state === 'ready',
  );
  return client;
}

/** A line inside of some function, to be edited so that this function alone is another one. */
function editablePlaces(lines: readonly string[]): number[] {
  const places: number[] = [];
  lines.forEach((line, index) => {
    if (/^ +return \w/.test(line)) places.push(index);
  });
  return places;
}

async function measureSaves(client: RawClient, { name, file, goal }: Case): Promise<void> {
  const path = join(library, file);
  const uri = `file://${path}`;
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  open(client, uri, text);
  await diagnosticsOf(client, uri);
  const places = editablePlaces(lines);
  const times: number[] = [];
  let used = 0;
  for (let i = 0; i < SAVES + 5; i += 1) {
    if (i === 5) used = processorTime(client);
    const version = i + 2;
    const line = places[(i * 7) % places.length] ?? 0;
    const column = /^ +return /.exec(lines[line] ?? '')?.[0].length ?? 0;
    const at = { line, character: column };
    client.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: at, end: at }, text: `${i} or ` }],
    });
    await wait(20);
    const from = client.received.length;
    const begun = performance.now();
    save(client, uri);
    await client.waitFor(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' &&
        (params as Published).uri === uri &&
        (params as Published).version === version,
      from,
    );
    // The first ones warm up what is compiled while it runs.
    if (i >= 5) times.push(performance.now() - begun);
  }
  const processor = each(processorTime(client) - used, SAVES);
  report(`save to diagnostics, ${name}, p50`, quantile(times, 0.5), goal, 'ms', processor);
  report(`save to diagnostics, ${name}, p95`, quantile(times, 0.95), 2 * goal, 'ms');
}

async function measureHovers(client: RawClient): Promise<void> {
  const times: number[] = [];
  const used = processorTime(client);
  for (const { file } of cases) {
    const path = join(library, file);
    const uri = `file://${path}`;
    const lines = readFileSync(path, 'utf8').split('\n');
    for (let i = 0; i < HOVERS; i += 1) {
      const line = Math.floor((i * 0.618 * lines.length) % lines.length);
      const text = lines[line] ?? '';
      const position = { line, character: Math.floor(text.length * ((i * 0.382) % 1)) };
      const begun = performance.now();
      await client.request('textDocument/hover', { textDocument: { uri }, position });
      if (i > 20) times.push(performance.now() - begun);
    }
  }
  const processor = each(processorTime(client) - used, HOVERS * cases.length);
  report('hover, p50', quantile(times, 0.5), 1, 'ms', processor);
  report('hover, p95', quantile(times, 0.95), 5, 'ms');
}

/** A module whose listing has about so many rows. */
async function moduleOfRows(client: RawClient, wanted: number): Promise<string> {
  const uri = 'file:///rows.py';
  const source = (functions: number): string =>
    Array.from(
      { length: functions },
      (_, i) =>
        `def f${i}(items, key):\n    total = ${i}\n    for item in items:\n        total += item[key] * ${i + 3}\n    return total\n\n\n`,
    ).join('');
  const rowsOf = async (functions: number): Promise<number> => {
    open(client, uri, source(functions));
    await diagnosticsOf(client, uri, client.received.length - 1);
    await client.request('nativecompile/compile', { uri });
    const { text } = await content(client, uri);
    return text.split('\n').length;
  };
  const few = await rowsOf(4);
  await rowsOf(Math.round((4 * wanted) / few));
  return uri;
}

const content = (client: RawClient, src: string): Promise<{ text: string }> =>
  client.request('nativecompile/content', {
    uri: `nativecompile:/listing.ncasm?src=${encodeURIComponent(src)}`,
  });

async function measureListings(client: RawClient): Promise<void> {
  const uri = await moduleOfRows(client, 15_000);
  const times: number[] = [];
  let count = 0;
  let used = 0;
  for (let i = 0; i < LISTINGS; i += 1) {
    if (i === 5) used = processorTime(client);
    const begun = performance.now();
    const { text } = await content(client, uri);
    if (i >= 5) times.push(performance.now() - begun);
    count = text.split('\n').length;
  }
  const what = `listing of ${count.toLocaleString('en-US')} rows, p50`;
  const processor = each(processorTime(client) - used, LISTINGS - 5);
  report(what, quantile(times, 0.5), 30, 'ms', processor);
  client.notify('textDocument/didClose', { textDocument: { uri } });
}

async function measureCancels(client: RawClient): Promise<void> {
  const src = `file://${join(library, '_pydecimal.py')}`;
  const times: number[] = [];
  for (let i = 0; i < CANCELS; i += 1) {
    const { id, answer } = client.start('nativecompile/content', {
      uri: `nativecompile:/listing.ncasm?src=${encodeURIComponent(src)}&view=mixed`,
    });
    await wait(15 + i);
    const begun = performance.now();
    client.notify('$/cancelRequest', { id });
    const { error } = await answer;
    if (error?.code === -32800) times.push(performance.now() - begun);
  }
  report(`cancelled request is answered, worst of ${times.length}`, Math.max(...times), 50, 'ms');
}

function residentMebibytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

async function measureMemory(client: RawClient): Promise<void> {
  const server = client.child.pid ?? 0;
  const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8');
  // After some seconds without work the server has given back what it does not need.
  await wait(9000);
  report('memory of the server, three files open', residentMebibytes(server), 110, 'MiB');
  const helper = Number(children.trim().split(' ')[0]);
  report('memory of the helper', residentMebibytes(helper), 25, 'MiB');
}

async function measureStarts(): Promise<void> {
  const bare: number[] = [];
  const ready: number[] = [];
  for (let i = 0; i < STARTS; i += 1) {
    let begun = performance.now();
    await new Promise((resolve) => {
      spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).on('exit', resolve);
    });
    bare.push(performance.now() - begun);
    begun = performance.now();
    const client = new RawClient({ ...testEnvironment(), ...launchEnvironment });
    await client.request('initialize', { processId: process.pid, rootUri: null, capabilities });
    ready.push(performance.now() - begun);
    client.child.kill('SIGKILL');
    await client.exit;
  }
  const more = quantile(ready, 0.5) - quantile(bare, 0.5);
  report("server ready, beyond bare Node's start, p50", more, 120, 'ms');
}

console.log(`server: ${command}`);
console.log(`load average at the start: ${loadavg()[0]?.toFixed(1)}`);
const client = await started();
for (const one of cases) await measureSaves(client, one);
await measureHovers(client);
await measureMemory(client);
await measureCancels(client);
await measureListings(client);
await measureStarts();
stopClients();
removeFolders();
const width = Math.max(...rows.map(({ what }) => what.length));
for (const { what, measured, goal, met, processor } of rows) {
  const used = processor === '' ? '' : `  (processor ${processor})`;
  console.log(
    `${what.padEnd(width)}  ${measured.padStart(10)}  goal ${goal.padStart(9)}  ${met ? 'met' : 'MISSED'}${used}`,
  );
}
console.log(`load average at the end: ${loadavg()[0]?.toFixed(1)}`);
