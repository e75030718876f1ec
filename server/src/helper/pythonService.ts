/**
 * A CPython 3.11 of this machine as the compile service, for where no helper is carried.
 *
 * Maps from: a setting and the PATH. Maps to: a process that speaks the helper's protocol over its
 * standard streams (server/service/pythonService.py). It compiles as the helper does, and runs
 * nothing.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { HelperEnd } from './helperProcess.js';
import { projectFolder } from './helperProcess.js';
import { errorText, HelperFailure } from './failure.js';
import { MAX_PACKET_LENGTH } from './packets.js';
import { PROTOCOL_MAGIC, PROTOCOL_VERSION, packetTypes } from './protocol.js';

/** What the host does with a connection; a socket has it, and so has a pair of pipes. */
export interface Channel {
  write(packet: Uint8Array): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  destroy(): unknown;
  unref(): unknown;
}

export interface PythonService {
  readonly child: ChildProcess;
  readonly channel: Channel;
  readonly ended: Promise<HelperEnd>;
}

const CANDIDATES = ['python3.11', 'python3', 'python'];
/** Isolated: no environment variables, no user's site-packages, not the current folder. */
const ISOLATED = ['-I', '-S'];
const ASK = 'import sys; print(sys.implementation.name, *sys.version_info[:2])';

/** The first CPython 3.11 among those named; null when there is none. */
export function findPython(setting = ''): string | null {
  // The setting may name the folder of an environment as well.
  const names = setting === '' ? CANDIDATES : [setting, join(setting, 'bin', 'python')];
  return names.find(isWanted) ?? null;
}

function isWanted(python: string): boolean {
  const { status, stdout } = spawnSync(python, [...ISOLATED, '-c', ASK], {
    encoding: 'utf8',
    timeout: 10_000,
    windowsHide: true,
  });
  return status === 0 && stdout.trim() === 'cpython 3 11';
}

/** What the service is told of the protocol, so that no third place has its numbers. */
function protocolNumbers(): string {
  const numbers = {
    ...packetTypes,
    magic: PROTOCOL_MAGIC,
    version: PROTOCOL_VERSION,
    longest: MAX_PACKET_LENGTH,
  };
  return Object.entries(numbers)
    .map(([name, number]) => `${name}=${number}`)
    .join();
}

export function startPythonService(python: string): PythonService {
  const project = projectFolder();
  const script = join(project, 'server', 'service', 'pythonService.py');
  const args = [...ISOLATED, script, protocolNumbers(), join(project, 'native', 'helper')];
  const child = spawn(python, args, { stdio: 'pipe', windowsHide: true });
  child.stdin.on('error', () => {});
  const ended = new Promise<HelperEnd>((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new HelperFailure(
          `${python} could not be started: ${errorText(error)}.`,
          'Name a CPython 3.11 in the setting nativecompile.helper.python.',
        ),
      ),
    );
    child.once('exit', (status, signal) =>
      resolve(signal === null ? { kind: 'exit', status: status ?? 0 } : { kind: 'signal', signal }),
    );
  });
  const streams = [child.stdin, child.stdout] as unknown as { unref?(): void }[];
  return {
    child,
    ended,
    channel: {
      write: (packet) => child.stdin.write(packet),
      on: (event, listener) => child.stdout.on(event, listener),
      destroy: () => {
        child.stdin.destroy();
        child.stdout.destroy();
      },
      unref: () => {
        for (const stream of streams) stream.unref?.();
      },
    },
  };
}
