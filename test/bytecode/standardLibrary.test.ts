/**
 * Every code object of the standard library: decoded as CPython reads it, nothing to find, and a
 * part compiled.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { allCodeObjects, type CodeObject } from '../../server/src/bytecode/codeObject.js';
import { buildControlFlowGraph } from '../../server/src/bytecode/controlFlowGraph.js';
import { decodeExceptionTable } from '../../server/src/bytecode/exceptionTable.js';
import { decodeInstructions } from '../../server/src/bytecode/instructions.js';
import { decodeLocations } from '../../server/src/bytecode/locationTable.js';
import { CAN_BE_BOUND, localStates } from '../../server/src/bytecode/localStates.js';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { verifyGraph } from '../../server/src/bytecode/verifier.js';
import { type CompileOptions, compileCode, isRefusal } from '../../server/src/compiler/index.js';
import { opcodeInfo } from '../../server/src/opcodes/opcodeNames.js';
import { runPython } from './python.js';
import { patience } from '../harness/patience.mjs';

interface Module {
  readonly name: string;
  readonly codes: readonly CodeObject[];
  readonly digests: readonly string[];
}

/** What decides differently of what is lowered together. */
const compileOptions: readonly CompileOptions[] = [
  { target: 'x86-32', without: new Set() },
  { target: 'x86-64', without: new Set() },
  { target: 'x86-64', without: new Set(), counters: 'lines' },
  { target: 'x86-32', without: new Set(['POP_TOP']) },
];

/** Compiling it all takes a slow machine that does other things a while. */
const COMPILE_TIMEOUT = patience(1_500);

const script = readFileSync(new URL('standardLibrary.py', import.meta.url), 'utf8');
const modules: Module[] = [];

beforeAll(() => {
  const output = runPython(script);
  for (let position = 0; position < output.length; ) {
    const end = output.indexOf(10, position);
    const header: { module: string; bytes: number; digests: string[] } = JSON.parse(
      output.toString('utf8', position, end),
    );
    position = end + 1 + header.bytes;
    const codes = allCodeObjects(readCode(output.subarray(end + 1, position)));
    modules.push({ name: header.module, codes, digests: header.digests });
  }
}, COMPILE_TIMEOUT);

/** What standardLibrary.py's `reading` gives, made from our decoders. */
function reading(code: CodeObject): number[][] {
  const instructions: number[] = [];
  const targets = new Set<number>();
  for (const instruction of decodeInstructions(code)) {
    const { hasArgument } = opcodeInfo(instruction.opcode);
    const oparg = hasArgument ? instruction.oparg : -1;
    instructions.push(instruction.start, instruction.offset, instruction.code, oparg);
    if (instruction.jumpTarget !== null) {
      targets.add(instruction.jumpTarget);
    }
  }
  return [
    instructions,
    [...targets].sort((a, b) => a - b),
    decodeExceptionTable(code).flatMap((entry) => [
      entry.start,
      entry.end,
      entry.target,
      entry.depth,
      entry.lasti ? 1 : 0,
    ]),
    decodeLocations(code).flatMap((location) => [
      location.line ?? -1,
      location.endLine ?? -1,
      location.column ?? -1,
      location.endColumn ?? -1,
    ]),
  ];
}

function digest(code: CodeObject): string {
  const hasher = createHash('sha1');
  for (const numbers of reading(code)) {
    hasher.update(Int32Array.of(numbers.length));
    hasher.update(Int32Array.from(numbers));
  }
  return hasher.digest('hex').slice(0, 16);
}

it('is large', () => {
  expect(modules.length).toBeGreaterThan(500);
});

it('is decoded as CPython decodes it', () => {
  for (const { name, codes, digests } of modules) {
    expect(codes.length, name).toBe(digests.length);
    codes.forEach((code, number) => {
      if (digest(code) !== digests[number]) {
        const expected: number[][] = JSON.parse(
          runPython(script, [name, String(number)]).toString(),
        );
        expect({ name, code: code.qualname, reading: reading(code) }).toEqual({
          name,
          code: code.qualname,
          reading: expected,
        });
      }
    });
  }
});

it('has nothing for the verifier to find, and the stack size CPython computed', () => {
  const found: unknown[] = [];
  let equal = 0;
  let total = 0;
  for (const { name, codes } of modules) {
    for (const code of codes) {
      const graph = buildControlFlowGraph(code);
      const findings = verifyGraph(graph);
      if (findings.length > 0) {
        found.push([name, code.qualname, findings]);
      }
      expect(graph.maxDepth, `${name} ${code.qualname}`).toBeLessThanOrEqual(code.stacksize);
      equal += graph.maxDepth === code.stacksize ? 1 : 0;
      total += 1;
    }
  }
  expect(found).toEqual([]);
  // CPython also counts a few paths that nothing takes.
  expect(total - equal).toBeLessThan(total / 1000);
});

it('reads few variables that may be unbound', () => {
  let reads = 0;
  let sure = 0;
  for (const { codes } of modules) {
    for (const code of codes) {
      const graph = buildControlFlowGraph(code);
      const states = localStates(graph);
      graph.instructions.forEach(({ opcode }, index) => {
        if (opcode === 'LOAD_FAST' && graph.depths[index]! >= 0) {
          reads += 1;
          sure += states[index] === CAN_BE_BOUND ? 1 : 0;
        }
      });
    }
  }
  expect(sure / reads).toBeGreaterThan(0.95);
});

it(
  'is compiled in part, and the value stack is as the plan foresees it',
  () => {
    const refused: string[] = [];
    const all = modules.flatMap(({ name, codes }) => codes.map((code) => ({ name, code })));
    // Every fifth: compiling takes far longer than decoding.
    for (let number = 0; number < all.length; number += 5) {
      const { name, code } = all[number]!;
      // Emission throws where it has another stack than the plan.
      const result = compileCode(code, compileOptions[number % compileOptions.length]!);
      if (isRefusal(result)) refused.push(`${name} ${code.qualname}: ${result.refused}`);
    }
    expect(refused).toEqual([]);
  },
  COMPILE_TIMEOUT,
);
