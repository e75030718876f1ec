"""asyncio: cooks share a stove, orders come through a queue, the shift ends in a timeout."""

import asyncio


class Kitchen:
    def __init__(self, burners):
        self.stove = asyncio.Semaphore(burners)
        self.log = []

    async def __aenter__(self):
        self.log.append('the kitchen opens')
        return self

    async def __aexit__(self, kind, error, traceback):
        self.log.append('the kitchen closes')

    async def cook(self, dish, minutes):
        async with self.stove:
            for _ in range(minutes):
                await asyncio.sleep(0)
            if dish == 'souffle':
                raise RuntimeError('the souffle collapsed')
            self.log.append(f'{dish} is ready')
            return minutes


async def orders():
    for dish, minutes in [('soup', 3), ('stew', 9), ('toast', 1), ('souffle', 4), ('roast', 12)]:
        yield dish, minutes
        await asyncio.sleep(0)


async def worker(name, queue, kitchen, done):
    while True:
        dish, minutes = await queue.get()
        try:
            done[dish] = await kitchen.cook(dish, minutes)
        except RuntimeError as error:
            kitchen.log.append(f'{name}: {error}')
        finally:
            queue.task_done()


async def shift():
    done = {}
    async with Kitchen(burners=2) as kitchen:
        queue = asyncio.Queue()
        cooks = [asyncio.create_task(worker(name, queue, kitchen, done)) for name in ('Ada', 'Bo')]
        async for order in orders():
            await queue.put(order)
        await queue.join()
        for cook in cooks:
            cook.cancel()
        results = await asyncio.gather(*cooks, return_exceptions=True)
        kitchen.log.append(f'cooks: {[type(result).__name__ for result in results]}')
        try:
            async with asyncio.timeout(0.01):
                await asyncio.Event().wait()
        except TimeoutError:
            kitchen.log.append('no more orders')
    return kitchen.log, done


def main():
    log, done = asyncio.run(shift())
    print(*log, sep='\n')
    print('minutes:', sum(done.values()), 'for', ', '.join(sorted(done)))


if __name__ == '__main__':
    main()
