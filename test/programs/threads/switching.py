"""Threads that take turns inside compiled loops: everybody finishes, and no update under a lock is lost."""

import sys
import threading
import time

sys.setswitchinterval(1e-5)
lock = threading.Lock()
shared = {'counter': 0}
unlocked = []


def locked_counter(n):
    for _ in range(n):
        with lock:
            shared['counter'] += 1


def append(n, name):
    for i in range(n):
        unlocked.append(name)


def compute(n, results, i):
    total = 0
    for k in range(n):
        total = (total * 31 + k) % 1000003
    results[i] = total


def floats(n, results, i):
    x = 0.5
    for _ in range(n):
        x = 3.7 * x * (1.0 - x)
    results[i] = x


def exceptions(n, results, i):
    caught = 0
    for k in range(n):
        try:
            if k % 3 == 0:
                raise ValueError(k)
        except ValueError:
            caught += 1
    results[i] = caught


def generators(n, results, i):
    def numbers():
        for k in range(n):
            yield k
    results[i] = sum(k * k for k in numbers() if k % 2)


def strings(n, results, i):
    s = ''
    for k in range(n):
        s += chr(97 + (k + i) % 26)
    results[i] = len(s), s[:5]


def calls(n, results, i):
    def fib(k):
        return k if k < 2 else fib(k - 1) + fib(k - 2)
    results[i] = fib(n)


def together(function, *arguments, count=4):
    results = {}
    threads = [threading.Thread(target=function, args=(*arguments, results, i)) for i in range(count)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return [results[i] for i in range(count)]


threads = [threading.Thread(target=locked_counter, args=(5000,)) for _ in range(4)] + [threading.Thread(target=append, args=(5000, n)) for n in 'ab']
for t in threads:
    t.start()
for t in threads:
    t.join()
print(shared, len(unlocked), unlocked.count('a'))
print(together(compute, 50000), together(floats, 50000), together(exceptions, 10000), together(generators, 20000), together(strings, 20000), together(calls, 17), sep='\n')

flag = False


def spins():
    """Only ends if another thread gets its turn although this loop calls nothing."""
    n = 0
    while not flag:
        n += 1
    return n


def sets_flag():
    global flag
    time.sleep(0.05)
    flag = True


t = threading.Thread(target=sets_flag)
t.start()
print(spins() > 0)
t.join()


def spin_for(stop):
    i = 0
    for i in iter(int, 1):
        if stop.is_set():
            return True


stop = threading.Event()
answers = []
spinners = [threading.Thread(target=lambda: answers.append(spin_for(stop))) for _ in range(3)]
for t in spinners:
    t.start()
time.sleep(0.05)
stop.set()
for t in spinners:
    t.join()
print(answers)
