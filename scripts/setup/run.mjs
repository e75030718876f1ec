/**
 * Runs one program and keeps what it prints, so that a failure can show its last lines.
 * Knows nothing of what the program does.
 */

import { spawn } from 'node:child_process';

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {Record<string, string>} [options.env] added to this process's environment
 * @param {(line: string) => void} [options.status] told each line the program writes to descriptor 3
 * @param {(line: string) => void} [options.line] told each line of output as it comes
 * @returns {Promise<string>} what it wrote to stdout; fails with `output` (both streams) on a status other than 0
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe', options.status ? 'pipe' : 'ignore'],
    });
    let stdout = '';
    let output = '';
    const line = options.line ? byLine(options.line) : () => {};
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
      line(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
      line(text);
    });
    if (options.status) {
      const status = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
      status.setEncoding('utf8').on('data', byLine(options.status));
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(stdout);
      } else {
        const end = signal ? `was ended by ${signal}` : `ended with status ${code}`;
        reject(
          Object.assign(new Error(`${program} ${end}`), { output: `${output}\n${program} ${end}` }),
        );
      }
    });
  });
}

/**
 * @param {(line: string) => void} told
 * @returns {(text: string) => void}
 */
function byLine(told) {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      told(line);
    }
  };
}
