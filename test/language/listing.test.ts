/**
 * Listings show all of the machine code and all of the bytecode, each once and in its place.
 * Goldens are of bytecode, which only CPython decides; UPDATE_GOLDEN=1 accepts what is new.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CompiledCode } from '../../server/src/compiler/index.js';
import {
  type ListingLine,
  type ListingOptions,
  listFunction,
  renderListing,
} from '../../server/src/language/listing.js';
import { project } from '../cli/command.js';
import { type CompiledText, compiledFunction, compileText, service } from './compileText.js';

afterAll(() => service.stop());

const mixed = (source: CompiledText['source']): ListingOptions => ({
  source,
  view: 'mixed',
  syntax: 'intel',
});

async function check(name: string, text: string): Promise<void> {
  const path = join(import.meta.dirname, 'goldens', `${name}.ncasm`);
  const accepted = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text !== accepted && process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  else expect(text).toBe(accepted);
}

/** Every row's bytes one after the other, with `?` for each half byte that a relocation fills. */
function shownBytes(lines: readonly ListingLine[]): string {
  return lines
    .filter(({ kind }) => kind === 'machine')
    .map(({ text }) => {
      const column = /^(?:(?:[0-9a-f]{2}|‹[^›]*›) )+/.exec(text.slice(8))?.[0] ?? '';
      return column.replace(/‹[^›]*›/g, '????????').replaceAll(' ', '');
    })
    .join('');
}

function emittedBytes({ assembled }: CompiledCode): string {
  const text = Array.from(assembled.bytes, (byte) => byte.toString(16).padStart(2, '0'));
  for (const { offset } of assembled.relocations) text.fill('??', offset, offset + 4);
  return text.join('');
}

function expectComplete(compiled: CompiledCode, lines: readonly ListingLine[]): void {
  // Compared as a whole: two texts of thousands of digits say nothing in a test's output.
  expect(shownBytes(lines) === emittedBytes(compiled), compiled.code.qualname).toBe(true);
  const rows = lines.filter(
    ({ kind, text }) => kind === 'bytecode' && /stack: |never reached/.test(text),
  );
  const offsets = rows.map(({ bytecodeOffset }) => bytecodeOffset ?? -1);
  expect(offsets.toSorted((a, b) => a - b)).toEqual(
    compiled.instructions.map(({ offset }) => offset),
  );
}

const finallyCopies = `def f(x, /, y=1, *rest, key, **more):
    try:
        with open(x) as file:
            for line in file:
                if line and key[1:y]:
                    return f"{line!r:>{y}}"
    except* (OSError, ValueError) as error:
        print(*rest, **more)
    finally:
        cleanup()
    lambda: (yield)
`;

describe('goldens of bytecode', () => {
  it('finally', async () => {
    const text = await compileText(finallyCopies);
    await check(
      'finally',
      await renderListing(text.results, { ...mixed(text.source), view: 'bytecode' }),
    );
  });

  it('stacks', async () => {
    const text = await compileText(
      'def g(a, b):\n    c = -(a + b) * a.x[b:1] if not a else a is not b\n    a.m(c, k=[1, ' +
        '*b])\n    return {c: a < b < c, **b}\n',
    );
    await check(
      'stacks',
      await renderListing(text.results.slice(1), { ...mixed(text.source), view: 'bytecode' }),
    );
  });
});

