"""multiprocessing with fork and spawn: pools, queues, pipes, shared values, exceptions, process pools."""

import concurrent.futures
import multiprocessing
import os


def square(n):
    return n * n


def fails(n):
    if n == 2:
        raise ValueError(f'bad {n}')
    return n


def produce(queue, n):
    for i in range(n):
        queue.put(i)
    queue.put(None)


def add(counter, n):
    for _ in range(n):
        with counter.get_lock():
            counter.value += 1


def answers(connection):
    while (question := connection.recv()) != 'stop':
        connection.send(question * 2)
    connection.close()


def leaves(code):
    os._exit(code)


def main():
    for method in ('fork', 'spawn'):
        context = multiprocessing.get_context(method)
        with context.Pool(2) as pool:
            print(method, pool.map(square, range(10)), pool.apply(square, (12,)), list(pool.imap(square, range(3))))
            try:
                pool.map(fails, range(4))
            except ValueError as error:
                print(method, error)
        queue = context.Queue()
        process = context.Process(target=produce, args=(queue, 5))
        process.start()
        received = []
        while (item := queue.get()) is not None:
            received.append(item)
        process.join()
        counter = context.Value('i', 0)
        workers = [context.Process(target=add, args=(counter, 100)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        ours, theirs = context.Pipe()
        process = context.Process(target=answers, args=(theirs,))
        process.start()
        ours.send(21)
        ours.send('ab')
        print(method, received, counter.value, ours.recv(), ours.recv(), process.exitcode)
        ours.send('stop')
        process.join()
        ended = context.Process(target=leaves, args=(5,))
        ended.start()
        ended.join()
        print(method, process.exitcode, ended.exitcode)
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        print(list(pool.map(square, range(5))), pool.submit(fails, 1).result())


if __name__ == '__main__':
    main()
