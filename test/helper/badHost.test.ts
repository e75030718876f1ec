/** What a program does when its compile host dies, is another's, or answers nonsense. */

import { describe, expect, it } from 'vitest';
import {
  encodeHostMessage,
  type HelperMessage,
  PROTOCOL_VERSION,
} from '../../server/src/helper/protocol.js';
import { type Behaviour, runUnderHost } from './rawHost.js';

const gone = 'nativecompile: the compile host is gone; code not yet compiled stays interpreted';
const program = ['-c', 'print("begin", flush=True)\ndef f(n): return n + 1\nprint(f(41))'];

/** Hot for a second. */
const busy = [
  '-c',
  'import time\nprint("begin", flush=True)\ndef f(until):\n    n = 0\n    while ' +
    'time.process_time() < until: n += 1\n    return n > 0\nprint(f(time.process_time() + 1))',
];

const misbehaviours: readonly [string, Behaviour['answer'], string][] = [
  ['closes', () => 'close', ''],
  [
    'sends no packet',
    () => Uint8Array.of(255, 255, 255, 255),
    ' (it sent something that is no packet)',
  ],
  [
    'answers another request',
    (_, id) => encodeHostMessage(id + 1, { kind: 'images', images: [] }),
    ' (it answered request 2 instead of request 1)',
  ],
  [
    'answers with another message',
    (_, id) => encodeHostMessage(id, { kind: 'listingText', text: 'x' }),
    ' (it answered with a packet of type 6)',
  ],
  [
    'sends too few images',
    (_, id) => encodeHostMessage(id, { kind: 'images', images: [] }),
    ' (it sent an image that cannot be loaded: ',
  ],
  [
    'sends images that are none',
    (_, id) => encodeHostMessage(id, { kind: 'images', images: [image(5), image(80)] }),
    ' (it sent an image that cannot be loaded: ',
  ],
];

function image(length: number) {
  return { status: 'image', bytes: new Uint8Array(length).fill(0xcc) } as const;
}

describe('a compile host that', () => {
  for (const [name, answer, why] of misbehaviours) {
    it(`${name} costs a program its native code and nothing else`, async () => {
      const run = await runUnderHost(program, { answer, options: { mode: 'all' } });
      expect(run).toMatchObject({ status: 0, stdout: 'begin\n42\n' });
      expect(run.stderr.startsWith(gone + why)).toBe(true);
      expect(run.stderr.split('\n')).toHaveLength(2);
    });

    it(`${name} costs a program no more that does not wait for it`, async () => {
      const run = await runUnderHost(busy, { answer, options: { mode: 'hot' } });
      expect(run).toMatchObject({ status: 0, stdout: 'begin\nTrue\n' });
      expect(
        run.stderr.startsWith(gone + why.replace(' instead of request 1)', ', which is none)')),
      ).toBe(true);
      expect(run.stderr.split('\n')).toHaveLength(2);
    });

    it(`${name} ends a strict program with status 70`, async () => {
      const run = await runUnderHost(program, { answer, options: { strict: true } });
      expect(run).toMatchObject({ status: 70, stdout: '' });
      expect(run.stderr).toMatch(/^nativecompile: strict: the compile host is gone: .+\n$/);
    });
  }

  it('dies in the middle of an answer is a dead one', async () => {
    const run = await runUnderHost(program, {
      options: { mode: 'all' },
      answer: (_, id) =>
        encodeHostMessage(id, { kind: 'failed', message: 'x'.repeat(50) }).subarray(0, 30),
    });
    // The rest never comes and the connection stays open: the helper must not wait for ever.
    expect(run).toMatchObject({ status: 0, stdout: 'begin\n42\n' });
    expect(run.stderr).toBe(`${gone} (it does not answer)\n`);
  });

  it('refuses a code object leaves it interpreted, and a strict program fails', async () => {
    expect(await runUnderHost(program)).toMatchObject({ status: 0, stderr: '' });
    const strict = await runUnderHost(program, { options: { strict: true } });
    expect(strict.status).toBe(70);
    expect(strict.stderr).toContain('this host never compiles');
  });

  it('is of another build is refused before anything runs', async () => {
    for (const [hello, words] of [
      [{ version: 7 }, `it speaks protocol 7 and this helper ${PROTOCOL_VERSION}`],
      [{ buildHash: 0xabc }, 'it was built for helper 00000abc and this is helper'],
      [{ refusal: 'the project moved' }, 'the project moved'],
    ] as const) {
      const run = await runUnderHost(program, { hello });
      expect(run).toMatchObject({ status: 3, stdout: '' });
      expect(run.stderr).toContain(`nativecompile: the compile host cannot be used: ${words}`);
    }
  });
});

