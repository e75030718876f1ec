/** Signals reach the program once, and the command ends as the program did. */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { isForeground } from '../../server/src/helper/signals.js';
import {
  nativecompile,
  removeFolders,
  sourceFile,
  temporaryFolder,
  testEnvironment,
} from './command.js';
import { patience } from '../harness/patience.mjs';

afterAll(removeFolders);

const loop = `
def spin():
    n = 0
    while True: n += 1
print("ready", flush=True)
for i in (1, 2):
    try: spin()
    except KeyboardInterrupt: print("caught", i, flush=True)
spin()
`;

/**
 * Runs \`program\` and, each time it prints a line, does the next of \`actions\` with the command's
 * pid.
 */
function interrupted(
  program: string,
  actions: ((pid: number, line: string) => void)[],
  { detached = false, options = [] }: { detached?: boolean; options?: readonly string[] } = {},
) {
  let done = 0;
  return nativecompile([...options, sourceFile(program)], {
    detached,
    onOutput: (stdout, pid) => {
      const lines = stdout.split('\n').slice(0, -1);
      for (; done < lines.length; done += 1) {
        const [action, line] = [actions[done], lines[done] ?? ''];
        // The program is in its loop a moment after it printed.
        setTimeout(patience(1)).then(() => action?.(pid, line));
      }
    },
  });
}

/** Whether there is such a process that has not ended. */
function isRunning(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const kill = (signal: NodeJS.Signals) => (pid: number) => process.kill(pid, signal);

/** The command becomes the program, or starts it and waits. */
const ways: readonly [string, readonly string[]][] = [
  ['that becomes the program', []],
  ['that has a compile host', ['--no-cache']],
];

describe.each(ways)('the command %s', (_, options) => {
  it('passes Ctrl+C in a native loop on, twice, and dies of the third', async () => {
    const outcome = await interrupted(loop, [kill('SIGINT'), kill('SIGINT'), kill('SIGINT')], {
      options,
    });
    expect(outcome).toMatchObject({ stdout: 'ready\ncaught 1\ncaught 2\n', signal: 'SIGINT' });
    expect(outcome.stderr).toMatch(/\n {4}while True: n \+= 1\nKeyboardInterrupt\n$/);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const)('dies of %s', async (signal) => {
    const outcome = await interrupted('print(1, flush=True)\nwhile True: pass\n', [kill(signal)], {
      options,
    });
    expect(outcome).toMatchObject({ signal, stderr: '' });
  });

  it('lets the program handle a signal', async () => {
    const program = `
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))
print("ready", flush=True)
while True: pass
`;
    expect(await interrupted(program, [kill('SIGTERM')], { options })).toMatchObject({
      status: 5,
      signal: null,
    });
  });

  it.each([
    ['SIGABRT', 'import os; os.abort()'],
    ['SIGPIPE', 'import os, signal; signal.signal(13, signal.SIG_DFL); os.kill(os.getpid(), 13)'],
    ['SIGTERM', 'import os; os.kill(os.getpid(), 15)'],
  ])('dies of %s as the program did', async (signal, program) => {
    expect(await nativecompile([...options, '-c', program])).toMatchObject({
      signal,
      stdout: '',
      stderr: '',
    });
  });

  it('explains a crash, with its place', async () => {
    const outcome = await nativecompile([...options, '-c', 'import ctypes; ctypes.string_at(16)']);
    expect(outcome.signal).toBe('SIGSEGV');
    expect(outcome.stderr).toMatch(/^nativecompile: SIGSEGV .*00000010/);
  });

  it('says when the helper was killed', async () => {
    const program = 'import os\nprint(os.getpid(), flush=True)\nwhile True: pass\n';
    const actions = [(_pid: number, line: string) => process.kill(Number(line), 'SIGKILL')];
    const outcome = await interrupted(program, actions, { options });
    expect(outcome.signal).toBe('SIGKILL');
    // Nobody is left to say it where the command was the program itself.
    const words = options.length === 0 ? /^$/ : /^nativecompile: .* was killed \(SIGKILL\)/;
    expect(outcome.stderr).toMatch(words);
  });

  it('takes the program with it when it is killed, but not what the program has forked', async () => {
    const program = `
import os, sys, time
child = os.fork()
if child:
    print(os.getpid(), child, flush=True)
    while True: pass
for descriptor in (0, 1, 2): os.close(descriptor)
time.sleep(${patience(200) / 1000})
`;
    const outcome = await interrupted(program, [(pid) => process.kill(pid, 'SIGKILL')], {
      options,
    });
    expect(outcome.signal).toBe('SIGKILL');
    const [own = '', child = ''] = outcome.stdout.trim().split(' ');
    while (isRunning(own)) await setTimeout(20);
    expect(isRunning(child)).toBe(true);
    process.kill(Number(child), 'SIGKILL');
  });
});

it('verify and bench leave nothing behind when they are interrupted', async () => {
  const folder = temporaryFolder();
  const program = sourceFile(
    `import os, sys, time\nopen(sys.argv[1], "w").write(str(os.getpid()))\ntime.sleep(${patience(350) / 1000})\n`,
  );
  for (const [verb, signal] of [
    ['verify', 'SIGINT'],
    ['bench', 'SIGTERM'],
  ] as const) {
    const note = join(temporaryFolder(), 'pid');
    const ended = nativecompile([verb, program, note], {
      env: { ...testEnvironment(), TMPDIR: folder },
      onStart: async (pid) => {
        while (!existsSync(note) || readFileSync(note, 'utf8') === '') await setTimeout(20);
        process.kill(pid, signal);
      },
    });
    expect(await ended).toMatchObject({ signal, stdout: '' });
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(`/proc/${readFileSync(note, 'utf8')}`)).toBe(false);
  }
});

it('knows from /proc whether the terminal sends it signals', () => {
  expect(isForeground('12 (a) b) S 1 12 12 34816 12 4194304')).toBe(true);
  expect(isForeground('12 (node) S 1 12 12 34816 99 4194304')).toBe(false);
  expect(isForeground('12 (node) S 1 12 12 0 -1 4194304')).toBe(false);
  expect(isForeground('')).toBe(false);
});

it('on a terminal, Ctrl+C interrupts the program once', () => {
  const script = `
import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
output, sent = b"", 0
while True:
    try:
        if select.select([fd], [], [], ${patience(130) / 1000})[0]:
            chunk = os.read(fd, 4096)
            if not chunk: break
            output += chunk
    except OSError:
        break
    if output.count(b"\\n") > sent and sent < 3:
        time.sleep(${patience(2) / 1000})
        os.write(fd, b"\\x03")
        sent += 1
print(os.WTERMSIG(os.waitpid(pid, 0)[1]), output.count(b"caught"))
`;
  const args = [sourceFile(script), 'server/bin/nativecompile', sourceFile(loop)];
  // The terminal is driven by a Python of our own, interpreted.
  const driver = ['--interpret', ...args];
  expect(
    execFileSync('server/bin/nativecompile', driver, { timeout: patience(350) }).toString(),
  ).toBe('2 2\n');
});