describe('a listing', () => {
  it('shows every byte and every instruction once', async () => {
    const text = await compileText(finallyCopies);
    for (const result of text.results) {
      const compiled = compiledFunction(text, result.code.qualname);
      expectComplete(compiled, await listFunction(compiled, mixed(text.source)));
    }
  });

  it('does so for every example', async () => {
    const folder = join(project, 'examples');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.py'))) {
      const text = await compileText(readFileSync(join(folder, name)));
      for (const result of text.results) {
        if ('refused' in result) throw new Error(`${name}: ${result.refused}`);
        expectComplete(result, await listFunction(result, mixed(text.source)));
      }
    }
  });

  it('has the form that the product describes', async () => {
    const text = await compileText(
      'def dot(a, b):\n    total = 0\n    for i in range(len(a)):\n        total += a[i] * ' +
        'b[i]\n    return total\n',
    );
    const dot = compiledFunction(text, 'dot');
    const lines = (await renderListing([dot], { ...mixed(text.source), view: 'assembly' })).split(
      '\n',
    );
    expect(lines[0]).toMatch(
      /^; hot\.py · dot\(a, b\) · x86-32 i686 · Intel · sha256 [0-9a-f]{8}… · CPython 3\.11$/,
    );
    expect(lines[1]).toBe(
      `; native ${dot.assembled.bytes.length} bytes · ${dot.statistics.runtimeCalls} runtime calls · frame ${dot.frameSize} bytes · 0 unsupported`,
    );
    expect(lines[2]).toBe('dot:');
    expect(lines[3]).toBe('  0000  55                       push  ebp');
    expect(lines).toContain('; 4 │         total += a[i] * b[i]');
    expect(lines).toContain('; ── cold ──');
    for (const line of lines.slice(3)) {
      expect(line).toMatch(/^(?:; .*|\.\w+(?:\.\w+)*:| {2}[0-9a-f]{4,} {2}[0-9a-f‹].*|)$/);
    }
  });

  it('names what relocations fill', async () => {
    const text = await compileText("def f(a):\n    return a.name + 'constant'\n");
    const lines = await renderListing(text.results.slice(1), {
      ...mixed(text.source),
      view: 'assembly',
    });
    expect(lines).toMatch(/‹rt_binary_op› +call {2}rt_binary_op/);
    expect(lines).toMatch(/const:1 +; 'constant'/);
    expect(lines).toMatch(/name:0 +; name/);
  });

  it('leaves out what the options say, and writes AT&T syntax', async () => {
    const text = await compileText('def f(a):\n    return -a\n');
    const [, f] = text.results;
    const plain = await renderListing([f!], {
      source: text.source,
      view: 'assembly',
      syntax: 'att',
      bytes: false,
      interleave: false,
    });
    expect(plain).toMatch(/ AT&T /);
    expect(plain).toMatch(/\n {2}0000 {2}push.? +%ebp\n/);
    expect(plain).not.toMatch(/│/);
  });

  it('says where native code is left, and what is not compiled at all', async () => {
    const text = await compileText('def f(a):\n    return -a\n', new Set(['UNARY_NEGATIVE']));
    const f = compiledFunction(text, 'f');
    const lines = await renderListing([f], mixed(text.source));
    expect(lines).toMatch(/· 1 unsupported\n/);
    expect(lines).toMatch(/UNARY_NEGATIVE .* leaves native code: /);
    const refused = await renderListing(
      [{ code: f.code, refused: 'for a reason' }],
      mixed(text.source),
    );
    expect(refused).toMatch(/\n; not compiled: for a reason\nf:\n/);
    expect(refused).toMatch(/UNARY_NEGATIVE/);
  });

  it('needs no source', async () => {
    const text = await compileText('def f(a):\n    return -a\n');
    const lines = await renderListing(text.results, { ...mixed(text.source), source: null });
    expect(lines).toMatch(/^; <module> · x86-32 i686 · Intel · CPython 3\.11\n/);
  });

  it('survives code whose tables cannot be read', async () => {
    const text = await compileText('def f(a):\n    try: return -a\n    except E: pass\n');
    const { code } = compiledFunction(text, 'f');
    for (const broken of [
      { ...code, linetable: new Uint8Array([1, 2, 3]) },
      { ...code, exceptiontable: new Uint8Array([0xff, 0xff]) },
      { ...code, code: new Uint8Array([151, 0, 4, 4]) },
    ]) {
      const lines = await renderListing([{ code: broken, refused: 'broken' }], mixed(text.source));
      expect(lines).toMatch(/; not compiled: broken\n/);
    }
  });

  it('is one line a row, whatever the source holds', async () => {
    const text = await compileText('x = "\u2028\f"  # \x1b[31m \u0085\n');
    const lines = await renderListing(text.results, mixed(text.source));
    for (const character of '\x1b\f\u2028\u0085') expect(lines).not.toContain(character);
  });
});

describe('a listing that takes long', () => {
  it('can be given up within a function', async () => {
    const { results, source } = await compileText('x = a + b\n'.repeat(3_000));
    let checkpoints = 0;
    const giveUp = new Error('given up');
    const listed = listFunction(results[0]!, {
      ...mixed(source),
      checkpoint: async () => {
        checkpoints += 1;
        if (checkpoints === 20) throw giveUp;
      },
    });
    await expect(listed).rejects.toBe(giveUp);
  });
});
