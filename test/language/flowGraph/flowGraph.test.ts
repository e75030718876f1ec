/**
 * What a picture of a function's control flow says: blocks in Python's words, and where control
 * goes.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { flowGraph } from '../../../server/src/language/flowGraph/flowGraph.js';
import { details } from '../../../server/src/language/views.js';
import { compileText } from '../compileText.js';
import { graphOf, written } from './graphs.js';

const project = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const dot = `def dot(a, b):
    total = 0
    for i in range(len(a)):
        if a[i] > 990:
            continue
        total += a[i] * b[i]
    return total
`;

it('shows a loop, its lines and when control goes which way', async () => {
  expect(written(await graphOf(dot, 'dot'))).toBe(`0 entry
  2 | total = 0
  3 | iter(range(len(a)))
  → 1 fall
1 loop
  3 | next(range(len(a)))
  → 4 jump no more
  → 2 fall item
2 plain
  3 | i = next(range(len(a)))
  4 | if a[i] > 990:
  → 3 jump false
  → 1 fall true
3 plain
  6 | total += a[i] * b[i]
  → 1 jump
4 plain
  7 | return total`);
});

it('names what is decided where the line says something else', async () => {
  const text = `def f(x, items):
    if not x and items is not None:
        return 1
    return [i for i in items if i] or x
`;
  expect(written(await graphOf(text, 'f'))).toBe(`0 entry
  2 | x?
  → 3 jump true
  → 1 fall false
1 plain
  2 | items?
  → 3 jump None
  → 2 fall not None
2 plain
  3 | return 1
3 plain
  4 | iter(items)
   | [i for i in items if i]?
  → 5 jump true
  → 4 fall false
4 plain
  4 | x
  → 5 fall
5 plain
  4 | return [i for i in items if i] or x`);
});

it('leads exceptions to what catches them, past what only raises them again', async () => {
  const text = `def f(path):
    try:
        with open(path) as file:
            file.read()
    except ValueError as error:
        raise KeyError from error
    finally:
        print('done')
`;
  const graph = await graphOf(text, 'f');
  expect(written(graph)).toMatchInlineSnapshot(`
    "0 entry
      2 | try:
      3 | enter open(path)
       | file = value
      4 | file.read()
       | exit without an exception
      → 4 exception
      → 1 exception
      → 8 jump
    1 handler
      3 | an exception was raised
       | exit with the exception
       | is it to be swallowed?
      → 4 exception
      → 3 jump true
      → 2 fall false
    2 plain
      3 | raise it again
      → 4 exception
    3 plain
      3 | the exception is over
      → 4 exception
      → 8 fall
    4 handler
       | an exception was raised
      5 | is it a ValueError?
      → 9 exception
      → 7 jump false
      → 5 fall true
    5 plain
      5 | error = exception
      6 | raise KeyError from error
      → 9 exception
      → 6 exception
    6 handler
       | del error
       | raise it again
      → 9 exception
    7 plain
      5 | raise it again
      → 9 exception
    8 plain
      8 | print('done')
       | return None
    9 handler
       | an exception was raised
      8 | print('done')
       | raise it again"
  `);
  // Three that put the state of exceptions in order, and a jump.
  expect(graph.leftOut).toBe(4);
});

it('says of await and yield what they wait for', async () => {
  const text = `async def f(q):
    async for z in q:
        await z
        yield z
`;
  expect(written(await graphOf(text, 'f'))).toMatchInlineSnapshot(`
    "0 entry
      2 | aiter(q)
      → 1 fall
    1 loop
      2 | anext(iterator)
      → 8 exception
      → 2 fall
    2 plain
      2 | run what is waited for
      → 8 exception
      → 4 jump done
      → 3 fall not done
    3 plain
      2 | not done: hand on what it yields
      → 8 exception
      → 2 jump
    4 plain
      2 | z = result
      3 | await z
      → 5 fall
    5 plain
      3 | run what is waited for
      → 7 jump done
      → 6 fall not done
    6 plain
      3 | not done: hand on what it yields
      → 5 jump
    7 plain
      4 | yield z
      → 1 jump
    8 handler
      2 | no more items, or raise again
       | return None"
  `);
});

it('adds bytecode, and then all blocks, with the level of detail', async () => {
  const [essential, hot, all] = await Promise.all(
    details.map((detail) => graphOf(dot, 'dot', detail)),
  );
  const bytecode = (graph: typeof hot) =>
    graph!.blocks.flatMap(({ rows }) => rows.filter(({ kind }) => kind === 'bytecode')).length;
  expect(bytecode(essential)).toBe(0);
  expect(bytecode(hot)).toBeGreaterThan(20);
  expect(hot!.blocks.length).toBe(essential!.blocks.length);
  expect([hot!.leftOut, all!.leftOut]).toEqual([1, 0]);
  expect(all!.blocks.length).toBe(hot!.blocks.length + 1);
});

it('counts blocks and edges after a run, as far as lines tell', async () => {
  const counts = new Map([
    [1, 1],
    [2, 500],
    [3, 500_500],
    [4, 500_000],
    [6, 495_500],
    [7, 500],
  ]);
  const { blocks, edges } = await graphOf(dot, 'dot', 'essential', counts);
  expect(blocks.map(({ executions }) => executions)).toEqual([500, 500_500, 500_000, 495_500, 500]);
  const taken = Object.fromEntries(
    edges.map((edge) => [`${edge.from}-${edge.to}`, edge.executions]),
  );
  expect(taken).toEqual({
    '0-1': 500,
    '1-2': 500_000,
    '1-4': 500,
    '2-1': 4_500,
    '2-3': 495_500,
    '3-1': 495_500,
  });
});

it('marks what is left to the interpreter', async () => {
  const { results, source } = await compileText(dot, new Set(['BINARY_SUBSCR'] as const));
  const graph = flowGraph(results[1]!, { lines: source.lines, detail: 'essential', counts: null });
  expect(graph?.blocks.map(({ isInterpreted }) => isInterpreted)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
});

it('draws every function of some examples so that all is reached', async () => {
  const files = ['examples/bank.py', 'examples/kitchen.py', 'examples/json_reader.py'];
  let functions = 0;
  for (const file of files) {
    const { results, source } = await compileText(readFileSync(join(project, file)));
    for (const result of results) {
      for (const detail of details) {
        const graph = flowGraph(result, { lines: source.lines, detail, counts: null });
        const { blocks, edges } = graph!;
        const reached = new Set([0]);
        for (const index of reached) {
          for (const { from, to } of edges) if (from === index) reached.add(to);
        }
        const name = `${file}:${result.code.qualname} ${detail}`;
        expect(reached.size, name).toBe(blocks.length);
        for (const { rows } of blocks) {
          expect(rows.length, name).toBeGreaterThan(0);
          expect(
            rows.filter(({ text }) => text === ''),
            name,
          ).toEqual([]);
        }
      }
      functions += 1;
    }
  }
  expect(functions).toBeGreaterThan(40);
});
