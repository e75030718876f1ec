/**
 * Which compiler this is, so that the cache never hands out another one's images.
 *
 * Maps from: the program's own files. Maps to: a digest that changes whenever any of them does. A build writes
 * it beside the bundle, because reading the bundle would take a good part of a short program's time; in the
 * tests, and while a build is being made, the files are read.
 */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let identity: Promise<string> | null = null;

export function compilerIdentity(): Promise<string> {
  const here = dirname(fileURLToPath(import.meta.url));
  identity ??= readFile(join(here, 'identity'), 'utf8').catch(() => digestOf(here));
  return identity;
}

async function digestOf(here: string): Promise<string> {
  const inSources = import.meta.url.endsWith('.ts');
  const folder = inSources ? dirname(here) : here;
  const suffix = inSources ? '.ts' : '.js';
  const names = (await readdir(folder, { recursive: inSources }))
    .filter((name) => name.endsWith(suffix))
    .sort();
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const hash = createHash('sha256');
  names.forEach((name, i) => {
    hash.update(`${name}\0${contents[i]?.length ?? 0}\0`);
    hash.update(contents[i] ?? '');
  });
  return hash.digest('hex');
}
