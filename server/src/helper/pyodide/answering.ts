/**
 * The compile service inside of a worker: CPython 3.11 in WebAssembly, which is Pyodide.
 *
 * Maps from: packets of the protocol, whole ones. Maps to: the packets that answer them, made by
 * the same Python code that serves in a CPython of the machine (server/service/pythonService.py).
 * Compiles as the helper does, and runs nothing. Knows neither Node.js nor browsers.
 */

import type { loadPyodide } from 'pyodide';

/** The files and numbers that the service consists of besides Pyodide itself. */
export interface ServiceParts {
  /** Text of server/service/pythonService.py. */
  readonly pythonService: string;
  /** Text of native/helper/compile_service.py. */
  readonly compileService: string;
  /** The protocol's, as pythonService.py takes them. */
  readonly numbers: string;
  /** Bytes that the interpreter may have; it says MemoryError then, as the helper does. */
  readonly memoryLimit: number;
}

export interface Answering {
  /** The packet that the service begins with. */
  readonly hello: Uint8Array;
  /** Throws where the interpreter is lost, as by a stack that is too deep for the engine. */
  answer(packet: Uint8Array): Uint8Array;
}

/** Bytes by which WebAssembly counts memory. */
const PAGE = 65_536;

const FOLDER = '/nativecompile';
const SCRIPT = `${FOLDER}/pythonService.py`;

/** Its last value is what a packet is given to. */
const START = `
import sys
sys.argv = [script, numbers, folder]
service = {'__name__': 'pythonService'}
with open(script, encoding='utf-8') as file:
    exec(compile(file.read(), script, 'exec'), service)
records, describe = service['load_shared_parts'](folder)
lambda data: service['answer'](bytes(data.to_py()), records, describe)
`;

/** @param folder URL or path of Pyodide's files, as `load` takes it */
export async function startAnswering(
  load: typeof loadPyodide,
  folder: string,
  parts: ServiceParts,
): Promise<Answering> {
  limitMemory(parts.memoryLimit);
  const nothing = (): void => {};
  const python = await load({ indexURL: folder, packages: [], stdout: nothing, stderr: nothing });
  python.FS.mkdirTree(FOLDER);
  python.FS.writeFile(SCRIPT, parts.pythonService);
  python.FS.writeFile(`${FOLDER}/compile_service.py`, parts.compileService);
  // Globals of their own, so that nothing of this is among Pyodide's.
  const globals = python.toPy({
    __name__: 'nativecompile',
    script: SCRIPT,
    folder: FOLDER,
    numbers: parts.numbers,
  });
  const answer: (packet: Uint8Array) => BytesOfPython = python.runPython(START, { globals });
  return {
    hello: taken(python.runPython("service['hello']()", { globals })),
    answer: (packet) => taken(answer(packet)),
  };
}

/** `bytes`, as Pyodide shows them. */
interface BytesOfPython {
  toJs(): Uint8Array;
  destroy(): void;
}

function taken(bytes: BytesOfPython): Uint8Array {
  try {
    return bytes.toJs();
  } finally {
    bytes.destroy();
  }
}

/** Of `WebAssembly.Memory`, of which this project's types know nothing. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Pyodide asks for up to two gibibytes, and takes a refusal as Python takes one of `malloc`. */
function limitMemory(limit: number): void {
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Memory: { prototype: Memory } };
  };
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function limited(this: Memory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE > limit) {
      throw new RangeError('The compile service may not have more memory.');
    }
    return grow.call(this, pages);
  };
}
