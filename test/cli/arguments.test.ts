/** What the command line's words mean, and which are refused. */

import { describe, expect, it } from 'vitest';
import { parseArguments, verbs } from '../../server/src/cli/arguments.js';
import { noRequest } from '../../server/src/run/editorRequest.js';
import { splitOperand } from '../../server/src/cli/functionChoice.js';
import { meantFunctions, meantVerb, nearest, slips } from '../../server/src/cli/suggestions.js';
import { UsageError, usage } from '../../server/src/cli/usage.js';
import { verbTable } from '../../server/src/cli/verbs.js';

function parse(line: string) {
  const parsed = parseArguments(line === '' ? [] : line.split(' '));
  if (parsed.action !== 'verb') throw new Error(`${line} is ${parsed.action}`);
  return parsed;
}

function refused(line: string): string {
  try {
    parseArguments(line.split(' '));
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`${line} was accepted`);
}

describe('verbs', () => {
  it.each([
    ['hot.py a -b', 'run', 'hot.py a -b'],
    ['run hot.py --strict', 'run', 'hot.py --strict'],
    ['run run', 'run', 'run'],
    ['run -- check', 'run', '-- check'],
    ['-c pass --help', 'run', '-c pass --help'],
    ['-m timeit -h', 'run', '-m timeit -h'],
    ['-I -W error -Xdev x.py', 'run', '-I -W error -Xdev x.py'],
    ['--strict -O x.py --json', 'run', '-O x.py --json'],
    ['', 'run', ''],
    ['- a', 'run', '- a'],
    ['python --version', 'python', '--version'],
    ['python -m test --strict', 'python', '-m test --strict'],
    ['profile hot.py --json', 'profile', 'hot.py --json'],
    ['profile --json -m timeit -h', 'profile', '-m timeit -h'],
    ['asm hot.py:dot', 'asm', 'hot.py:dot'],
    ['check a.py b.py', 'check', 'a.py b.py'],
    ['check a.py --json', 'check', 'a.py'],
    ['verify x.py --json', 'verify', 'x.py --json'],
    ['doctor', 'doctor', ''],
  ])('%s', (line, verb, operands) => {
    const parsed = parse(line);
    expect([parsed.verb, parsed.operands.join(' ')]).toEqual([verb, operands]);
  });
});

describe('options', () => {
  it('are understood before and after the verb, with = and without', () => {
    for (const line of ['--strict run --compile=all x.py', 'run --compile all --strict x.py']) {
      expect(parse(line).options.run).toMatchObject({ strict: true, mode: 'all' });
    }
  });

  it('have the values of the help', () => {
    const { options } = parse(
      '--without BINARY_OP,load_attr --without NOP --no-cache --stats x.py',
    );
    expect(options.run.without).toEqual(['BINARY_OP', 'LOAD_ATTR', 'NOP']);
    expect(options.cache).toBe(false);
    expect(options.run.stats).toBe(true);
    expect(parse('bench --runs 3 --timeout 1.5 x.py').options).toMatchObject({
      runs: 3,
      timeout: 1.5,
    });
    expect(parse('asm x.py').options).toMatchObject({ detail: 'essential', bytes: false });
    expect(parse('asm x.py --syntax att --detail hot --bytes --no-source').options).toMatchObject({
      syntax: 'att',
      detail: 'hot',
      bytes: true,
      source: false,
    });
    expect(parse('asm x.py --bytes --no-bytes').options.bytes).toBe(false);
    expect(() => parse('asm x.py --detail some')).toThrow('essential, hot or all, not some');
  });

  const withTarget = verbs.filter((verb) => verb !== 'completion' && verb !== 'manual');
  it.each(withTarget)('of %s name a target, which is x86-32 otherwise', (verb) => {
    // After `python` all words are Python's.
    const words = (option: string): string => {
      const line = verb === 'python' ? `${option} python` : `${verb} ${option} x.py`;
      return line.replace(/ +/g, ' ').trim();
    };
    expect(parse(words('')).options).toMatchObject({ target: 'x86-32', targets: [] });
    const named = parse(words('--target x86-64')).options;
    expect(named).toMatchObject({ target: 'x86-64', targets: ['x86-64'] });
  });

  it('name a target instead of the one in the environment, which is x86-32 or x86-64', () => {
    const parsed = (args: string[], usual: string) => parseArguments(args, noRequest, usual);
    expect(parsed(['x.py'], 'x86-64')).toMatchObject({ options: { target: 'x86-64' } });
    expect(parsed(['--target', 'x86-32', 'x.py'], 'x86-64')).toMatchObject({
      options: { target: 'x86-32' },
    });
    expect(() => parsed(['x.py'], 'arm64')).toThrow(
      'NATIVECOMPILE_TARGET is x86-32 or x86-64, not arm64',
    );
  });

  it('of bench name several, each once', () => {
    const { options } = parse('bench --target x86-64,x86-32 --target x86-64 x.py');
    expect(options).toMatchObject({ target: 'x86-64', targets: ['x86-64', 'x86-32'] });
  });

  it('compile what is hot by default, the program where it is to be native or counted, all for python and verify', () => {
    expect(parse('x.py').options.run.mode).toBe('hot');
    expect(parse('--strict x.py').options.run.mode).toBe('main');
    expect(parse('--counters lines x.py').options.run.mode).toBe('main');
    expect(parse('--counters off x.py').options.run.mode).toBe('hot');
    expect(parse('--compile hot --strict x.py').options.run.mode).toBe('hot');
    expect(parse('python x.py').options.run.mode).toBe('all');
    expect(parse('verify x.py').options.run.mode).toBe('all');
    expect(parse('--compile hot python x.py').options.run.mode).toBe('hot');
  });

  it.each([
    ['--fast x.py', 'there is no option --fast'],
    ['--compile some x.py', '--compile is main, hot or all, not some'],
    ['--tier optimized x.py', '--tier optimized: this version has the baseline tier only'],
    ['--tier no x.py', '--tier is auto or baseline, not no'],
    ['--stat x.py', 'there is no option --stat; did you mean --stats?'],
    ['--with-out NOP x.py', 'there is no option --with-out; did you mean --without?'],
    ['--without RANGE x.py', 'CPython 3.11 has no opcode RANGE'],
    ['--without BINARY x.py', 'CPython 3.11 has no opcode BINARY'],
    ['--without binaryop x.py', 'CPython 3.11 has no opcode binaryop; did you mean BINARY_OP?'],
    ['--compile', '--compile needs a value'],
    ['--strict=1 x.py', '--strict takes no value'],
    ['bench --runs 0 x.py', '--runs needs a whole number above 0, not 0'],
    ['verify --timeout x x.py', '--timeout needs a number above 0, not x'],
    ['check --strict x.py', '--strict is no option of check, but of run, verify and profile'],
    ['run --sarif x.py', '--sarif is no option of run, but of check'],
    ['-O --strict x.py', "--strict must stand before Python's own options"],
    ['--target arm64 x.py', '--target is x86-32 or x86-64, not arm64'],
    ['bench --target x86-32,x86 x.py', '--target is x86-32 or x86-64, not x86'],
    ['verify --target x86-32,x86-64 x.py', 'only bench and diff take several targets'],
    ['check --format html x.py', '--format is text, json, sarif or github, not html'],
    ['asm --syntax masm x.py', '--syntax is intel or att, not masm'],
  ])('%s is refused', (line, message) => {
    expect(refused(line)).toBe(message);
  });
});

