/**
 * A static web server on this machine alone. Maps from: a folder. Maps to: an address, under a
 * sub-path as many hosts have it.
 */

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const SUB_PATH = '/nativecompile/';

/** @type {Readonly<Record<string, string>>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/**
 * @typedef {object} Options
 * @property {number} [port] 0: any
 * @property {boolean} [forOthers] pages of other origins may read the files too
 * @property {(path: string) => string | null} [instead] a text in the place of a file of the
 *   folder, or of none; null: the file
 */

/**
 * @param {string} folder
 * @param {Options} [options]
 * @returns {Promise<{ address: string, close(): void, bytes(): number, asked: Set<string> }>}
 *   `bytes`: of the files that were sent so far; `asked`: the paths of those inside of the folder
 */
export async function serveFolder(folder, { port = 0, forOthers = false, instead } = {}) {
  let sent = 0;
  /** @type {Set<string>} */
  const asked = new Set();
  const allowed = forOthers ? { 'Access-Control-Allow-Origin': '*' } : {};
  const server = createServer(async ({ url = '/' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const inside = normalize(path.slice(SUB_PATH.length) || 'index.html');
    if (!path.startsWith(SUB_PATH) || inside.startsWith('..')) {
      response.writeHead(404, allowed).end();
      return;
    }
    try {
      const text = instead?.(inside) ?? null;
      const bytes = text === null ? await readFile(join(folder, inside)) : Buffer.from(text);
      asked.add(inside);
      sent += bytes.length;
      const type = types[extname(inside)] ?? 'application/octet-stream';
      const headers = { 'Content-Type': type, 'Content-Length': bytes.length, ...allowed };
      response.writeHead(200, headers).end(bytes);
    } catch {
      response.writeHead(404, allowed).end();
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    address: `http://127.0.0.1:${actual}${SUB_PATH}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
    bytes: () => sent,
    asked,
  };
}
