/**
 * `node scripts/runTypeScript.mjs test/differential/compare.ts [--reference] [PART-OF-A-NAME…]`
 *
 * Runs the programs whose names contain one of the parts, all without any, interpreted and
 * natively, and with --reference by a 64-bit CPython too; prints the differences. For working on
 * the compiler.
 */

import { difference } from './difference.js';
import { limit } from './limit.js';
import { allPrograms } from './programs.js';
import { interpreted, native, reference, run, withoutInstallation } from './ways.js';

const args = process.argv.slice(2);
const parts = args.filter((arg) => !arg.startsWith('--'));
const other = args.includes('--reference') ? reference() : null;
const programs = allPrograms().filter(
  ({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)),
);
const two = limit(2);
let different = 0;
await Promise.all(
  programs.map((program) =>
    two(async () => {
      const started = performance.now();
      const expected = await run(interpreted, program);
      const between = performance.now();
      const found = await run(native, program);
      const ended = performance.now();
      let text = difference('interpreted', expected, 'native', found);
      if (text === null && other !== null) {
        const third = await run(other, program);
        text = difference(
          other.title,
          withoutInstallation(third),
          'interpreted',
          withoutInstallation(expected),
        );
      }
      const times = `${Math.round(between - started)} ms, ${Math.round(ended - between)} ms`;
      console.log(text === null ? `same  ${program.name} (${times})` : `DIFF  ${program.name}`);
      if (text !== null) {
        different += 1;
        console.log(text.replace(/^/gm, '      '));
      }
    }),
  ),
);
console.log(`${programs.length} programs, ${different} different`);
process.exitCode = different === 0 ? 0 : 1;