describe('help', () => {
  it('is printed for the command and for each verb', () => {
    expect(parseArguments(['--help'])).toEqual({ action: 'help', verb: null });
    expect(parseArguments(['-h'])).toEqual({ action: 'help', verb: null });
    expect(parseArguments(['asm', '--help'])).toEqual({ action: 'help', verb: 'asm' });
    expect(parseArguments(['check', 'x.py', '--help'])).toEqual({ action: 'help', verb: 'check' });
    expect(parseArguments(['--version'])).toEqual({ action: 'version', target: 'x86-32' });
    expect(parseArguments(['--version', '--target', 'x86-64'])).toMatchObject({ target: 'x86-64' });
  });

  it('fits a terminal and names every option', () => {
    for (const verb of [null, ...verbs]) {
      for (const line of usage(verb).split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    }
    expect(usage(null)).toMatch(/--strict[\s\S]*--without[\s\S]*--no-cache/);
    for (const verb of verbs) {
      expect(usage(null)).toContain(` ${verbTable[verb].summary}`);
      for (const { name, isHidden } of verbTable[verb].options) {
        expect(usage(verb).includes(`  ${name}`), `${name} of ${verb}`).toBe(isHidden !== true);
      }
    }
  });
});

describe('FILE:QUALNAME', () => {
  it('is split behind the file that there is, so that text may hold colons', () => {
    const here = 'package.json';
    expect(splitOperand(`${here}:f.<locals>.g`)).toEqual({ path: here, scope: 'f.<locals>.g' });
    expect(splitOperand(here)).toEqual({ path: here, scope: null });
    expect(splitOperand(`${here}:a[1:2]`)).toEqual({ path: here, scope: 'a[1:2]' });
    expect(splitOperand('-:f')).toEqual({ path: '-', scope: 'f' });
    expect(splitOperand('no such file:f')).toEqual({ path: 'no such file:f', scope: null });
  });
});

describe('what a mistyped word may have been', () => {
  it.each([
    ['check', 'check', 0],
    ['chekc', 'check', 1],
    ['chck', 'check', 1],
    ['checkk', 'check', 1],
    ['cherk', 'check', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('from %s to %s', (from, to, count) => {
    expect(slips(from, to, 9)).toBe(count);
    expect(slips(to, from, 9)).toBe(count);
  });

  it('is a verb, or help', () => {
    const meant = (word: string, next?: string) => meantVerb(word, next, verbs);
    expect(meant('chekc')).toBe('nativecompile check');
    expect(meant('ASM')).toBe('nativecompile asm');
    expect(meant('verfy')).toBe('nativecompile verify');
    expect(meant('help')).toBe('nativecompile --help');
    expect(meant('help', 'asm')).toBe('nativecompile asm --help');
    expect(meant('program')).toBe(null);
    expect(meant('main.py')).toBe(null);
  });

  it('is a function by the end of its name, or one that is written nearly so', () => {
    const names = [
      '<module>',
      'Vector',
      'Vector.norm',
      'Matrix.norm',
      'normal',
      'f.<locals>.inner',
    ];
    expect(meantFunctions('norm', names)).toEqual(['Vector.norm', 'Matrix.norm']);
    expect(meantFunctions('inner', names)).toEqual(['f.<locals>.inner']);
    expect(meantFunctions('vector.norm', names)).toEqual(['Vector.norm']);
    expect(meantFunctions('nrmal', names)).toEqual(['normal']);
    expect(meantFunctions('inenr', names)).toEqual(['f.<locals>.inner']);
    expect(meantFunctions('other', names)).toEqual([]);
  });

  it('is the nearest only', () => {
    expect(nearest('abcdef', ['abcdff', 'abcdffx', 'abcdeg'])).toEqual(['abcdff', 'abcdeg']);
  });
});
