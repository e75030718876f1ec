/** Source text becomes bytecode in a helper that may fail without taking us along. */

import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { makeCompileService, type ServiceSettings } from '../../server/src/helper/compilers.js';
import type { CompileService } from '../../server/src/helper/compileService.js';
import { HelperFailure } from '../../server/src/helper/failure.js';
import { PROTOCOL_VERSION } from '../../server/src/helper/protocol.js';
import { removeFolders } from '../cli/command.js';
import { fakeHelper } from './fakeHelper.js';
import { patience } from '../harness/patience.mjs';

const services: CompileService[] = [];
afterEach(() => {
  for (const service of services.splice(0)) service.stop();
});
afterAll(removeFolders);

function start(settings: ServiceSettings = {}): CompileService {
  const service = makeCompileService(settings);
  services.push(service);
  return service;
}

async function failure(service: CompileService): Promise<string> {
  try {
    await service.compile('x.py', Buffer.from('x = 1'));
  } catch (error) {
    if (error instanceof HelperFailure) return error.problem;
    throw error;
  }
  throw new Error('the request did not fail');
}

it('compiles, many requests at a time and one after the other', async () => {
  const service = start();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      service.compile(`f${i}.py`, Buffer.from(`def f${i}(): return ${i}`)),
    ),
  );
  const names = answers.map((answer) =>
    answer.kind === 'marshal' ? readCode(answer.code).filename : answer.kind,
  );
  expect(names).toEqual(Array.from({ length: 20 }, (_, i) => `f${i}.py`));
  expect((await service.compile('é.py', Buffer.from('x = 1'))).kind).toBe('marshal');
});

it("gives CPython's error with its place", async () => {
  const answer = await start().compile('x.py', Buffer.from('def f():\n    x = = 1\n'));
  expect(answer).toMatchObject({
    kind: 'syntaxError',
    message: 'invalid syntax',
    line: 2,
    offset: 9,
  });
});

it('gives warnings', async () => {
  const answer = await start().compile('x.py', Buffer.from('assert (1, 2)\n'));
  expect(answer).toMatchObject({
    kind: 'marshal',
    warnings: [{ category: 'SyntaxWarning', line: 1 }],
  });
});

describe('a helper that fails', () => {
  const HELLO = `socket.write(hello(${PROTOCOL_VERSION}, 1));`;

  it.each([
    ['is not there', null, /^The helper is not there/],
    ['dies at once', 'process.exit(3);', /^The helper exited with status 3 while compiling/],
    ['dies of a signal', `process.kill(process.pid, 'SIGKILL');`, /^The helper died of SIGKILL/],
    ['says why', `process.stderr.write('no library\\n', () => process.exit(1));`, /\(no library\)/],
    ['is of another version', 'socket.write(hello(77, 1));', /^Versions differ: .* version 77/],
    ['sends garbage', `socket.write('x'.repeat(100));`, /makes no sense/],
    ['hangs', HELLO, /^The helper .* did not start within 1 seconds/],
  ])('%s', async (_, body, problem) => {
    const path = body === null ? '/no/helper' : fakeHelper(`${body} setTimeout(() => {}, 60000);`);
    // A busy machine takes its time to start a process; only the one that hangs is given up soon.
    const timeout = body === HELLO ? 1_000 : patience(130);
    expect(await failure(start({ path, timeout }))).toMatch(problem);
  });

  it('is replaced at the next request', async () => {
    const service = start();
    const first = service.compile('x.py', Buffer.from('x = 1'));
    service.stop();
    await expect(first).rejects.toThrow('The helper was ended.');
    expect((await service.compile('x.py', Buffer.from('x = 1'))).kind).toBe('marshal');
  });
});
