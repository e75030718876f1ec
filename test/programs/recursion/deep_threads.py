"""Deep recursion in threads with stacks of their own: RecursionError or success, never a crash."""

import sys
import threading


def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


def work(results, i):
    results[i] = 900 < depth() < 1000, count(800), sum(count(n) for n in range(100))


results = {}
for size in (0, 16 * 1024 * 1024):
    threading.stack_size(size)
    threads = [threading.Thread(target=work, args=(results, i)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sorted(results.items()))
threading.stack_size(256 * 1024 * 1024)
sys.setrecursionlimit(30_000)
thread = threading.Thread(target=lambda: print(count(25_000)))
thread.start()
thread.join()
print(count(25_000))
