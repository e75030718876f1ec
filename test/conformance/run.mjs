/**
 * `node test/conformance/run.mjs [MODULE…] [-- ARGUMENTS OF REGRTEST]`: runs the modules of
 * CPython's own tests, all of core.tsv without any, natively and interpreted, and prints the cases
 * that end otherwise. For working on the compiler: the output of failing modules is shown.
 */

import { differences, explanation } from './comparison.mjs';
import { coreModules } from './modules.mjs';
import { baseline, runModule } from './regrtest.mjs';

const args = process.argv.slice(2);
const separator = args.indexOf('--');
const more = separator >= 0 ? args.slice(separator + 1) : [];
const named = separator >= 0 ? args.slice(0, separator) : args;
const queue = named.length > 0 ? [...named] : coreModules.map(({ name }) => name);
const AT_A_TIME = 2;
let different = 0;

async function work() {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const started = Date.now();
    const expected =
      more.length > 0 ? await runModule(name, 'interpreted', more) : await baseline(name);
    const between = Date.now();
    const found = await runModule(name, 'native', more);
    const lines = differences(expected, found);
    const seconds = `${((between - started) / 1000).toFixed(1)} s, ${((Date.now() - between) / 1000).toFixed(1)} s`;
    const count = Object.keys(found.cases).length;
    console.log(`${lines.length === 0 ? 'same' : 'DIFF'}  ${name}  ${count} cases (${seconds})`);
    if (lines.length > 0) {
      different += 1;
      console.log([...lines, explanation(found.output)].join('\n').replace(/^/gm, '      '));
    }
  }
}

await Promise.all(Array.from({ length: AT_A_TIME }, work));
console.log(different === 0 ? 'no difference' : `${different} modules differ`);
process.exitCode = different === 0 ? 0 : 1;
