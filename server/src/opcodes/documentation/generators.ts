/** Documentation of the opcodes for generators, coroutines and asynchronous iteration. */
import type { OpcodeName } from '../opcodeNames.js';
import { example, failing, type OpcodeDocumentation } from './example.js';

/** Runs a coroutine to its end and gives what it returns. */
const run = `
        def run(coroutine):
            try:
                while True:
                    coroutine.send(None)
            except StopIteration as stop:
                return stop.value
`;

export const generatorDocumentation = {
  RETURN_GENERATOR: {
    summary:
      'Makes a generator, coroutine or asynchronous generator of the running call and returns ' +
      'it. When that is resumed for the first time, what it was sent, None, is on the stack; ' +
      'CPython counts this entry from the beginning.',
    examples: [
      example(`
        def f(a):
            log.append('running')
            yield a
        log = []
        g = f(1)
        before = list(log)
        result = before, type(g).__name__, next(g), log
      `),
      example(`
        async def coroutine():
            pass
        async def generator():
            yield 1
        c = coroutine()
        result = type(c).__name__, type(generator()).__name__, c.close()
      `),
      example(`
        def f(a):
            return (part + a for part in [1, 2, 3])
        result = list(f(10))
      `),
    ],
  },
  YIELD_VALUE: {
    summary:
      'Takes the topmost value and leaves the generator with it for the time being. When the ' +
      'generator goes on, what it was sent is on the stack, or an exception thrown into it is ' +
      'raised here.',
    examples: [
      example(`
        def f():
            got = yield 'first'
            while got:
                got = yield got * 2
            return 'end'
        g = f()
        result = [next(g), g.send(2), g.send(5)]
        try:
            g.send(0)
        except StopIteration as stop:
            result.append(stop.value)
      `),
      example(`
        def f():
            try:
                yield 1
            except KeyError as error:
                yield 'caught', str(error)
            finally:
                log.append('closed')
        log = []
        g = f()
        result = [next(g), g.throw(KeyError('thrown')), g.close(), log]
      `),
      example(`
        import sys
        def f():
            try:
                raise ValueError('inside')
            except ValueError:
                yield repr(sys.exc_info()[1])
                yield repr(sys.exc_info()[1])
        g = f()
        result = [next(g), repr(sys.exc_info()[1]), next(g)]
      `),
      failing(
        'ValueError',
        `
        def f():
            yield 1
        g = f()
        next(g)
        g.throw(ValueError)
      `,
      ),
      failing(
        'RuntimeError',
        `
        def f():
            yield 1
            raise StopIteration
        list(f())
      `,
      ),
    ],
  },
  GET_YIELD_FROM_ITER: {
    summary:
      'Replaces the topmost value by the iterator that `yield from` goes through: itself if ' +
      'it is a generator, or a coroutine in a coroutine, otherwise `iter(value)`.',
    examples: [
      example(`
        def f(iterable):
            yield from iterable
        result = list(f([1, 2])), list(f(n for n in 'ab')), list(f({'key': 1}))
      `),
      failing(
        'TypeError',
        `
        def f():
            yield from 5
        list(f())
      `,
      ),
      failing(
        'TypeError',
        `
        async def coroutine():
            pass
        def f(c):
            yield from c
        c = coroutine()
        try:
            list(f(c))
        finally:
            c.close()
      `,
      ),
    ],
  },
  SEND: {
    summary:
      'Takes the topmost value and sends it to the generator or iterator below, and pushes ' +
      'what that yields. When it returns, its value takes the place of the iterator, and SEND ' +
      'jumps forward.',
    examples: [
      example(`
        def inner():
            got = yield 1
            yield got
            return 'returned'
        def outer():
            result.append((yield from inner()))
        result = []
        g = outer()
        result += [next(g), g.send('sent'), next(g, 'end')]
      `),
      example(`
        def outer():
            try:
                yield from range(3)
            finally:
                log.append('closed')
        log = []
        g = outer()
        result = [next(g), next(g), g.close(), log]
      `),
      example(`
        def inner():
            try:
                yield 1
            except KeyError:
                yield 'caught'
        def outer():
            yield from inner()
        g = outer()
        result = [next(g), g.throw(KeyError), list(g)]
      `),
      failing(
        'ZeroDivisionError',
        `
        def inner():
            yield 1
            1 / 0
        def outer():
            yield from inner()
        list(outer())
      `,
      ),
      failing(
        'AttributeError',
        `
        def outer():
            yield from iter([1, 2])
        g = outer()
        next(g)
        g.send('a list iterator takes nothing')
      `,
      ),
    ],
  },
  GET_AWAITABLE: {
    summary:
      'Replaces the topmost value by the iterator through which it is awaited. The argument ' +
      'only chooses the message: 1 after `__aenter__`, 2 after `__aexit__`, 0 elsewhere.',
    examples: [
      example(
        `
        ${run.trim()}
        class Awaitable:
            def __await__(self):
                got = yield 1
                return 'awaited'
        async def inner():
            return 'inner'
        async def f():
            return await inner(), await Awaitable()
        result = run(f())
      `,
        0,
      ),
      example(
        `
        ${run.trim()}
        class Manager:
            async def __aenter__(self):
                return 'entered'
            async def __aexit__(self, *exc):
                log.append('left')
        async def f():
            async with Manager() as value:
                return value
        log = []
        result = run(f()), log
      `,
        1,
        2,
      ),
      failing(
        'TypeError',
        `
        async def f():
            await 5
        f().send(None)
      `,
        0,
      ),
      failing(
        'TypeError',
        `
        class Manager:
            def __aenter__(self):
                return 5
            async def __aexit__(self, *exc):
                pass
        async def f():
            async with Manager():
                pass
        f().send(None)
      `,
        1,
      ),
      failing(
        'TypeError',
        `
        class Manager:
            async def __aenter__(self):
                pass
            def __aexit__(self, *exc):
                return 5
        async def f():
            async with Manager():
                pass
        f().send(None)
      `,
        2,
      ),
    ],
  },
  GET_AITER: {
    summary: 'Replaces the topmost value by what its `__aiter__` method returns.',
    examples: [
      example(`
        ${run.trim()}
        class Count:
            def __aiter__(self):
                self.n = 0
                return self
            async def __anext__(self):
                self.n += 1
                if self.n > 3:
                    raise StopAsyncIteration
                return self.n
        async def f():
            return [n async for n in Count()]
        result = run(f())
      `),
      failing(
        'TypeError',
        `
        async def f():
            async for n in [1, 2]:
                pass
        f().send(None)
      `,
      ),
      failing(
        'TypeError',
        `
        class Wrong:
            def __aiter__(self):
                return 5
        async def f():
            async for n in Wrong():
                pass
        f().send(None)
      `,
      ),
    ],
  },
  GET_ANEXT: {
    summary:
      'Pushes the awaitable that the `__anext__` method of the topmost value, an asynchronous ' +
      'iterator, returns.',
    examples: [
      example(`
        ${run.trim()}
        async def count(n):
            for k in range(n):
                yield k
        async def f():
            found = []
            async for n in count(3):
                found.append(n)
            else:
                found.append('end')
            return found
        result = run(f())
      `),
      failing(
        'TypeError',
        `
        class Wrong:
            def __aiter__(self):
                return self
            def __anext__(self):
                return 5
        async def f():
            async for n in Wrong():
                pass
        f().send(None)
      `,
      ),
    ],
  },
  END_ASYNC_FOR: {
    summary:
      'Takes an asynchronous iterator and, topmost, the exception that came instead of its ' +
      'next item. StopAsyncIteration ends the loop; any other exception is raised again.',
    examples: [
      example(`
        ${run.trim()}
        async def count(n):
            for k in range(n):
                yield k
        async def f():
            total = 0
            async for n in count(10):
                if n % 2:
                    continue
                total += n
            return total
        result = run(f())
      `),
      failing(
        'ZeroDivisionError',
        `
        async def broken():
            yield 1
            1 / 0
        async def f():
            async for n in broken():
                pass
        f().send(None)
      `,
      ),
    ],
  },
  ASYNC_GEN_WRAP: {
    summary:
      'Wraps the topmost value, so that what an asynchronous generator yields can be told ' +
      'from what it awaits.',
    examples: [
      example(`
        ${run.trim()}
        async def squares(n):
            for k in range(n):
                yield k * k
        async def f():
            return [n async for n in squares(4)]
        result = run(f())
      `),
      example(`
        ${run.trim()}
        async def echo():
            got = None
            while True:
                got = yield got
        async def f():
            g = echo()
            first = await g.asend(None)
            second = await g.asend('sent')
            await g.aclose()
            return first, second
        result = run(f())
      `),
    ],
  },
} as const satisfies Partial<Record<OpcodeName, OpcodeDocumentation>>;
