/** Runs the built command as a person would, with a cache of its own. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { patience } from '../harness/patience.mjs';

export const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const command = join(project, 'server', 'bin', 'nativecompile');
/**
 * The command line in TypeScript, which `command` becomes where more is wanted than that a program
 * runs.
 */
export const nodeCommand = `${command}-node`;

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Called with what standard output holds so far, whenever more comes. */
  readonly onOutput?: (stdout: string, pid: number) => void;
  readonly onStart?: (pid: number) => void;
  /** Give the command a process group of its own. */
  readonly detached?: boolean;
}

const folders: string[] = [];

/** A folder that `removeFolders` takes away. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nativecompile-test-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A file with this text in a folder of its own. */
export function sourceFile(text: string | Uint8Array, name = 'program.py'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

let cache: string | null = null;

/** The user's environment without Python's variables, and with a cache that only the tests use. */
export function testEnvironment(): NodeJS.ProcessEnv {
  cache ??= temporaryFolder();
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(?:PYTHON|VIRTUAL_ENV|NATIVECOMPILE(?!_(?:EXECUTION|TARGET)$)|VITEST|NODE)/.test(name),
    ),
  );
  return { ...env, XDG_CACHE_HOME: cache };
}

export function nativecompile(args: readonly string[], options: Options = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: options.env ?? testEnvironment(),
      cwd: options.cwd,
      detached: options.detached === true,
      timeout: patience(350),
      killSignal: 'SIGKILL',
    });
    child.on('spawn', () => options.onStart?.(child.pid ?? 0));
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(stdout, child.pid ?? 0);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}
