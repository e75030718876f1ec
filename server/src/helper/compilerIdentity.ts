/**
 * Which compiler this is, so that the cache never hands out another one's images.
 *
 * Maps from: the program's own files. Maps to: a digest that changes whenever any of them does. A
 * build writes it beside the bundle, because reading the bundle would take a good part of a short
 * program's time; in the tests, and while a build is being made, the files are read.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let identity: string | null = null;

export function compilerIdentity(): string {
  identity ??= identityIn(dirname(fileURLToPath(import.meta.url)));
  return identity;
}

function identityIn(here: string): string {
  try {
    return readFileSync(join(here, 'identity'), 'utf8');
  } catch {
    return digestOf(here);
  }
}

function digestOf(here: string): string {
  const inSources = import.meta.url.endsWith('.ts');
  const folder = inSources ? dirname(here) : here;
  const suffix = inSources ? '.ts' : '.js';
  const names = readdirSync(folder, { recursive: inSources, encoding: 'utf8' })
    .filter((name) => name.endsWith(suffix))
    .sort();
  const hash = createHash('sha256');
  for (const name of names) {
    const content = readFileSync(join(folder, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
