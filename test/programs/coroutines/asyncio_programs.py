"""asyncio: tasks, gather, queues, cancellation, timeouts, task groups, locks, futures, exceptions."""

import asyncio
import contextvars

variable = contextvars.ContextVar('variable', default='default')
log = []


async def work(name, steps):
    for i in range(steps):
        log.append(f'{name}{i}')
        await asyncio.sleep(0)
    return name * steps


async def fails(after):
    for _ in range(after):
        await asyncio.sleep(0)
    raise ValueError(f'failed after {after}')


async def gathering():
    first = await asyncio.gather(work('a', 3), work('b', 2), work('c', 1))
    second = await asyncio.gather(work('d', 1), fails(2), return_exceptions=True)
    return first, second


async def cancelling():
    async def stubborn():
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            log.append('cancelled once')
            await asyncio.sleep(0)
            raise
        finally:
            log.append('cleaned')
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    task.cancel('a reason')
    try:
        await task
    except asyncio.CancelledError as error:
        return task.cancelled(), error.args


async def timing_out():
    results = []
    try:
        await asyncio.wait_for(asyncio.sleep(100), 0.001)
    except asyncio.TimeoutError:
        results.append('wait_for')
    try:
        async with asyncio.timeout(0.001):
            await asyncio.sleep(100)
    except TimeoutError:
        results.append('timeout')
    return results


async def groups():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work(c, 2)) for c in 'xy']
    results = [task.result() for task in tasks]
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(1))
            group.create_task(fails(1))
            group.create_task(work('z', 50))
    except* ValueError as error:
        results.append(sorted(map(str, error.exceptions)))
    return results


async def producer_consumer():
    queue = asyncio.Queue(maxsize=2)
    received = []

    async def produce():
        for i in range(6):
            await queue.put(i)
        await queue.put(None)

    async def consume():
        while (item := await queue.get()) is not None:
            received.append(item)
    await asyncio.gather(produce(), consume())
    return received


async def locks():
    lock, order = asyncio.Lock(), []
    event, condition = asyncio.Event(), asyncio.Condition()

    async def locked(name):
        async with lock:
            order.append(f'{name} in')
            await asyncio.sleep(0)
            order.append(f'{name} out')

    async def waits():
        await event.wait()
        order.append('event')
        async with condition:
            condition.notify_all()

    async def notified():
        async with condition:
            await condition.wait()
            order.append('condition')
    tasks = [asyncio.create_task(c) for c in (locked('a'), locked('b'), notified(), waits())]
    await asyncio.sleep(0)
    event.set()
    await asyncio.gather(*tasks)
    return order


async def futures():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_soon(future.set_result, 'called soon')
    called = []
    future.add_done_callback(lambda f: called.append(f.result()))
    value = await future
    await asyncio.sleep(0)
    other = loop.create_future()
    other.set_exception(KeyError('future'))
    try:
        await other
    except KeyError as error:
        return value, called, str(error), await asyncio.to_thread(lambda: 'thread'), await loop.run_in_executor(None, sum, [1, 2])


async def contexts():
    async def child():
        variable.set('child')
        await asyncio.sleep(0)
        return variable.get()
    variable.set('parent')
    return await asyncio.create_task(child()), variable.get()


async def as_completed():
    results = []
    for future in asyncio.as_completed([work('p', 3), work('q', 1)]):
        results.append(await future)
    # The tasks start in the order of a set.
    log.sort()
    return results


async def main():
    for function in (gathering, cancelling, timing_out, groups, producer_consumer, locks, futures, contexts, as_completed):
        print(function.__name__, await function(), log)
        log.clear()


asyncio.run(main())
print(variable.get())
