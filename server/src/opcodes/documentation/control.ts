/** Documentation of the opcodes for jumps, loops and returning. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation, type OpcodeExample } from './example.js';

const badTruth = (statement: string): OpcodeExample =>
  failing(
    'ZeroDivisionError',
    `
        class C:
            def __bool__(self):
                return 1 / 0
        def f(a):
            ${statement}
        f(C())
      `,
  );

export const controlDocumentation = {
  JUMP_FORWARD: {
    summary: 'Continues `oparg` units after the next instruction. The stack stays as it is.',
    examples: [
      example(`
        def f(a):
            if a:
                b = 1
            else:
                b = 2
            return b
        result = f(True), f(False)
      `),
      example(`
        def f(a):
            try:
                b = 1 // a
            except ZeroDivisionError:
                b = 'caught'
            else:
                b += 1
            return b
        result = f(1), f(0)
      `),
    ],
  },
  JUMP_BACKWARD: {
    summary:
      'Continues `oparg` units before the next instruction, where a loop begins again. ' +
      'Pending signals and other threads get their turn; the stack stays as it is.',
    examples: [
      example(`
        total = 0
        for n in range(100):
            if n % 3:
                continue
            total += n
        result = total
      `),
      example(`
        def f(n):
            steps = 0
            while True:
                if n == 1:
                    return steps
                n = n * 3 + 1 if n % 2 else n // 2
                steps += 1
        result = f(27)
      `),
    ],
  },
  JUMP_BACKWARD_NO_INTERRUPT: {
    summary:
      'Continues `oparg` units before the next instruction, without a look at signals: an ' +
      'exception between the parts of `yield from` or `await` would get lost. The stack stays ' +
      'as it is.',
    examples: [
      example(`
        def inner():
            got = yield 1
            got = yield got
            return got
        def outer():
            return (yield from inner())
        g = outer()
        result = [next(g), g.send('a')]
        try:
            g.send('b')
        except StopIteration as stop:
            result.append(stop.value)
      `),
      example(`
        class Wait:
            def __await__(self):
                for n in range(3):
                    yield n
                return 'done'
        async def f():
            return await Wait()
        result = []
        coroutine = f()
        try:
            while True:
                result.append(coroutine.send(None))
        except StopIteration as stop:
            result.append(stop.value)
      `),
    ],
  },
  POP_JUMP_FORWARD_IF_FALSE: {
    summary: 'Takes the topmost value, and jumps forward if it is false.',
    examples: [
      example(`
        def f(a):
            if a:
                return 'true'
            return 'false'
        result = [f(a) for a in (0, 1, '', 'text', [], [0], None, 0.0, 0.5)]
      `),
      badTruth("return 'true' if a else 'false'"),
    ],
  },
  POP_JUMP_FORWARD_IF_TRUE: {
    summary: 'Takes the topmost value, and jumps forward if it is true.',
    examples: [
      example(`
        def f(a):
            if not a:
                return 'false'
            return 'true'
        result = [f(a) for a in (0, 1, '', 'text', 2 ** 70)]
      `),
      example(`
        def f(a, b):
            if a or b:
                return 'one'
            return 'none'
        result = [f(a, b) for a in (0, 1) for b in (0, 1)]
      `),
      badTruth('assert a'),
    ],
  },
  POP_JUMP_BACKWARD_IF_FALSE: {
    summary:
      'Takes the topmost value, and jumps backward if it is false. Pending signals and other ' +
      'threads get their turn.',
    examples: [
      example(`
        def f(values):
            while not values:
                values.append(1)
            return values
        result = f([])
      `),
      example(`
        def f(n):
            while not n > 100:
                n *= 3
            return n
        result = f(1)
      `),
    ],
  },
  POP_JUMP_BACKWARD_IF_TRUE: {
    summary:
      'Takes the topmost value, and jumps backward if it is true. Pending signals and other ' +
      'threads get their turn.',
    examples: [
      example(`
        def f(n):
            total = 0
            while n:
                total += n
                n -= 1
            return total
        result = f(100)
      `),
      failing(
        'ZeroDivisionError',
        `
        class C:
            count = 3
            def __bool__(self):
                self.count -= 1
                return 1 / self.count > 0
        def f(c):
            while c:
                pass
        f(C())
      `,
      ),
    ],
  },
  POP_JUMP_FORWARD_IF_NONE: {
    summary: 'Takes the topmost value, and jumps forward if it is None.',
    examples: [
      example(`
        def f(a):
            if a is not None:
                return 'some'
            return 'none'
        result = f(None), f(0), f(1)
      `),
    ],
  },
  POP_JUMP_FORWARD_IF_NOT_NONE: {
    summary: 'Takes the topmost value, and jumps forward if it is not None.',
    examples: [
      example(`
        def f(a=None):
            if a is None:
                a = []
            return a
        result = f(), f(0), f(1)
      `),
    ],
  },
  POP_JUMP_BACKWARD_IF_NONE: {
    summary:
      'Takes the topmost value, and jumps backward if it is None. Pending signals and other ' +
      'threads get their turn.',
    examples: [
      example(`
        def f(values):
            value = None
            while value is None:
                value = values.pop()
            return value, values
        result = f([1, 2, None, None])
      `),
    ],
  },
  POP_JUMP_BACKWARD_IF_NOT_NONE: {
    summary:
      'Takes the topmost value, and jumps backward if it is not None. Pending signals and ' +
      'other threads get their turn.',
    examples: [
      example(`
        def f(chain):
            names = []
            while chain is not None:
                name, chain = chain
                names.append(name)
            return names
        result = f(('a', ('b', ('c', None))))
      `),
    ],
  },
  JUMP_IF_FALSE_OR_POP: {
    summary:
      'Jumps forward if the topmost value is false, which stays there; otherwise takes it off.',
    examples: [
      example(`
        def f(a, b):
            return a and b
        result = [f(a, b) for a in (0, 1, '', [0]) for b in (2, None)]
      `),
      example(`
        def f(a):
            return 0 < a < 10
        result = f(-1), f(5), f(10)
      `),
      badTruth('return a and 1'),
    ],
  },
  JUMP_IF_TRUE_OR_POP: {
    summary:
      'Jumps forward if the topmost value is true, which stays there; otherwise takes it off.',
    examples: [
      example(`
        def f(a, b):
            return a or b
        result = [f(a, b) for a in (0, 1, '', [0]) for b in (2, None)]
      `),
      badTruth('return a or 1'),
    ],
  },
  GET_ITER: {
    summary: 'Replaces the topmost value by `iter(value)`.',
    examples: [
      example(`
        class C:
            def __getitem__(self, index):
                if index == 3:
                    raise IndexError
                return index * 10
        result = [part for part in C()], [part for part in 'text']
      `),
      failing(
        'TypeError',
        `
        for part in 5:
            pass
      `,
      ),
      failing(
        'TypeError',
        `
        class C:
            def __iter__(self):
                return 5
        for part in C():
            pass
      `,
      ),
    ],
  },
  FOR_ITER: {
    summary:
      'Pushes the next item of the iterator that is topmost. When there is none, takes the ' +
      'iterator off instead and jumps forward.',
    examples: [
      example(`
        def f(iterable):
            found = []
            for item in iterable:
                found.append(item)
            else:
                found.append('end')
            return found
        def generator():
            yield 1
            yield 2
        result = [f(range(3)), f((1, 2)), f([]), f({'a': 1}), f('ab'), f(generator()), f(zip('a', 'b'))]
      `),
      example(`
        values = [1, 2, 3]
        for value in values:
            if value < 10:
                values.append(value * 5)
        result = values
      `),
      failing(
        'ZeroDivisionError',
        `
        def generator():
            yield 1
            yield 1 / 0
        for item in generator():
            pass
      `,
      ),
      failing(
        'RuntimeError',
        `
        counts = {1: 1}
        for key in counts:
            counts[key + 1] = 1
      `,
      ),
    ],
  },
  RETURN_VALUE: {
    summary: 'Takes the topmost value and leaves the function with it.',
    examples: [
      example(`
        def f(a):
            return a
        result = f(1), (lambda: None)()
      `),
      example(`
        def f(a):
            for n in range(10):
                for m in range(10):
                    if n * m == a:
                        return n, m
        result = f(42), f(1000)
      `),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
