/** Documentation of the opcodes that move values, and of those that only accompany others. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation } from './example.js';

/** A function whose `if` jumps over `count` method calls. */
function longJump(count: number): string {
  return `
    class Counter:
        calls = 0
        def step(self):
            self.calls += 1
    def f(counter, condition):
        if condition:
${'            counter.step()\n'.repeat(count)}
        return counter.calls
    result = [f(Counter(), False), f(Counter(), True)]
  `;
}

export const stackDocumentation = {
  NOP: {
    summary:
      'Does nothing. CPython leaves one where a statement such as `try:` or `pass` has a line ' +
      'of its own but needs no code.',
    examples: [
      example(`
        def f(a):
            try:
                return a + 1
            finally:
                pass
        result = f(1)
      `),
      example(`
        def f():
            while True:
                pass
                break
            return 'after'
        result = f()
      `),
    ],
  },
  CACHE: {
    summary:
      'Is no instruction but a place in which the interpreter keeps what it learned about the ' +
      'instruction before it. Decoding skips it; it leaves the stack alone.',
    examples: [
      example(`
        def f(a, b):
            return a + b
        result = f(1, 2)
      `),
      example(`
        values = [1, 2, 3]
        result = values[0] < values[1]
      `),
    ],
  },
  EXTENDED_ARG: {
    summary:
      'Gives the next instruction the higher bits of its argument, eight at a time and at ' +
      'most three times. Nothing may jump between the two, and the stack stays as it is.',
    examples: [
      example(longJump(20), 1),
      example(longJump(3500), 2),
      example(
        `
        def f(flag):
            values = [${Array.from({ length: 300 }, (_, n) => `flag + ${n}.5`).join(', ')}]
            return sum(values)
        result = f(1)
      `,
        1,
      ),
      example(
        `
        ${Array.from({ length: 300 }, (_, n) => `name_${n} = ${n}`).join('; ')}
        result = name_0 + name_299
      `,
        1,
      ),
      example(
        `
        first, *middle, last = 1, 2, 3, 4
        result = first, middle, last
      `,
        1,
      ),
      // No program of a sensible size needs three; they may also be there for nothing.
      example(
        `
        def f(a):
            return a + 1
        code = f.__code__.co_code
        f.__code__ = f.__code__.replace(co_code=code[:2] + bytes([144, 0] * 3) + code[2:])
        first, *rest = f(1), f(2)
        *rest, last = rest
        result = first, rest, last
      `,
        1,
      ),
    ],
  },
  RESUME: {
    summary:
      'Marks where a function begins (argument 0) and where a generator goes on after `yield` ' +
      '(1), `yield from` (2) or `await` (3). Here pending signals and other threads get their ' +
      'turn; the stack stays as it is.',
    examples: [
      example('result = 1', 0),
      example(
        `
        def f():
            a = yield 1
            yield a
        g = f()
        result = [next(g), g.send('sent')]
      `,
        0,
        1,
      ),
      example(
        `
        def f(parts):
            yield from parts
        result = list(f([1, 2]))
      `,
        2,
      ),
      example(
        `
        async def inner():
            return 1
        async def outer():
            return await inner()
        try:
            outer().send(None)
        except StopIteration as stop:
            result = stop.value
      `,
        3,
      ),
    ],
  },
  POP_TOP: {
    summary: 'Takes the topmost value off the stack and drops it.',
    examples: [
      example(`
        calls = []
        calls.append(1)
        result = calls
      `),
      example(`
        class Noisy:
            def __del__(self):
                result.append('deleted')
        result = []
        Noisy()
        result.append('after')
      `),
    ],
  },
  PUSH_NULL: {
    summary:
      'Puts an empty entry on the stack, below the function that a call is going to have: ' +
      'where a method call has its `self`, this call has nothing.',
    examples: [
      example('result = len("four")'),
      example(`
        functions = [abs, str]
        result = [functions[0](-1), functions[1](-1)]
      `),
      failing('TypeError', 'result = 5(6)'),
    ],
  },
  COPY: {
    summary:
      'Pushes another reference to the value that is `oparg` entries deep, 1 being the topmost.',
    examples: [
      example(
        `
        a = b = [1]
        result = a is b
      `,
        1,
      ),
      example(
        `
        def f(low, a, high):
            return low < a < high
        result = [f(1, 2, 3), f(1, 0, 3), f(1, 4, 3)]
      `,
        2,
      ),
      example(
        `
        values = [1, 2]
        values[0] += 5
        result = values
      `,
        2,
      ),
      example(
        `
        def f():
            try:
                g()
            except NameError:
                return 'caught'
        result = f()
      `,
        3,
      ),
    ],
  },
  SWAP: {
    summary:
      'Exchanges the topmost value with the one that is `oparg` entries deep, 1 being the ' +
      'topmost itself.',
    examples: [
      example(
        `
        a, b = 1, 2
        a, b = b, a
        result = a, b
      `,
        2,
      ),
      example(
        `
        a, b, c = 1, 2, 3
        a, b, c = c, b, a
        result = a, b, c
      `,
        3,
      ),
      example(
        `
        counts = {'a': 1}
        counts['a'] -= 3
        result = counts
      `,
        3,
        2,
      ),
    ],
  },
  LOAD_CONST: {
    summary: 'Pushes the constant with the number `oparg` of the code object.',
    examples: [
      example('result = [None, True, False, ..., 0, -1, 2 ** 70, 1.5, -0.0, 2j, "text", b"bytes"]'),
      example(`
        def f():
            return (1, ('nested', 2.5))
        result = f(), f() is f()
      `),
      example(`
        def f(a):
            return a in {1, 2, 3}
        result = f(1), f(4)
      `),
      example(`
        def f():
            return '\\ud800', 'Übung', 'a' * 10
        result = [ascii(text) for text in f()]
      `),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
