/**
 * Programs that nobody wrote for this purpose: the standard library's own commands do the same
 * natively as interpreted, strictly, with everything compiled.
 */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { difference } from './difference.js';
import { limit } from './limit.js';
import { project } from './programs.js';
import { interpreted, native, type Outcome, run } from './ways.js';
import { patience } from '../harness/patience.mjs';
import { sampleCases } from '../harness/sample.js';

const examples = join(project, 'examples');
const parser = join(examples, 'calculator.py');
const library = join(project, '.runtime', 'root', 'usr', 'lib', 'python3.11');

/** Module and arguments, and standard input where the command reads it. */
const commands: [string[], string?][] = [
  [['this']],
  [['__hello__']],
  [['calendar', '2024', '2']],
  [['calendar', '-t', 'html', '2023']],
  [['ast', parser]],
  [['ast', '-m', 'eval', '-a', '-'], '(lambda x: x + 1)(2)\n'],
  [['tokenize', '-e', parser]],
  [['tabnanny', '-v', examples]],
  [['base64', '-e', parser]],
  [['quopri', '-t'], 'Grüße = 1\n'],
  [['encodings.rot_13'], 'Uryyb, jbeyq!\n'],
  [['json.tool', '--sort-keys', '--indent', '2'], '{"b": [1, 2.5, null], "a": {"x": "\\u00e9"}}'],
  [['json.tool'], '{"broken": }'],
  [['textwrap']],
  [['difflib', parser, join(examples, 'json_reader.py')]],
  [['inspect', 'textwrap:dedent']],
  [['inspect', '--details', 'fractions']],
  [['pyclbr', join(library, 'textwrap.py')]],
  [['symtable']],
  [['dis', parser]],
  [['doctest', '-v', join(library, 'test', 'doctest_aliases.py')]],
  [['unittest', '-v', 'test.test_textwrap.DedentTestCase', 'test.test_colorsys']],
  [['trace', '--listfuncs', join(examples, 'routes.py')]],
  [['trace', '--count', '--summary', '-C', '/nonexistent', join(examples, 'bank.py')]],
  [
    [
      'lib2to3',
      '-f',
      'print',
      '-f',
      'dict',
      join(library, 'lib2to3', 'tests', 'data', 'fixers', 'bad_order.py'),
    ],
  ],
  [['lib2to3', '-f', 'all', parser]],
  [['pdb', join(examples, 'hello.py')], 'next\nlist\nbreak 3\ncontinue\nquit\n'],
  [['code', '-q'], 'x = [i * i for i in range(5)]\nx\ndef f(n):\n    return 1 / n\n\nf(0)\nf(2)\n'],
  [['mimetypes', 'a.html', 'b.tar.gz', 'c.unknown']],
  [['zipfile', '-l', join(project, 'no-such.zip')]],
  [['modulefinder', '-q', join(examples, 'word_count.py')]],
  [['heapq']],
  [['shlex'], 'words "in quotes" here\n'],
];

const two = limit(2);

const chosen = sampleCases("the library's own commands", commands, {
  costPerCase: 8.5,
  nameOf: ([args]) => args.join(' '),
});

/** unittest says how long it took. */
function withoutTimes(outcome: Outcome): Outcome {
  return { ...outcome, stderr: outcome.stderr.replace(/ in \d+\.\d+s$/m, '') };
}

describe('python -m', () => {
  for (const [args, input = ''] of chosen) {
    it.concurrent(
      args.join(' ').replaceAll(project, '…'),
      () =>
        two(async () => {
          const program = { name: args[0]!, line: ['-m', ...args], input: Buffer.from(input) };
          const expected = withoutTimes(await run(interpreted, program));
          const found = withoutTimes(await run(native, program));
          expect(difference('interpreted', expected, 'native', found)).toBeNull();
        }),
      patience(2_000),
    );
  }
});
