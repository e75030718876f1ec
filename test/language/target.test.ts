/**
 * The target as it is seen in listings, hovers and exports: what it says comes from the target, not
 * from a name in a text.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Assembler } from '../../server/src/assembler/assembler.js';
import { mem, memSymbol, immSymbol } from '../../server/src/assembler/operands.js';
import { rax, rbp, rcx, rdi } from '../../server/src/assembler/registers.js';
import { type TargetName, targetNames } from '../../server/src/compiler/index.js';
import { targetBits } from '../../server/src/compiler/target/target.js';
import { targets } from '../../server/src/compiler/target/targets.js';
import { retarget } from '../../server/src/language/analysis.js';
import { elfObject } from '../../server/src/language/elfObject.js';
import { listingHover } from '../../server/src/language/listingHover.js';
import { highlights, targetAt, targetAround } from '../../server/src/language/listingNavigation.js';
import { renderListing } from '../../server/src/language/listing.js';
import {
  changedByCalls,
  registerFamily,
  roleOf,
  wordRegister,
} from '../../server/src/language/registerWords.js';
import { crashFindings } from '../../server/src/language/runFindings.js';
import { outline } from '../../server/src/language/listingOutline.js';
import { inFolder } from '../assembler/gnu.js';
import { analyseText } from './analyseText.js';
import { compiledFunction, compileText, service } from './compileText.js';

afterAll(() => service.stop());

const source = 'def add(a, b):\n    return a + b\n';

describe('registers', () => {
  it.each([
    ['al', 'ax'],
    ['%ah', 'ax'],
    ['ax', 'ax'],
    ['eax', 'ax'],
    ['%rax', 'ax'],
    ['sil', 'si'],
    ['esi', 'si'],
    ['rip', 'ip'],
    ['r8', 'r8'],
    ['r8d', 'r8'],
    ['%r15b', 'r15'],
    ['r10w', 'r10'],
    ['xmm12', 'xmm12'],
    ['cs', 'cs'],
  ])('%s is one of the family %s', (name, family) => {
    expect(registerFamily(name)).toBe(family);
  });

  it.each(targetNames)('of %s have roles that its description gives', (target) => {
    const { registers } = targets[target];
    expect(roleOf(registers.frame.name, target)).toMatch(/_PyInterpreterFrame/);
    expect(roleOf(registers.cframe.name, target)).toMatch(/_PyCFrame/);
    expect(roleOf(registers.stack.name, target)).toMatch(/machine stack/);
    expect(roleOf(registers.result.name, target)).toMatch(/lost in calls; results of calls/);
    expect(roleOf(registers.kept[0].name, target)).toBe('scratch that calls keep');
    registers.arguments.forEach(({ name }, number) => {
      const ordinal = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'][number];
      expect(roleOf(name, target)).toMatch(new RegExp(`${ordinal} word of arguments$`));
    });
    expect(wordRegister('al', target)).toBe(targetBits[target] === 64 ? 'rax' : 'eax');
    const changed = changedByCalls(target);
    expect(changed).toContain(registers.result.name);
    for (const { name } of registers.saved) expect(changed).not.toContain(name);
  });

  it('of x86-32 are these', () => {
    expect(changedByCalls('x86-32')).toEqual(['eax', 'ecx', 'edx']);
    expect(roleOf('eax', 'x86-32')).toBe(
      'scratch, lost in calls; results of calls come in it, first word of arguments',
    );
  });
});

describe.each(targetNames)('a listing for %s', (target) => {
  async function rows(syntax: 'intel' | 'att' = 'intel'): Promise<string[]> {
    const { results, source: about } = await compileText(source, new Set(), target);
    const text = await renderListing([results[1]!], { source: about, view: 'assembly', syntax });
    return text.split('\n');
  }

  it('says so, and is decoded as its code', async () => {
    const [header = '', ...more] = await rows();
    expect(header).toMatch(
      new RegExp(`^; hot\\.py · add\\(a, b\\) · ${target}( i686)? · Intel · sha256 `),
    );
    expect(more.join('\n')).not.toContain('(bad)');
    expect(more.join('\n')).toContain(targets[target].registers.frame.name);
  });

  it.each(['intel', 'att'] as const)(
    'explains its words by the target in its header (%s)',
    async (syntax) => {
      const shown = await rows(syntax);
      expect(targetAround(shown, 10)).toBe(target);
      const hoverOver = async (pattern: RegExp): Promise<string> => {
        const line = shown.findIndex((text) => pattern.test(text));
        const match = pattern.exec(shown[line] ?? '');
        const column = (match?.index ?? 0) + (match?.[0].length ?? 0) - 1;
        return (await listingHover(shown, { line, column }, null))?.markdown ?? '';
      };
      const changed = changedByCalls(target);
      const last = changed.at(-1);
      expect(await hoverOver(/^ {2}[0-9a-f]{4} .* call/)).toContain(
        `it may change ${changed.slice(0, -1).join(', ')} and ${last}.`,
      );
      const frame = targets[target].registers.frame.name;
      const word = new RegExp(`  (?:mov|cmp)[lq]? .*[[(]%?${frame}`);
      expect(await hoverOver(word)).toMatch(/^`\w+`: the function's frame/);
    },
  );
});

describe('rows of x86-64', () => {
  const header = '; hot.py · f() · x86-64 · Intel · CPython 3.11';
  const rows = [
    header,
    'f:',
    '  0000  4c 8b 45 10              mov   r8, [rbp+10h]',
    '  0004  44 89 c0                 mov   eax, r8d',
    '  0007  49 ff c0                 inc   r8',
    '  000a  ‹const:1›                dq    const:1',
  ];

  it('have one register under all its names', () => {
    const target = targetAt(rows, { line: 3, column: rows[3]!.indexOf('r8d') });
    if (target === null) throw new Error('no register is there');
    expect(highlights(rows, 3, target).map(({ row, access }) => [row, access])).toEqual([
      [2, 'write'],
      [3, 'read'],
      [4, 'readWrite'],
    ]);
  });

  it('are explained with REX', async () => {
    const hover = await listingHover(rows, { line: 2, column: 10 }, null);
    expect(hover?.markdown).toContain('Encoding `REX.W + 8B /r`');
    expect(hover?.markdown).toContain('REX `4c` · opcode `8b` · ModRM `45` · displacement `10`');
  });

  it('that are data are not explained as instructions', async () => {
    const hover = await listingHover(rows, { line: 5, column: 10 }, null);
    expect(hover?.markdown).toBe('Eight bytes of data, not an instruction.');
  });
});

describe('words behind the code of x86-64', () => {
  const text = 'def f(a):\n    return a.name, "text", 123456789\n';

  it.each(['intel', 'att'] as const)('are named with what they are of (%s)', async (syntax) => {
    const { results, source: about } = await compileText(text, new Set(), 'x86-64');
    const options = { source: about, view: 'assembly', syntax } as const;
    const shown = (await renderListing([results[1]!], options)).split('\n');
    const uses = shown.filter((row) => /\.(?:const|name):\d/.test(row) && /^ {2}/.test(row));
    expect(uses.length).toBeGreaterThan(1);
    for (const row of uses) expect(row).toMatch(/ ; (?:name|'text'|123456789|\(.*\)|.*\S)$/);
    expect(uses.join('\n')).toMatch(/\.name:0.* ; name$/m);
    const line = shown.findIndex((row) => /^\.name:0:$/.test(row));
    const hover = await listingHover(shown, { line, column: 3 }, null);
    expect(hover?.markdown).toMatch(
      /^`\.name:0` at offset [0-9a-f]+, a word with the address of a name: item 0 of the code object's co_names: \d+ places? uses? it\.$/,
    );
    const [section] = outline(shown);
    expect(section?.children.map(({ name }) => name)).not.toContain('.name:0');
    expect(section?.children.map(({ name }) => name)).toContain('.start');
  });
});

describe('an analysis for another target', () => {
  it('has the same functions, compiled again from the same code', async () => {
    const analysis = await analyseText(`${source}def other():\n    return [1]\n`);
    const steps = retarget(analysis, 'x86-64');
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const other = step.value;
    expect([analysis.target, other.target]).toEqual(['x86-32', 'x86-64']);
    expect(other.compiledAnew).toBe(analysis.functions.length);
    expect(other.source).toBe(analysis.source);
    other.functions.forEach(({ result }, index) => {
      const before = analysis.functions[index]!.result;
      expect(result.code).toBe(before.code);
      expect(result).toMatchObject({ target: 'x86-64' });
    });
  });
});

describe('a crash in a run for another target', () => {
  it('is at its expression, and at no row of a listing that shows other code', async () => {
    const analysis = await analyseText(source);
    const crash = {
      signal: 'SIGSEGV',
      name: 'add',
      firstLine: 1,
      bytecodeOffset: 6,
      codeOffset: 4,
    };
    const [same] = crashFindings(analysis, [crash], { target: 'x86-32', counters: 'off' });
    expect(same?.message).toMatch(/\(in native code, at offset 0004\)\.$/);
    expect(same?.place).toMatchObject({ codeOffset: 4 });
    const [other] = crashFindings(analysis, [crash], { target: 'x86-64', counters: 'off' });
    expect(other?.message).toMatch(/^SIGSEGV in `add` .* \(in native code\)\.$/);
    expect(other?.place).not.toHaveProperty('codeOffset');
  });
});

describe('an ELF object', () => {
  const run = (tool: string, ...args: string[]): string =>
    execFileSync(tool, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

  it.each<[TargetName, string, string]>([
    ['x86-32', 'ELF32', 'Intel 80386'],
    ['x86-64', 'ELF64', 'Advanced Micro Devices X86-64'],
  ])('for %s is of its class and machine', async (target, elfClass, machine) => {
    const { results } = await compileText(source, new Set(), target);
    inFolder((folder) => {
      const path = join(folder, 'hot.o');
      writeFileSync(path, elfObject(results, target));
      const read = spawnSync('readelf', ['-aW', path], { encoding: 'utf8' });
      expect(read.stderr).toBe('');
      expect(read.stdout).toContain(elfClass);
      expect(read.stdout).toContain(machine);
      expect(read.stdout).toMatch(/FUNC +GLOBAL +DEFAULT +1 add$/m);
      expect(read.stdout).toMatch(/R_(?:386|X86_64)_PC32 .* rt_binary_op/);
      // A type's address is compared as an immediate, of which x86-64 extends the sign.
      expect(read.stdout).toMatch(/R_(?:386_32|X86_64_32S) .* PyLong_Type/);
      expect(read.stdout).toMatch(/NOTYPE +GLOBAL +DEFAULT +UND <module>\$const:0$/m);
    });
  });

  it('for x86-64 links, and runs: fields of 32 and 64 bits, addends, own data', async () => {
    const { results } = await compileText('def answer():\n    return 0\n', new Set(), 'x86-64');
    const asm = new Assembler<64>(64);
    // Calls twice(*(own word = 20) + 1) and adds table[1], whose address it has in 64 bits.
    asm.push(rbp);
    asm.mov(rax, 20);
    asm.mov(memSymbol('data:8'), rax);
    asm.mov(rdi, memSymbol('data:0', 8));
    asm.add(rdi, 1);
    asm.call('twice');
    asm.mov(rcx, immSymbol('table', 8));
    asm.add(rax, mem(rcx));
    asm.pop(rbp);
    asm.ret();
    const compiled = compiledFunction(
      { results, source: { fileName: '', lines: [], sha256: '' } },
      'answer',
    );
    const code = { ...compiled, assembled: asm.finish(), dataSize: 16 };
    inFolder((folder) => {
      const [object, main, program] = ['code.o', 'main.c', 'program'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      writeFileSync(object, elfObject([code], 'x86-64'));
      const relocations = run('readelf', '-rW', object);
      expect(relocations).toMatch(/R_X86_64_PC32 .*twice - 4$/m);
      expect(relocations).toMatch(/R_X86_64_64 .*table \+ 8$/m);
      writeFileSync(
        main,
        '#include <stdio.h>\nlong table[] = {1, 1000};\nlong twice(long x) { return 2 * x; ' +
          '}\nlong answer(void);\nint main(void) { printf("%ld\\n", answer()); return 0; }\n',
      );
      run('gcc', '-m64', '-no-pie', '-o', program, main, object);
      expect(run(program)).toBe('1042\n');
      expect(run('objdump', '-d', '-Mintel', object)).toMatch(/<answer>:[\s\S]*call/);
    });
  });
});
