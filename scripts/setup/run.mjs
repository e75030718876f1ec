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
 * @param {(line: string) => void} [options.status] told each line the program writes to descriptor
 *   3
 * @param {number} [options.idleSeconds] ended when it has printed nothing for so long
 * @param {(line: string) => void} [options.line] told each line of output as it comes
 * @returns {Promise<string>} what it wrote to stdout; fails with `output` (both streams) on a
 *   status other than 0
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
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const alive = () => {
      clearTimeout(timer);
      if (options.idleSeconds !== undefined) {
        timer = setTimeout(() => {
          output += `\n${program} gave no sign of life for ${options.idleSeconds} seconds`;
          child.kill('SIGKILL');
        }, options.idleSeconds * 1000);
      }
    };
    alive();
    const line = options.line ? byLine(options.line) : () => {};
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      alive();
      stdout += text;
      output += text;
      line(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      alive();
      output += text;
      line(text);
    });
    if (options.status) {
      const status = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
      const told = byLine(options.status);
      status.setEncoding('utf8').on('data', (text) => {
        alive();
        told(text);
      });
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
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
