/**
 * Runs with helpers that do not do what they should: each ends soon, with a sentence that says why.
 */

import { testTarget } from '../harness/target.js';
import { afterAll, describe, expect, it } from 'vitest';
import { helperBuildHashes } from '../../server/src/generated/buildHash.js';
import { HelperFailure } from '../../server/src/helper/failure.js';
import { helperPath } from '../../server/src/helper/helperProcess.js';
import { type ProgramResult, runProgram } from '../../server/src/helper/programRun.js';
import { PROTOCOL_VERSION } from '../../server/src/helper/protocol.js';
import { noOptions } from '../../server/src/helper/runDefaults.js';
import { removeFolders, sourceFile } from '../cli/command.js';
import { fakeHelper } from './fakeHelper.js';
import { patience } from '../harness/patience.mjs';

afterAll(removeFolders);

const target = testTarget;
const buildHash = helperBuildHashes[target];
const HELLO = `hello(${PROTOCOL_VERSION}, ${buildHash})`;

function run(
  helper: string,
  args: string[] = [],
  timeout = patience(130) / 1000,
  helloTimeout = patience(60),
): Promise<ProgramResult> {
  return runProgram({
    target,
    helper,
    args,
    env: process.env,
    options: noOptions,
    cache: null,
    stdio: 'capture',
    timeout,
    helloTimeout,
  });
}

async function failure(helper: string, helloTimeout?: number): Promise<string> {
  try {
    await run(helper, [], undefined, helloTimeout);
  } catch (error) {
    if (error instanceof HelperFailure) return error.problem;
    throw error;
  }
  throw new Error('the run did not fail');
}

describe('a helper that', () => {
  it('is not there', async () => {
    expect(await failure('/no/such/helper')).toBe('The helper is not there: /no/such/helper.');
    expect(await failure('/dev/null/helper')).toMatch(/^The helper is not there/);
  });

  it('may not be executed, or is no program', async () => {
    expect(await failure(sourceFile('text'))).toMatch(/may not be executed\.$/);
    expect(await failure('/tmp')).toMatch(/may not be executed\.$/);
  });

  it('says nothing', async () => {
    expect(await failure(fakeHelper('setTimeout(() => {}, 60000);'), 500)).toBe(
      'The helper does not answer.',
    );
  });

  it('ends before it greets', async () => {
    expect(await failure(fakeHelper('process.exit(5);'))).toBe(
      'The helper ended with status 5 before it could run anything.',
    );
  });

  it('is of another version, or was built from other sources', async () => {
    const refused = `socket.on('data', (bytes) => { process.stdout.write(bytes.subarray(9)); process.exit(0); });`;
    const old = await run(fakeHelper(`${refused} socket.write(hello(99, ${buildHash}));`));
    expect(old.problems.join()).toMatch(/the helper speaks version 99 of the protocol/);
    expect(old.stdout.toString()).toMatch(/the helper speaks version 99 of the protocol/);
    const other = await run(fakeHelper(`${refused} socket.write(hello(${PROTOCOL_VERSION}, 1));`));
    expect(other.problems.join()).toMatch(/built from different sources/);
  });

  const wide = helperBuildHashes['x86-64'];
  it.runIf(wide !== buildHash)('is for another target', async () => {
    const other = await run(fakeHelper(`socket.write(hello(${PROTOCOL_VERSION}, ${wide}));`));
    expect(other.problems.join()).toBe(
      'the helper is for x86-64, and the program is compiled for x86-32; name another helper, ' +
        'or choose --target x86-64',
    );
  });

  it('hangs after it greeted is ended by the time limit', async () => {
    const result = await run(
      fakeHelper(`socket.write(${HELLO}); setTimeout(() => {}, 60000);`),
      [],
      1,
    );
    expect(result).toMatchObject({ timedOut: true, end: { kind: 'signal', signal: 'SIGKILL' } });
  });

  it.each([
    ['no protocol', `socket.write('GET / HTTP/1.1\\r\\n\\r\\n');`, /claims a length/],
    [
      'an absurd length',
      `socket.write(${HELLO}); socket.write(u32(0xffffffff));`,
      /claims a length/,
    ],
    ['an unknown type', `socket.write(${HELLO}); socket.write(packet(1, 99, u32()));`, /type 99/],
    ['another first packet', `socket.write(packet(0, 4, string('{}')));`, /first packet is stats/],
    [
      'an answer instead of a request',
      `socket.write(${HELLO}); socket.write(packet(1, 9, u32(0, 0)));`,
      /does not send marshal/,
    ],
    ['half a packet', `socket.write(${HELLO}); socket.end(u32(100, 1));`, /middle of a packet/],
    [
      'a packet that is too short inside',
      `socket.write(${HELLO}); socket.write(packet(1, 2, u32(9)));`,
      /truncated/,
    ],
  ])('sends %s', async (_, body, problem) => {
    // It ends when the host hangs up, which the host has to do by itself.
    const helper = fakeHelper(
      `${body} socket.on('close', () => process.exit(0)); socket.resume();`,
    );
    const result = await run(helper);
    expect(result.timedOut).toBe(false);
    expect(result.problems.join()).toMatch(problem);
  });

  it('asks for code that is no code object gets an answer, and the run goes on', async () => {
    const request = `packet(7, 2, Buffer.concat([string('garbage'), Buffer.from([1]), string('test'), string('')]))`;
    const helper = fakeHelper(`
      const seen = [];
      socket.on('data', (bytes) => {
        seen.push(bytes);
        const all = Buffer.concat(seen);
        const first = all.length >= 4 ? all.readUInt32LE(0) + 4 : Infinity;
        if (all.length < first + 9) return;
        process.stdout.write(\`\${all.readUInt32LE(first + 4)} \${all[first + 8]} \${all.subarray(first + 13)}\`);
        process.exit(0);
      });
      socket.write(${HELLO});
      socket.write(${request});`);
    const result = await run(helper);
    expect(result.stdout.toString()).toMatch(/^7 11 MarshalError: /);
    expect(result.host.failures).toBe(1);
  });
});

