/**
 * The compile host of a run that began without one; a helper has started it in the background
 * (native/helper/host_process.c).
 *
 * Maps from: a socket that is connected to that helper, and a path at which the other processes of
 * the run find it. Maps to: answers, until nobody is connected any more. It has no terminal, and
 * nobody waits for it or hears of it: what it could not compile, the program interprets.
 */

import { createServer, type Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import { isTargetName, type TargetName } from '../compiler/target/target.js';
import { helperBuildHashes } from '../generated/buildHash.js';
import { CompileHost } from './compileHost.js';
import { ImageCache } from './imageCache.js';
import { noOptions } from './runDefaults.js';
import { removeTemporaryFolder } from './temporaryFolder.js';

const HELPER_FD = 3;
/**
 * Milliseconds after the last helper has gone in which another may come, as a program's next child.
 */
const GRACE_MS = 300;
/**
 * Milliseconds in which code that was asked for is compiled for the next run when nobody is
 * connected any more.
 */
const LAST_WORK_MS = 2_000;

const [target = '', path = '', cacheFolder = ''] = process.argv.slice(2);
if (isTargetName(target) && path !== '') serve(target, path);

function serve(name: TargetName, socketPath: string): void {
  const host = new CompileHost({
    target: name,
    options: noOptions,
    cache: cacheFolder === '' ? null : new ImageCache({ folder: cacheFolder }),
    buildHash: helperBuildHashes[name],
  });
  host.prepare();
  let connected = 0;
  const server: Server = createServer((socket) => take(socket));
  const take = (socket: Socket): void => {
    connected += 1;
    host.serve(socket);
    socket.once('close', () => {
      connected -= 1;
      if (connected === 0) setTimeout(endIfAlone, GRACE_MS);
    });
  };
  const endIfAlone = async (): Promise<void> => {
    if (connected > 0) return;
    await Promise.race([host.idle(), later(LAST_WORK_MS)]);
    host.flush();
    // Another may have come meanwhile.
    if (connected > 0) return;
    server.close();
    removeTemporaryFolder(dirname(socketPath));
    process.exit();
  };
  server.on('error', () => {});
  server.listen(socketPath);
  take(new Socket({ fd: HELPER_FD, readable: true, writable: true }));
}

const later = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
