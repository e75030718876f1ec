/**
 * `npm start [-- FILE ARGS]`: sets up what is missing, then runs a Python program natively.
 * Without a file it runs an example. Options of the command line (`-- --strict FILE`) pass through.
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { paths } from './setup/paths.mjs';
import { command, setUp } from './setup.mjs';

const example = join(paths.project, 'examples', 'mandelbrot.py');

/**
 * @param {readonly string[]} args what followed `npm start --`
 * @returns {Promise<number>} the program's exit status
 */
function runProgram(args) {
  const program = join(paths.server, 'bin', 'nativecompile');
  const child = spawn(program, args, {
    stdio: 'inherit',
    // npm runs scripts in the project folder; FILE is meant where the person stands.
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
  // Ctrl+C reaches the program itself, which decides; this process only waits for it.
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (signal) {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      }
      resolve(status ?? 1);
    });
  });
}

await command(async () => {
  await setUp({});
  const args = process.argv.slice(2);
  const first = args[0];
  if (first === undefined) {
    return await runProgram(['run', example]);
  }
  return await runProgram(first.startsWith('-') ? args : ['run', ...args]);
});
