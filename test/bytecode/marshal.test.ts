/** Marshalled code objects: every constant, sharing, and input that lies about itself. */
import { describe, expect, it } from 'vitest';
import {
  allCodeObjects,
  type CodeObject,
  type Constant,
  isGeneratorLike,
} from '../../server/src/bytecode/codeObject.js';
import { MarshalError, readCode } from '../../server/src/bytecode/marshal.js';
import { marshalExpression, marshalSources } from './python.js';

/**
 * The constants of a code object that `expression`, a tuple in Python, becomes the constants of.
 */
function constants(expression: string): readonly Constant[] {
  return readCode(
    marshalExpression(`compile('0', 'name', 'eval').replace(co_consts=${expression})`),
  ).consts;
}

/** Marshalled code with `constant` as its only constant and everything else empty. */
function codeWith(constant: readonly number[]): Uint8Array {
  const counts = Array<number>(20).fill(0);
  const bytes = [0x73, 0, 0, 0, 0];
  const names = [0x29, 0];
  const text = [0x7a, 0];
  return Uint8Array.from([
    ...[0x63, ...counts, ...bytes, 0x29, 1, ...constant, ...names, ...names, ...bytes],
    ...[...text, ...text, ...text, 1, 0, 0, 0, ...bytes, ...bytes],
  ]);
}

const int32 = (value: number): number[] => [...new Uint8Array(Int32Array.of(value).buffer)];

describe('constants', () => {
  it('reads singletons', () => {
    expect(constants('(None, True, False, ..., StopIteration)').map(({ kind }) => kind)).toEqual([
      'none',
      'true',
      'false',
      'ellipsis',
      'stopiteration',
    ]);
  });

  it('reads ints of every size', () => {
    const values = [0, 1, -1, 255, 2 ** 31 - 1, -(2 ** 31), 2 ** 31].map(BigInt);
    for (const power of [15, 30, 45, 60, 61, 63, 64, 75, 90, 120, 1000, 20_000]) {
      values.push(2n ** BigInt(power) - 1n, 2n ** BigInt(power), -(3n ** BigInt(power)));
    }
    const text = `(${values.map((value) => `0x${value.toString(16)}`.replace('0x-', '-0x')).join(',')},)`;
    expect(constants(text)).toEqual(values.map((value) => ({ kind: 'int', value })));
  });

  it('reads a large int in little time', () => {
    const [int] = constants('(1 << 2_000_000,)');
    expect(int).toEqual({ kind: 'int', value: 1n << 2_000_000n });
  });

  it('reads floats and complex numbers', () => {
    const floats = [0, -0, 1.5, 1e308, 5e-324, Number.POSITIVE_INFINITY, Number.NaN];
    expect(constants("(0.0, -0.0, 1.5, 1e308, 5e-324, float('inf'), float('nan'))")).toEqual(
      floats.map((value) => ({ kind: 'float', value })),
    );
    expect(constants('(complex(1.5, -0.0),)')).toEqual([
      { kind: 'complex', real: 1.5, imaginary: -0 },
    ]);
  });

  it('reads floats written as text', () => {
    const text = (characters: string): number[] => [
      0x66,
      characters.length,
      ...Buffer.from(characters),
    ];
    const read = (characters: string): Constant => readCode(codeWith(text(characters))).consts[0]!;
    expect(read('-2.5e3')).toEqual({ kind: 'float', value: -2500 });
    expect(read('-inf')).toEqual({ kind: 'float', value: Number.NEGATIVE_INFINITY });
    expect(read('nan')).toEqual({ kind: 'float', value: Number.NaN });
    for (const wrong of ['', '1e', '0x10', '1 ', 'infinit']) {
      expect(() => read(wrong), wrong).toThrow(MarshalError);
    }
  });

  it('reads text', () => {
    const long = 'long '.repeat(100);
    const texts = ['', 'name', 'two words', 'Übung', 'ÿ', '漢字', '😀', '\ud800', 'x\udfffy', '\0'];
    const python = texts.map(
      (text) =>
        `'${[...text].map((c) => `\\U${c.codePointAt(0)!.toString(16).padStart(8, '0')}`).join('')}'`,
    );
    expect(constants(`(${python.join(', ')}, 'long ' * 100)`)).toEqual(
      [...texts, long].map((value) => ({ kind: 'string', value })),
    );
  });

  it('refuses text that is not UTF-8', () => {
    const wrong = [
      [0x80],
      [0xc0, 0x80],
      [0xc3],
      [0xe0, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xff],
    ];
    for (const text of wrong) {
      const bytes = codeWith([0x75, ...int32(text.length), ...text]);
      expect(() => readCode(bytes), String(text)).toThrow(/not UTF-8/);
    }
  });

  it('reads containers', () => {
    const one: Constant = { kind: 'int', value: 1n };
    const bytes: Constant = { kind: 'bytes', value: Uint8Array.of(0, 255) };
    expect(constants("((), (1, (1,)), frozenset({1}), b'\\x00\\xff', (1,) * 300)")).toEqual([
      { kind: 'tuple', items: [] },
      { kind: 'tuple', items: [one, { kind: 'tuple', items: [one] }] },
      { kind: 'frozenset', items: [one] },
      bytes,
      { kind: 'tuple', items: Array(300).fill(one) },
    ]);
    expect(constants("([1], {1: 2, 'a': {}}, {1}, 7)")).toEqual([
      { kind: 'mutable', type: 'list' },
      { kind: 'mutable', type: 'dict' },
      { kind: 'mutable', type: 'set' },
      { kind: 'int', value: 7n },
    ]);
  });

  it('keeps what is shared shared', () => {
    const [first, second] = constants('(lambda big: (big, big))((2 ** 70, 1.5))');
    expect(first).toBe(second);
  });
});