describe('the real helper', () => {
  it('is captured with its output, end and statistics', async () => {
    const result = await runProgram({
      target,
      helper: helperPath(target),
      args: ['-c', 'import sys; print(input()); print("e", file=sys.stderr); sys.exit(4)'],
      env: process.env,
      options: { ...noOptions, stats: true },
      cache: null,
      stdio: 'capture',
      input: Buffer.from('given\n'),
    });
    expect(result).toMatchObject({
      end: { kind: 'exit', status: 4 },
      timedOut: false,
      problems: [],
    });
    expect([result.stdout.toString(), result.stderr.toString()]).toEqual(['given\n', 'e\n']);
    expect(result.stats).toHaveLength(1);
  });

  it('serves children, threads and forks through the one host', async () => {
    const program = `
import os, subprocess, sys, threading
def double(x):
    return x * 2
threads = [threading.Thread(target=lambda i=i: exec(f"assert double({i}) == {2 * i}", globals())) for i in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(subprocess.run([sys.executable, '-c', 'print(sum(range(5)))'], capture_output=True).stdout, flush=True)
if os.fork() == 0:
    exec("def f(): return 'child'\\nprint(f(), flush=True)")
    os._exit(0)
os.wait()
exec("def g(): return 'parent'\\nprint(g())")
`;
    const result = await runProgram({
      target,
      helper: helperPath(target),
      args: ['-c', program],
      env: process.env,
      options: { ...noOptions, mode: 'all', strict: true, stats: true },
      cache: null,
      stdio: 'capture',
    });
    expect(result.stderr.toString()).toBe('');
    expect(result.stdout.toString()).toBe("b'10\\n'\nchild\nparent\n");
    expect(result.problems).toEqual([]);
    expect(result.stats).toHaveLength(2);
  });
});
