/** Programs that stand in for the helper and misbehave in a chosen way. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../cli/command.js';

/**
 * A Node program in the helper's place. `body` may use `socket`, the protocol's end of this
 * process, `hello(version, buildHash)`, which makes the first packet, and `packet(id, type,
 * payload)`.
 */
export function fakeHelper(body: string): string {
  const path = join(temporaryFolder(), 'helper');
  writeFileSync(
    path,
    `#!${process.execPath}
const net = require('node:net');
const socket = new net.Socket({ fd: Number(process.env.NATIVECOMPILE_FD) });
const u32 = (...values) => Buffer.from(Uint32Array.from(values).buffer);
const string = (text) => Buffer.concat([u32(Buffer.byteLength(text)), Buffer.from(text)]);
const packet = (id, type, payload) =>
  Buffer.concat([u32(payload.length + 5, id), Buffer.from([type]), payload]);
const hello = (version, buildHash) =>
  packet(0, 1, Buffer.concat([u32(0x5450434e, version, buildHash, process.pid), string('3.11.2'), Buffer.of(0)]));
socket.on('error', () => {});
${body}
`,
    { mode: 0o755 },
  );
  return path;
}