it('lists code objects in pre-order', () => {
  const source = 'def a():\n  def b():\n    def c(): pass\n  def d(): pass\ndef e(): pass\n';
  const names = allCodeObjects(readCode(marshalSources([{ source }])[0]!)).map(({ name }) => name);
  expect(names).toEqual(['<module>', 'a', 'b', 'c', 'd', 'e']);
});

it('reads the fields', () => {
  const source =
    'def outer(cell):\n  def f(a, /, b, *rest, c=1, **more):\n    local = cell\n    yield a\n';
  const root = readCode(marshalSources([{ source }])[0]!);
  expect(root).toMatchObject({ name: '<module>', qualname: '<module>', filename: '<test>' });
  const nested = (code: CodeObject): CodeObject => {
    const constant = code.consts.find(({ kind }) => kind === 'code');
    return constant?.kind === 'code' ? constant.code : code;
  };
  const f = nested(nested(root));
  expect(f).toMatchObject({
    argcount: 2,
    posonlyargcount: 1,
    kwonlyargcount: 1,
    name: 'f',
    qualname: 'outer.<locals>.f',
    firstlineno: 2,
    localsplusnames: ['a', 'b', 'c', 'rest', 'more', 'local', 'cell'],
  });
  expect([...f.localspluskinds]).toEqual([32, 32, 32, 32, 32, 32, 128]);
  expect(isGeneratorLike(f)).toBe(true);
});

describe('input that lies', () => {
  const none = [0x4e];

  it('is read when it does not', () => {
    expect(readCode(codeWith(none)).consts).toEqual([{ kind: 'none' }]);
  });

  it.each<[string, number[], RegExp]>([
    ['a tuple longer than its bytes', [0x28, ...int32(0x7fffffff)], /length 2147483647/],
    ['a negative length', [0x73, ...int32(-1)], /length -1/],
    ['a long longer than its bytes', [0x6c, ...int32(-0x80000000)], /length 2147483648/],
    ['a digit out of range', [0x6c, ...int32(1), 0, 0x80], /digit/],
    ['a digit too many', [0x6c, ...int32(2), 1, 0, 0, 0], /digit/],
    ['a reference to nothing', [0x72, ...int32(5)], /reference to object 5/],
    ['a negative reference', [0x72, ...int32(-1)], /reference to object -1/],
    ['a tuple in itself', [0xa9, 1, 0x72, ...int32(0)], /not complete/],
    ['a null', [0x30], /no type code: 0x30/],
    ['an unknown type', [0x3f], /no type code: 0x3f/],
    ['a dict without end', [0x7b, ...none], /no type code|type|instead/],
  ])('refuses %s', (_, constant, message) => {
    expect(() => readCode(codeWith(constant))).toThrow(MarshalError);
    expect(() => readCode(codeWith(constant))).toThrow(message);
  });

  it('refuses nesting that is too deep, without a crash', () => {
    const nested = (levels: number): Uint8Array =>
      codeWith([...Array.from({ length: levels }, () => [0x29, 1]).flat(), ...none]);
    expect(readCode(nested(1990)).consts).toHaveLength(1);
    expect(() => readCode(nested(3000))).toThrow(/nest too deep/);
    expect(() => readCode(nested(300_000))).toThrow(/nest too deep/);
  });

  it('refuses a few bytes that stand for endless code objects', () => {
    const program = (levels: number): string => `(lambda code: [
      code := code.replace(co_consts=(code, code)) for _ in range(${levels})][-1])(compile('0', 'name', 'eval'))`;
    expect(allCodeObjects(readCode(marshalExpression(program(10))))).toHaveLength(2047);
    expect(() => readCode(marshalExpression(program(40)))).toThrow(/nested code objects/);
  });

  it('refuses what is not one code object', () => {
    expect(() => readCode(Uint8Array.of(0x4e))).toThrow(/none instead of a code object/);
    expect(() => readCode(Uint8Array.of())).toThrow(MarshalError);
    expect(() => readCode(Uint8Array.from([...codeWith(none), 0]))).toThrow(/bytes after/);
    const whole = codeWith(none);
    for (let length = 0; length < whole.length; length++) {
      expect(() => readCode(whole.subarray(0, length))).toThrow(MarshalError);
    }
  });

  it('refuses code objects that contradict themselves', () => {
    const [bytes] = marshalSources([{ source: 'def f(a, b): pass' }]);
    const isFunction = (byte: number, index: number): boolean =>
      (byte & 0x7f) === 0x63 && bytes![index + 1] === 2;
    const at = bytes!.findIndex(isFunction);
    for (const [field, value] of [
      [0, 3],
      [0, -1],
      [1, 3],
      [2, 1],
      [4, 0x0f],
    ] as const) {
      const changed = Uint8Array.from(bytes!);
      changed.set(int32(value), at + 1 + 4 * field);
      expect(() => readCode(changed), `${field}`).toThrow(/code object/);
    }
  });
});
