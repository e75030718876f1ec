"""asyncio: a tree of tasks that gather, a queue between producers and consumers, locks, time limits."""

import asyncio
import sys
from contextlib import asynccontextmanager


async def leaf(n: int) -> int:
    if n % 3 == 0:
        await asyncio.sleep(0)
    return n


async def node(depth: int, n: int) -> int:
    if depth == 0:
        return await leaf(n)
    results = await asyncio.gather(*(node(depth - 1, n * 3 + i) for i in range(3)))
    return sum(results) % 1_000_003


async def straight(depth: int) -> int:
    """The same tree without tasks: only awaits."""
    if depth == 0:
        return 1
    return await straight(depth - 1) + await straight(depth - 1)


class Pool:
    def __init__(self, size):
        self.semaphore = asyncio.Semaphore(size)
        self.used = 0

    @asynccontextmanager
    async def connection(self):
        async with self.semaphore:
            self.used += 1
            yield self.used


async def produce(queue, numbers):
    for number in numbers:
        await queue.put(number)
    await queue.put(None)


async def consume(queue, pool):
    total = 0
    while (number := await queue.get()) is not None:
        async with pool.connection() as used:
            total += number + used % 2
    return total


async def countdown(n):
    for i in range(n, 0, -1):
        yield i
        if i % 10 == 0:
            await asyncio.sleep(0)


async def main(rounds):
    total = 0
    pool = Pool(3)
    for _ in range(rounds):
        total += await node(4, 1)
        total += await straight(6)
        queue = asyncio.Queue(maxsize=4)
        _, consumed = await asyncio.gather(produce(queue, range(30)), consume(queue, pool))
        total += consumed
        total += sum([i async for i in countdown(30) if i % 2])
        try:
            await asyncio.wait_for(asyncio.Event().wait(), timeout=0)
        except asyncio.TimeoutError:
            total += 1
    return total, pool.used


def run(rounds: int = 260):
    return asyncio.run(main(rounds))


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