describe('a process of the program', () => {
  const kinds = (messages: readonly HelperMessage[]) => messages.map((message) => message.kind);

  it('has the options of its parent, and connections of its own', async () => {
    const script = [
      'import os, subprocess, sys',
      'sys.stdout.flush()',
      'if os.fork() == 0:',
      '    exec(compile("x = 1", "<child>", "exec"))',
      '    os._exit(0)',
      'os.wait()',
      'command = [sys.executable, "-c", "import os; print([k for k in os.environ if k[0] == ' +
        "'N' and k != 'NATIVECOMPILE_EXECUTION'])\"]",
      'for env in None, {}, dict(os.environ):',
      '    print(subprocess.run(command, env=env, capture_output=True, text=True))',
    ].join('\n');
    const { stdout, stderr, messages } = await runUnderHost(['-c', script], {
      options: { mode: 'all' },
    });
    expect(stderr).toBe('');
    expect(stdout.match(/returncode=0, stdout='\[\]\\n', stderr=''/g)).toHaveLength(3);
    // The program, the forked child and three commands.
    expect(kinds(messages).filter((kind) => kind === 'hello')).toHaveLength(5);
  });

  it('may close every descriptor and use their numbers', async () => {
    const script = [
      'import os, tempfile',
      'os.closerange(3, 5000)',
      'file = tempfile.TemporaryFile()',
      'print(file.fileno())',
      'for number in range(10, 1000): os.dup2(3, number)',
      'exec("def f(n): return n + 1\\nf(1)")',
      'print(os.fstat(3).st_size)',
    ].join('\n');
    const run = await runUnderHost(['-c', script], { options: { mode: 'all' } });
    expect(run).toMatchObject({ status: 0, stdout: '3\n0\n', stderr: '' });
    expect(kinds(run.messages).filter((kind) => kind === 'hello')).not.toHaveLength(1);
  });

  it('finds a closed standard stream closed', async () => {
    const command = 'import os, sys; print(sys.stdin); os.fstat(0)';
    const script = [
      'import subprocess, sys',
      `command = [sys.executable, '-c', ${JSON.stringify(command)}]`,
      'close = "exec 0<&-; exec \\"$@\\""',
      'run = subprocess.run(["sh", "-c", close, "sh", *command], capture_output=True, text=True)',
      'print(run.stdout, run.stderr.splitlines()[-1])',
    ].join('\n');
    const { stdout } = await runUnderHost(['-c', script]);
    expect(stdout).toBe('None\n OSError: [Errno 9] Bad file descriptor\n');
  });

  it('announces what it did, and its last words', async () => {
    const run = await runUnderHost(['-c', 'import sys; sys.exit(5)'], { options: { stats: true } });
    expect(run.status).toBe(5);
    const stats = run.messages.find((message) => message.kind === 'stats');
    expect(JSON.parse(stats?.json ?? '')).toMatchObject({ nativeFrames: 0 });

    const crash = await runUnderHost(['-c', 'import ctypes; ctypes.string_at(16)']);
    expect(crash.signal).toBe('SIGSEGV');
    expect(crash.stderr).toMatch(
      /^nativecompile: SIGSEGV at .*accessing (?:0{8})?00000010\n.* [er]ip=/,
    );
    expect(crash.stderr).toContain('innermost Python frame is string_at, defined in line ');
    const faults = crash.messages.filter((message) => message.kind === 'fault');
    expect(faults.map((fault) => fault.text).join('')).toBe(crash.stderr);
  });

  it('that sends itself a signal dies of it without a word', async () => {
    const run = await runUnderHost(['-c', 'import os; os.kill(os.getpid(), 11)']);
    expect(run).toMatchObject({ signal: 'SIGSEGV', stderr: '' });
  });

  it('leaves faults to faulthandler where that is enabled', async () => {
    const run = await runUnderHost(['-Xfaulthandler', '-c', 'import ctypes; ctypes.string_at(16)']);
    expect(run.signal).toBe('SIGSEGV');
    expect(run.stderr).toMatch(/^Fatal Python error: Segmentation fault\n/);
    expect(run.stderr).not.toContain('nativecompile');
  });
});
