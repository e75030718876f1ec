/** The CPython 3.11 that the bytecode tests ask for code objects. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const helper = fileURLToPath(
  new URL('../../native/helper/build/nativecompile-helper', import.meta.url),
);

const MAX_OUTPUT = 1 << 29;

function isPython311(command: string): boolean {
  try {
    const program = 'import sys; print(*sys.version_info[:2])';
    const output = execFileSync(command, ['-I', '-c', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.toString().trim() === '3 11';
  } catch {
    return false;
  }
}

function findPython(): string {
  const configured = process.env.NATIVECOMPILE_TEST_PYTHON;
  const candidates = configured !== undefined ? [configured] : [helper, 'python3.11'];
  const found = candidates.find(
    (command) => (command !== helper || existsSync(helper)) && isPython311(command),
  );
  if (found === undefined) {
    throw new Error(`none of these is a CPython 3.11: ${candidates.join(', ')}`);
  }
  return found;
}

let python: string | undefined;

/** Runs a Python program and returns what it writes. */
export function runPython(program: string, args: readonly string[] = [], input = ''): Buffer {
  python ??= findPython();
  return execFileSync(python, ['-I', '-W', 'ignore', '-c', program, ...args], {
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
