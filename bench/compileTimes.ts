/**
 * How long the compiler takes in a warm process: `_pydecimal.py`, whether twice the code takes at
 * most about twice the time, and how many bytes of machine code a bytecode becomes.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCode } from '../server/src/bytecode/marshal.js';
import { isRefusal } from '../server/src/compiler/compiledCode.js';
import { compileTree, encodeImage } from '../server/src/compiler/index.js';
import { type TargetName, targetNames } from '../server/src/compiler/target/target.js';
import { makeCompileService } from '../server/src/helper/compilers.js';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const library = join(project, '.runtime', 'root', 'usr', 'lib', 'python3.11');
const ROUNDS = 7;
const service = makeCompileService({
  path: join(project, 'native', 'helper', 'build', 'x86-32', 'nativecompile-helper'),
});

interface Figures {
  /** Source to bytecode, in the helper. */
  readonly parse: number;
  /** Bytecode to images. */
  readonly compile: number;
  /** The same in processor time, which other programs on the machine do not lengthen. */
  readonly processor: number;
  readonly imageBytes: number;
  readonly codeBytes: number;
  readonly instructions: number;
}

async function once(source: Uint8Array, target: TargetName): Promise<Figures> {
  const begun = performance.now();
  const answer = await service.compile('bench.py', source);
  const parsed = performance.now();
  const usage = process.cpuUsage();
  if (answer.kind !== 'marshal') throw new Error('the source does not compile');
  let imageBytes = 0;
  let codeBytes = 0;
  let instructions = 0;
  for (const result of compileTree(readCode(answer.code), { target, without: new Set() })) {
    if (isRefusal(result)) throw new Error(`refused: ${result.refused}`);
    imageBytes += encodeImage(result, 0).length;
    codeBytes += result.statistics.bytes;
    instructions += result.statistics.instructions;
  }
  const compile = performance.now() - parsed;
  const { user, system } = process.cpuUsage(usage);
  const processor = (user + system) / 1000;
  return { parse: parsed - begun, compile, processor, imageBytes, codeBytes, instructions };
}

/** The one of some rounds that took the least processor time; the first ones warm up. */
async function best(source: Uint8Array, target: TargetName = 'x86-32'): Promise<Figures> {
  let found = await once(source, target);
  for (let round = 0; round < ROUNDS; round += 1) {
    const figures = await once(source, target);
    if (figures.processor < found.processor) found = figures;
  }
  return found;
}

const total = ({ parse, compile }: Figures): number => parse + compile;

function straightLine(statements: number): Uint8Array {
  const lines = ['def f(a, b, c):', '    total = 0'];
  for (let i = 0; i < statements; i += 1) {
    lines.push(`    if a > ${i}: total += b * ${i}; c = [total, a.real, c]`);
  }
  lines.push('    return total, c');
  return Buffer.from(lines.join('\n'));
}

function expression(terms: number): Uint8Array {
  const sum = Array.from({ length: terms }, (_, i) => `x * ${i}`).join(' + ');
  return Buffer.from(`def f(x):\n    return ${sum}\n`);
}

function nestedLoops(functions: number): Uint8Array {
  const source = Array.from(
    { length: functions },
    (_, i) =>
      `def f${i}(n):\n    for i in range(n):\n        try:\n            yield i + ${i}\n        except ValueError as e:\n            print(e)\n`,
  );
  return Buffer.from(source.join(''));
}

const decimal = readFileSync(join(library, '_pydecimal.py'));
const lines = decimal.toString('latin1').split('\n').length;
for (const target of targetNames) {
  const figures = await best(decimal, target);
  console.log(
    `\n${target}, _pydecimal.py (${lines} lines), warm: ${total(figures).toFixed(0)} ms ` +
      `(${figures.parse.toFixed(0)} ms to bytecode, ${figures.compile.toFixed(0)} ms to machine code; ` +
      `processor time of the latter ${figures.processor.toFixed(0)} ms)`,
  );
  console.log(
    `${(figures.codeBytes / figures.instructions).toFixed(1)} bytes of machine code and ` +
      `${(figures.imageBytes / figures.instructions).toFixed(1)} bytes of image per bytecode ` +
      `(${figures.instructions} bytecodes)`,
  );
}
console.log('twice the code takes so many times as long:');
const doubled: [string, Uint8Array, Uint8Array][] = [
  ['_pydecimal.py twice', decimal, Buffer.concat([decimal, Buffer.from('\n'), decimal])],
  ['one function of 8,000 statements', straightLine(4000), straightLine(8000)],
  // CPython's own compiler sets the limit on the depth of expressions.
  ['one sum of 2,800 terms', expression(1400), expression(2800)],
  ['4,000 functions', nestedLoops(2000), nestedLoops(4000)],
];
for (const [title, simple, twice] of doubled) {
  const [a, b] = [await best(simple), await best(twice)];
  console.log(
    `  ${title}: ${(b.processor / a.processor).toFixed(2)} ` +
      `(${a.processor.toFixed(0)} and ${b.processor.toFixed(0)} ms of processor time)`,
  );
}
service.stop();
