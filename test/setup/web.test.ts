/**
 * Bundles for browsers: nothing of Node.js is in them, and what stands in for files of the server
 * and of the extension fits.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as clientMachine from '../../client/src/machine.js';
import type * as webClientMachine from '../../client/src/web/machine.js';
import { buildWeb, buildWebClient } from '../../scripts/buildWeb.mjs';
import type * as machine from '../../server/src/lsp/machine.js';
import type * as webMachine from '../../server/src/web/machine.js';
import { sha256 } from '../../server/src/web/sha256.js';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = mkdtempSync(join(tmpdir(), 'nativecompile-web-'));
let inputs: readonly { readonly path: string; readonly imports: readonly string[] }[] = [];

beforeAll(async () => {
  const client = buildWebClient({ file: join(folder, 'extension.js'), minify: true });
  const built = [...(await buildWeb({ folder, minify: true })), await client];
  inputs = built.flatMap((one) =>
    Object.entries(one.inputs).map(([path, about]) => ({
      path,
      imports: about.imports
        // What a bundle has of its own for all its files counts as external in each.
        .filter(
          ({ external, path: name }) =>
            external && !/web\/buffer\.ts$|^<runtime>$|^vscode$/.test(name),
        )
        .map(({ path: name }) => name),
    })),
  );
}, 120_000);

/** What stands in for the machine has its names and types; otherwise this does not compile. */
const machineOfBrowsers: (found: typeof webMachine) => typeof machine = (found) => found;
void machineOfBrowsers;
const clientMachineOfBrowsers: (found: typeof webClientMachine) => typeof clientMachine = (found) =>
  found;
void clientMachineOfBrowsers;

afterAll(() => rmSync(folder, { recursive: true }));

it('ask for no other file, and for no module of Node.js', () => {
  expect(inputs.length).toBeGreaterThan(200);
  expect(inputs.flatMap(({ imports }) => imports)).toEqual([]);
  const nodes = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
  for (const name of ['server.js', 'pyodideWorker.js', 'extension.js']) {
    const text = readFileSync(join(folder, name), 'utf8');
    const asked = [...text.matchAll(/\b(?:require|import)\(["'`]([\w:/]+)["'`]\)/g)];
    expect(asked.map(([, module]) => module).filter((module) => nodes.has(module ?? ''))).toEqual(
      [],
    );
  }
});

it('have nothing of what only Node.js can run', () => {
  const files = inputs.map(({ path }) => path);
  const forNode = new RegExp(
    [
      'server/src/(?:cli|run)/',
      'processCompiler|pythonService\\.ts|helperProcess',
      'lsp/(?:machine|serve|wire|runs|memory|launch)\\.ts',
      'client/src/machine\\.ts',
      'vscode-[\\w-]+/lib/node/',
    ].join('|'),
  );
  expect(files.filter((path) => forNode.test(path))).toEqual([]);
  for (const part of ['server', 'client']) {
    expect(files.some((path) => path.endsWith(`${part}/src/web/machine.ts`))).toBe(true);
  }
});

it('use no name of Node.js that bundles of the extension do not bring', () => {
  const own = inputs.filter(({ path }) => /\bclient\/src\//.test(path));
  expect(own.length).toBeGreaterThan(30);
  const used = own.flatMap(({ path }) => {
    const text = readFileSync(join(project, path), 'utf8');
    return text.match(/\b(?:Buffer|process|global)\.[a-z]\w*|\brequire\(|\b__dirname\b/g) ?? [];
  });
  expect(used).toEqual([]);
});

it.each([0, 1, 55, 56, 63, 64, 65, 1000, 100_000])(
  'digest %i bytes as everybody does',
  (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 131) % 256);
    expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
  },
);
