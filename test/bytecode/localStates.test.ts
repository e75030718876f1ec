/** Which variables are bound where, against the meaning of the question: all paths tried. */
import { describe, expect, it } from 'vitest';
import { allCodeObjects, argumentSlots } from '../../server/src/bytecode/codeObject.js';
import {
  buildControlFlowGraph,
  type ControlFlowGraph,
  fallsThrough,
} from '../../server/src/bytecode/controlFlowGraph.js';
import {
  CAN_BE_BOUND,
  CAN_BE_UNBOUND,
  localStates,
} from '../../server/src/bytecode/localStates.js';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { marshalSources } from './python.js';
import { randomNumbers } from './random.js';

function graphOf(source: string): ControlFlowGraph {
  const codes = allCodeObjects(readCode(marshalSources([{ source }])[0]!));
  return buildControlFlowGraph(codes.find(({ name }) => name === 'f')!);
}

/** Opcode, variable and state of each instruction that names a variable. */
function described(graph: ControlFlowGraph): string[] {
  const states = localStates(graph);
  return graph.instructions.flatMap(({ opcode, oparg }, index) => {
    if (states[index] === 0) {
      return [];
    }
    const state = ['', 'bound', 'unbound', 'either'][states[index]!];
    return [`${opcode} ${graph.code.localsplusnames[oparg]} ${state}`];
  });
}

/** The states by trying every way through the code, one set of bound variables at a time. */
function bruteForce(graph: ControlFlowGraph): Uint8Array {
  const { instructions } = graph;
  const states = new Uint8Array(instructions.length);
  const seen = new Set<string>();
  const pending: [number, number][] = [[0, (1 << argumentSlots(graph.code)) - 1]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [index, bound] = next;
    if (seen.has(String(next))) {
      continue;
    }
    seen.add(String(next));
    const instruction = instructions[index]!;
    const bit = 1 << instruction.oparg;
    let after = bound;
    let fails = false;
    switch (instruction.opcode) {
      case 'LOAD_FAST':
      case 'DELETE_FAST':
        fails = (bound & bit) === 0;
        after = instruction.opcode === 'LOAD_FAST' ? bound : bound & ~bit;
        states[index]! |= fails ? CAN_BE_UNBOUND : CAN_BE_BOUND;
        break;
      case 'STORE_FAST':
        states[index]! |= (bound & bit) === 0 ? CAN_BE_UNBOUND : CAN_BE_BOUND;
        after = bound | bit;
        break;
    }
    const handler = graph.handlers[index];
    if (handler) {
      pending.push([graph.indexAt(handler.target)!, bound]);
    }
    if (!fails) {
      if (instruction.jumpTarget !== null) {
        pending.push([graph.indexAt(instruction.jumpTarget)!, after]);
      }
      if (fallsThrough(instruction)) {
        pending.push([index + 1, after]);
      }
    }
  }
  return states;
}

describe('variables', () => {
  it('are bound by arguments and assignments', () => {
    const graph = graphOf('def f(a, *b, c, **d):\n  e = a, b, c, d\n  return e\n');
    expect(described(graph)).toEqual([
      'LOAD_FAST a bound',
      'LOAD_FAST b bound',
      'LOAD_FAST c bound',
      'LOAD_FAST d bound',
      'STORE_FAST e unbound',
      'LOAD_FAST e bound',
    ]);
  });

  it('are unbound by del, and bound again after a read', () => {
    const graph = graphOf('def f(a):\n  if a: b = 1\n  b\n  b\n  del b\n  b\n');
    expect(described(graph).slice(1)).toEqual([
      'STORE_FAST b unbound',
      'LOAD_FAST b either',
      'LOAD_FAST b bound',
      'DELETE_FAST b bound',
      'LOAD_FAST b unbound',
    ]);
  });

  it('may be unbound in a handler', () => {
    const graph = graphOf(
      'def f(a):\n  try:\n    b = a()\n    del a\n  except E:\n    return a, b\n',
    );
    const handler = described(graph).slice(3);
    expect(handler).toEqual(['LOAD_FAST a either', 'LOAD_FAST b either']);
  });

  it('are cells once made', () => {
    const graph = graphOf('def f(a):\n  b = 1\n  return lambda: (a, b)\n');
    expect(described(graph)).toEqual([
      'MAKE_CELL a bound',
      'MAKE_CELL b unbound',
      'LOAD_CLOSURE a bound',
      'LOAD_CLOSURE b bound',
    ]);
  });
});

/** A random function body with loops, handlers, deletions. */
function randomBody(random: (below: number) => number, depth: number, indent: string): string {
  const variable = (): string => 'abcde'[random(5)]!;
  let body = '';
  for (let n = 1 + random(4); n > 0; n--) {
    const inner = (): string =>
      depth === 0 ? `${indent}  ${variable()}\n` : randomBody(random, depth - 1, `${indent}  `);
    const statements = [
      () => `${indent}${variable()} = ${variable()}\n`,
      () => `${indent}del ${variable()}\n`,
      () => `${indent}${variable()} = 1\n`,
      () => `${indent}${variable()}()\n`,
      () => `${indent}if x:\n${inner()}${indent}else:\n${inner()}`,
      () => `${indent}for ${variable()} in x:\n${inner()}`,
      () => `${indent}while x:\n${inner()}${indent}  if x: break\n`,
      () => `${indent}try:\n${inner()}${indent}except X as ${variable()}:\n${inner()}`,
      () => `${indent}try:\n${inner()}${indent}finally:\n${inner()}`,
      () => `${indent}with x as ${variable()}:\n${inner()}`,
    ];
    body += statements[random(statements.length)]!();
  }
  return body;
}

it('has every state that some way has, and few more, in 300 random functions', () => {
  const random = randomNumbers(7);
  const sources = Array.from({ length: 300 }, () => ({
    source: `def f(a, x):\n  y = b = 1\n${randomBody(random, 3, '  ')}`,
  }));
  let exact = 0;
  let total = 0;
  for (const [n, bytes] of marshalSources(sources).entries()) {
    const graph = buildControlFlowGraph(allCodeObjects(readCode(bytes))[1]!);
    const states = localStates(graph);
    bruteForce(graph).forEach((tried, index) => {
      expect(states[index]! & tried, sources[n]!.source).toBe(tried);
      // What follows a variable that is never bound there, no way reaches.
      total += tried === 0 ? 0 : 1;
      exact += tried !== 0 && tried === states[index] ? 1 : 0;
    });
  }
  expect(exact / total).toBeGreaterThan(0.9);
});
