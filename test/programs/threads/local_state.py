"""Thread-local data, exceptions and exits in threads, daemon threads, timers, barriers, pools, async exceptions."""

import concurrent.futures
import ctypes
import queue
import sys
import threading
import time

local = threading.local()
log = []


def uses_local(name, barrier):
    local.name = name
    barrier.wait()
    log.append((name, local.name, hasattr(local, 'other')))


def fails():
    raise ValueError('in a thread')


def exits():
    sys.exit(5)


def hook(arguments):
    log.append(('hook', arguments.exc_type.__name__, str(arguments.exc_value), arguments.thread.name))


def attempt(f):
    try:
        return f()
    except BaseException as error:
        return f'{type(error).__name__}: {error}'


barrier = threading.Barrier(3)
threads = [threading.Thread(target=uses_local, args=(n, barrier)) for n in 'abc']
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(log), hasattr(local, 'name'))
log.clear()
threading.excepthook = hook
for target in (fails, exits):
    t = threading.Thread(target=target, name=target.__name__)
    t.start()
    t.join()
print(log)
with concurrent.futures.ThreadPoolExecutor(3) as pool:
    print(list(pool.map(lambda n: n * n, range(10))), attempt(lambda: pool.submit(fails).result()), [f.result() for f in [pool.submit(pow, 2, n) for n in range(5)]])
timer = threading.Timer(0.01, log.append, args=('timer',))
timer.start()
timer.join()
jobs, results = queue.Queue(), []


def worker():
    while (job := jobs.get()) is not None:
        results.append(job * 2)
        jobs.task_done()
    jobs.task_done()


workers = [threading.Thread(target=worker, daemon=True) for _ in range(3)]
for w in workers:
    w.start()
for n in range(20):
    jobs.put(n)
jobs.join()
for _ in workers:
    jobs.put(None)
jobs.join()
print(log[-1], sorted(results))


class Interrupted(Exception):
    pass


def loops_forever(started, outcome):
    try:
        started.set()
        while True:
            pass
    except Interrupted:
        outcome.append('interrupted in the loop')


started, outcome = threading.Event(), []
t = threading.Thread(target=loops_forever, args=(started, outcome))
t.start()
started.wait()
time.sleep(0.02)
print(ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(t.ident), ctypes.py_object(Interrupted)))
t.join()
print(outcome, threading.active_count(), threading.current_thread().name)
condition, items = threading.Condition(), []


def consumer(out):
    with condition:
        condition.wait_for(lambda: len(items) >= 3)
        out.extend(items)


out = []
t = threading.Thread(target=consumer, args=(out,))
t.start()
for i in range(3):
    with condition:
        items.append(i)
        condition.notify()
t.join()
print(out)


def generator():
    for i in range(100000):
        yield i


shared, errors = generator(), []


def pull():
    try:
        for _ in shared:
            pass
    except ValueError as error:
        errors.append(str(error))


sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=pull) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(set(errors) <= {'generator already executing'})
