/**
 * Starts the helper, the process that runs Python, and tells how it ended.
 *
 * Maps from: a command line for the helper. Maps to: a child process, its protocol socket, and its
 * end. Knows nothing of the messages on the socket.
 */

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TargetName } from '../compiler/target/target.js';
import { BUILD_REMEDY, errorCode, errorText, HelperFailure } from './failure.js';
import {
  INHERITED_VARIABLE,
  LAUNCH_VARIABLE,
  launchNote,
  parseInheritance,
} from './inheritance.js';
import { escapeForLauncher } from './rawBytes.js';
import { whyNoRuns } from './whyNoRuns.js';

/** The helper's descriptor of the protocol, after the three standard ones. */
const PROTOCOL_FD = 3;
/** In the project and in the packaged extension: a folder for each target. */
const HELPERS = join('native', 'helper', 'build');
const HELPER_NAME = 'nativecompile-helper';

export type HelperEnd =
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals };

export interface HelperProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly socket: Socket;
  /** Rejects with a HelperFailure when the process could not be started. */
  readonly ended: Promise<HelperEnd>;
}

export interface HelperStart {
  readonly path: string;
  readonly args: readonly string[];
  /** Replaces the environment; the protocol's own variables are added. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string | undefined;
  /**
   * `inherit`: the program has our own terminal or pipes. `pipe`: the caller reads and writes them.
   */
  readonly stdio: 'inherit' | 'pipe';
  /** Where the helper's children find their compile host. */
  readonly hostPath?: string | undefined;
  /** Bytes of address space that it may have; 0 for no limit. */
  readonly memoryLimit?: number | undefined;
}

/** The folder of the project or of the installed extension: the one that holds `native`. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(join(folder, 'native'))) return folder;
    const parent = dirname(folder);
    if (parent === folder) return folder;
    folder = parent;
  }
}

/** Whether this is the package that carries no helper, but what compiles without one. */
const isWithoutHelpers = (): boolean => existsSync(join(projectFolder(), 'server', 'pyodide'));

/** `NATIVECOMPILE_HELPER` names another helper, for tests and for trying one out. */
export function helperPath(target: TargetName, env: NodeJS.ProcessEnv = process.env): string {
  return env.NATIVECOMPILE_HELPER || join(projectFolder(), HELPERS, target, HELPER_NAME);
}

export function startHelper(start: HelperStart): HelperProcess {
  const { path, env, cwd, stdio, hostPath, memoryLimit } = start;
  const streams: StdioOptions = [stdio, stdio, stdio, 'pipe'];
  const variables: NodeJS.ProcessEnv = { ...env, NATIVECOMPILE_FD: String(PROTOCOL_FD) };
  if (hostPath === undefined) delete variables.NATIVECOMPILE_HOST;
  else variables.NATIVECOMPILE_HOST = hostPath;
  delete variables[INHERITED_VARIABLE];
  delete variables[LAUNCH_VARIABLE];
  const escaped = escapeForLauncher([path, ...start.args], variables);
  const [argv0 = path, ...args] = escaped.words;
  const words = [launchNote(parseInheritance(env[INHERITED_VARIABLE]), memoryLimit), escaped.note];
  const note = words.filter((word) => word !== '').join(' ');
  const childEnv = { ...escaped.env, ...(note !== '' && { [LAUNCH_VARIABLE]: note }) };
  let child: ChildProcess;
  try {
    child = spawn(path, args, { argv0, stdio: streams, env: childEnv, cwd });
  } catch (error) {
    throw explainStart(error, path);
  }
  const socket = child.stdio[PROTOCOL_FD] as Socket | null | undefined;
  const ended = new Promise<HelperEnd>((resolve, reject) => {
    child.once('error', (error) => reject(explainStart(error, path)));
    child.once('exit', (status, signal) =>
      resolve(signal === null ? { kind: 'exit', status: status ?? 0 } : { kind: 'signal', signal }),
    );
  });
  if (child.pid === undefined || !socket) {
    // The reason comes with the child's error event.
    return { child, pid: 0, socket: socket as Socket, ended };
  }
  // A helper that dies takes its end of the socket with it; `ended` tells.
  socket.on('error', () => {});
  return { child, pid: child.pid, socket, ended };
}

function explainStart(error: unknown, path: string): HelperFailure {
  const isOfPackage = path.startsWith(join(projectFolder(), HELPERS));
  switch (errorCode(error)) {
    case 'ENOENT':
      if (isOfPackage && isWithoutHelpers()) return new HelperFailure(whyNoRuns(), '');
      return existsSync(path)
        ? new HelperFailure(`The helper ${path} needs a loader that is not there.`, BUILD_REMEDY)
        : new HelperFailure(`The helper is not there: ${path}.`, BUILD_REMEDY);
    case 'EACCES':
      return new HelperFailure(
        `The helper ${path} may not be executed.`,
        'Check its permissions, and that its file system is not mounted noexec.',
      );
    case 'ENOEXEC':
      return new HelperFailure(
        `The helper ${path} is no program for this machine.`,
        'Programs run natively on Linux for x86-64.',
      );
    case 'ENOTDIR':
      return new HelperFailure(`The helper is not there: ${path}.`, BUILD_REMEDY);
    case 'EAGAIN':
    case 'ENOMEM':
      return new HelperFailure(
        'The helper could not be started: the machine is out of processes or memory.',
        'End some programs and try again.',
      );
    case 'E2BIG':
      return new HelperFailure(
        'The helper could not be started: arguments and environment are too long.',
        'Shorten them.',
      );
    default:
      return new HelperFailure(
        `The helper ${path} could not be started: ${errorText(error)}.`,
        BUILD_REMEDY,
      );
  }
}
