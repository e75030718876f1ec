/**
 * A process as what compiles: the helper in service mode, or a Python of the machine.
 *
 * Maps from: a child process with a stream each way. Maps to: a Compiler, with the reason in words
 * when it ends. Knows nothing of the messages.
 */

import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Compiler } from './compileService.js';
import { HelperFailure, isOfLauncher, withReason } from './failure.js';
import { type HelperEnd, startHelper } from './helperProcess.js';
import { sampleOf } from './processSample.js';

export interface CompilerProcess {
  readonly name: string;
  readonly standIn: string | null;
  readonly child: ChildProcess;
  /** Rejects with a HelperFailure when the process could not be started. */
  readonly ended: Promise<HelperEnd>;
  /** Packets go in here, and come out there; absent where it could not be started. */
  readonly input?: Writable | undefined;
  readonly output?: Readable | undefined;
}

/**
 * Source that takes more to compile is not what people edit; the helper says MemoryError then, and
 * goes on.
 */
const MEMORY_LIMIT = 1536 * 1024 * 1024;

export function compilerProcess(process: CompilerProcess): Compiler {
  const { name, standIn, child, ended, input, output } = process;
  const pid = child.pid ?? 0;
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  return {
    name,
    standIn,
    send: (packet) => input?.write(packet),
    onData: (listener) => output?.on('data', listener),
    sample: () => sampleOf(pid),
    kill: () => {
      input?.destroy();
      output?.destroy();
      child.kill('SIGKILL');
    },
    unref: () => {
      child.unref();
      // Child streams are sockets, which have handles of their own.
      for (const stream of [input, output, child.stdout, child.stderr]) {
        if (stream && 'unref' in stream) (stream as unknown as { unref(): void }).unref();
      }
    },
    ended: ended.then((end) => failureOf(end, complaint)),
  };
}

/** The helper itself, which has a descriptor of its own for the protocol. */
export function startHelperService(path: string): Compiler {
  const { child, socket, ended } = startHelper({
    path,
    args: ['--service'],
    env: process.env,
    stdio: 'pipe',
    memoryLimit: MEMORY_LIMIT,
  });
  const name = `The helper ${path}`;
  if (!socket) return compilerProcess({ name, standIn: null, child, ended });
  child.stdin?.on('error', () => {});
  child.stdin?.end();
  child.stdout?.resume();
  return compilerProcess({ name, standIn: null, child, ended, input: socket, output: socket });
}

function failureOf(end: HelperEnd, complaint: string): HelperFailure {
  if (end.kind === 'exit' && isOfLauncher(end.status)) {
    return withReason(
      new HelperFailure('The helper could not be started.', ''),
      complaint.replace(/^nativecompile: /gm, ''),
    );
  }
  const how = end.kind === 'exit' ? `exited with status ${end.status}` : `died of ${end.signal}`;
  const said = reasonIn(complaint);
  return new HelperFailure(
    `The helper ${how} while compiling${said === '' ? '' : ` (${said})`}.`,
    'The next request starts another.',
  );
}

/**
 * The line that tells most: one about memory, where the emulator or C library goes on to say how it
 * ended; else the last.
 */
function reasonIn(complaint: string): string {
  const lines = complaint.trim().split('\n');
  return lines.find((line) => /memory|allocate/i.test(line)) ?? lines.at(-1) ?? '';
}
