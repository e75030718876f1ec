/**
 * What is said to be interpreted behind an exit from native code is what a run does not count; and
 * it is not shown as 0.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { locationAt } from '../../server/src/bytecode/locationTable.js';
import { isRefusal } from '../../server/src/compiler/index.js';
import { exitsOf } from '../../server/src/language/exits.js';
import { locationsOf } from '../../server/src/language/locations.js';
import type { OpcodeName } from '../../server/src/opcodes/opcodeNames.js';
import { parseReport } from '../../server/src/run/runReport.js';
import { nativecompile, sourceFile, temporaryFolder } from '../cli/command.js';
import { analyseText } from '../language/analyseText.js';
import { service } from '../language/compileText.js';
import { hover, opened, removePrograms, runData, start, stopPrograms } from './editorRun.js';

afterEach(stopPrograms);
afterAll(() => {
  service.stop();
  removePrograms();
});

const program = `import asyncio
def straight(a):
    b = a + 1
    c = f'{a}'
    b = b * 2
    for i in range(3):
        b += i
    return b, c
def loop(items):
    n = 0
    for i in items:
        n += i
        if i > 2:
            t = f'{i}'
            n += 1
        n += 2
    return n
def handled(a):
    try:
        a = f'{a}'
        raise ValueError(a)
    except ValueError as error:
        a = str(error)
    finally:
        a = a + 'x'
    return a
def generator(items):
    for i in items:
        if i == 1:
            t = f'{i}'
            i = i + 1
        yield i
        i = i * 2
def delegating(items):
    t = f'{items}'
    x = yield from generator(items)
    y = 5
    return y
async def wait(a):
    b = f'{a}'
    await asyncio.sleep(0)
    c = a + 1
    return c
def never(a):
    if a:
        return f'{a}'
    a = 2
    with open('/dev/null') as file:
        a = a + 1
    return a
print(straight(1), loop([1, 2, 3, 4]), handled(1), list(generator([0, 1, 2])))
print(list(delegating([1, 2])), asyncio.run(wait(1)), never(0), [f'{x}' for x in 'ab'])
`;

it.each<[OpcodeName]>([['FORMAT_VALUE'], ['CALL'], ['STORE_FAST'], ['COMPARE_OP'], ['GET_ITER']])(
  'lines that native code executed with %s excluded are not said to be interpreted',
  async (excluded) => {
    const source = sourceFile(program);
    const path = join(temporaryFolder(), 'report.json');
    const counting = ['--counters', 'lines', '--without', excluded];
    const { stderr } = await nativecompile(['run', ...counting, '--report', path, source]);
    expect(stderr).toBe('');
    const counts = parseReport(readFileSync(path, 'utf8'))?.counts?.functions ?? [];
    const { functions } = await analyseText(program, excluded);
    let interpreted = 0;
    for (const { result } of functions) {
      if (isRefusal(result)) throw new Error(result.refused);
      const { code, instructions } = result;
      const counted = counts.find(
        ({ file, name, firstLine }) =>
          file === source && name === code.qualname && firstLine === code.firstlineno,
      );
      const exits = exitsOf(result);
      const native = new Set<number | null>();
      const all = new Set<number>();
      instructions.forEach(({ offset }, index) => {
        const { line } = locationAt(locationsOf(code), offset);
        if (line !== null) all.add(line);
        if (exits.executorOf(index) === 'native' || exits.executorOf(index) === 'both') {
          native.add(line);
        }
        // A line counts where native code comes to it, even if it goes no further.
        if (exits.all.some(({ instructionIndex }) => instructionIndex === index)) native.add(line);
      });
      for (const line of all) {
        if (native.has(line)) continue;
        interpreted += 1;
        expect(counted?.lines.get(line) ?? 0, `${code.qualname}, line ${line}`).toBe(0);
      }
    }
    expect(interpreted).toBeGreaterThan(3);
  },
);

it('counts of lines that only the interpreter executes are not shown', async () => {
  const text = `def f(a):
    b = f'{a}'
    for i in range(10):
        b += str(i * 2)
    return b
print(f(1))
`;
  const document = await opened(text, { compile: { excludeOpcodes: ['FORMAT_VALUE'] } });
  const { ended } = await start(document);
  expect(await ended).toBe('1024681012141618\n');
  const { counts } = await runData(document, ({ live }) => !live);
  expect(counts.map(({ line, count }) => [line + 1, count])).toEqual([
    [1, 1],
    [2, 1],
    [6, 1],
  ]);
  expect(await hover(document, 3, 24)).toMatch(/^\*\*interpreted\*\*: /);
  expect(await hover(document, 3, 24)).not.toContain('Last run');
  expect(await hover(document, 1, 4)).toContain('executed natively 1×');
});
