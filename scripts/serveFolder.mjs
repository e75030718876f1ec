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
  '.ttf': 'font/ttf',
};

/**
 * @param {string} folder
 * @param {number} [port] 0: any
 * @returns {Promise<{ address: string, close(): void, bytes(): number }>} `bytes`: of the files
 *   that were sent so far
 */
export async function serveFolder(folder, port = 0) {
  let sent = 0;
  const server = createServer(async ({ url = '/' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const inside = normalize(path.slice(SUB_PATH.length) || 'index.html');
    if (!path.startsWith(SUB_PATH) || inside.startsWith('..')) {
      response.writeHead(404).end();
      return;
    }
    try {
      const bytes = await readFile(join(folder, inside));
      sent += bytes.length;
      const type = types[extname(inside)] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length }).end(bytes);
    } catch {
      response.writeHead(404).end();
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
  };
}
