/** The CPython 3.11 that the bytecode tests ask for code objects. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isEmulated } from '../harness/execution.js';

/** The private runtime's own interpreter, started through its own loader: nothing is installed. */
const launcher = fileURLToPath(
  new URL('../../native/launcher/build/start-x86-32', import.meta.url),
);
const root = fileURLToPath(new URL('../../.runtime/root', import.meta.url));
const runtimePython = [
  launcher,
  `${root}/lib/ld-linux.so.2`,
  '--library-path',
  `${root}/lib/i386-linux-gnu:${root}/usr/lib/i386-linux-gnu`,
  `${root}/usr/bin/python3.11`,
];

const MAX_OUTPUT = 1 << 29;

/**
 * What starts this Python without detours, such as a script of a version manager; null where it is
 * no CPython 3.11.
 */
function python311([command = '', ...prefix]: readonly string[]): readonly string[] | null {
  try {
    const program = 'import sys; print(*sys.version_info[:2]); print(sys.executable)';
    const output = execFileSync(command, [...prefix, '-I', '-c', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [version, executable = ''] = output.toString().split('\n');
    if (version !== '3 11') return null;
    return prefix.length === 0 ? [executable] : [command, ...prefix];
  } catch {
    return null;
  }
}

/** The command, as the beginning of an argument list. */
function findPython(): readonly string[] {
  const configured = process.env.NATIVECOMPILE_TEST_PYTHON;
  // Where 32-bit code is emulated, that of the machine is ten times as fast.
  const usual = isEmulated() ? [['python3.11'], runtimePython] : [runtimePython, ['python3.11']];
  const candidates = configured !== undefined ? [[configured]] : usual;
  for (const candidate of candidates) {
    const found = python311(candidate);
    if (found !== null) return found;
  }
  throw new Error(`none of these is a CPython 3.11: ${candidates.map((c) => c.at(-1)).join(', ')}`);
}

let python: readonly string[] | undefined;

/** Runs a Python program and returns what it writes. */
export function runPython(program: string, args: readonly string[] = [], input = ''): Buffer {
  python ??= findPython();
  const [command = '', ...prefix] = python;
  return execFileSync(command, [...prefix, '-I', '-W', 'ignore', '-c', program, ...args], {
    input,
    maxBuffer: MAX_OUTPUT,
  });
}

export interface Source {
  readonly source: string;
  readonly mode?: 'exec' | 'single' | 'eval';
}

/** The marshalled code objects of some sources, compiled by one Python process. */
export function marshalSources(sources: readonly Source[]): Uint8Array[] {
  const program = `
import base64, json, marshal, sys
print(json.dumps([
    base64.b64encode(marshal.dumps(compile(s['source'], '<test>', s.get('mode', 'exec')))).decode()
    for s in json.load(sys.stdin)
]))`;
  const encoded: string[] = JSON.parse(runPython(program, [], JSON.stringify(sources)).toString());
  return encoded.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
}

/** The marshalled value of a Python expression. */
export function marshalExpression(expression: string): Uint8Array {
  const program = `import marshal, sys; sys.stdout.buffer.write(marshal.dumps(eval(sys.argv[1])))`;
  return new Uint8Array(runPython(program, [expression]));
}
