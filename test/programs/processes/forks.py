"""os.fork: children compute, raise, exit and fork again; the parent's pipes and threads stay whole."""

import os
import signal
import sys
import threading


def status(pid):
    _, code = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(code)


def in_child(function):
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            os.write(writer, repr(function()).encode())
            os._exit(0)
        except BaseException as error:
            os.write(writer, repr(error).encode())
            os._exit(1)
    os.close(writer)
    text = b''
    while chunk := os.read(reader, 1000):
        text += chunk
    os.close(reader)
    return text.decode(), status(pid)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def fresh_code():
    space = {}
    exec('def f(n):\n    return [i * n for i in range(5)]\ndef g(n):\n    yield from f(n)', space)
    return list(space['g'](3))


def grandchild():
    return in_child(lambda: fib(10)), in_child(fresh_code)


def imports():
    import colorsys
    return tuple(round(x, 3) for x in colorsys.rgb_to_hsv(0.2, 0.4, 0.6))


def threads():
    results = []
    workers = [threading.Thread(target=lambda n=n: results.append(fib(n))) for n in (5, 8)]
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    return sorted(results)


print('before the forks')
sys.stdout.flush()
for function in (lambda: fib(15), fresh_code, grandchild, imports, threads, lambda: 1 / 0, lambda: sys.exit(7)):
    print(in_child(function))
pid = os.fork()
if pid == 0:
    try:
        print('child prints')
        sys.exit(9)
    finally:
        print('child finally')
print('child ended with', status(pid), flush=True)
pid = os.fork()
if pid == 0:
    os.kill(os.getpid(), signal.SIGKILL)
print('killed child', status(pid))


def generator():
    for i in range(4):
        yield i, os.getpid() == parent


parent = os.getpid()
g = generator()
next(g)
print(in_child(lambda: [n for n, here in g if not here]), list(g))
children = []
for n in range(5):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os._exit(fib(n + 5) % 256)
    children.append(pid)
print([status(pid) for pid in children])
os.register_at_fork(before=lambda: log.append('before'), after_in_parent=lambda: log.append('parent'), after_in_child=lambda: log.append('child'))
log = []
print(in_child(lambda: log), log)
