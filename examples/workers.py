"""Threads: workers share a queue and a lock, and count primes in parts of a range."""

import queue
import threading


def is_prime(n):
    if n < 2 or n % 2 == 0:
        return n == 2
    divisor = 3
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 2
    return True


def count_primes(start, stop):
    return sum(1 for n in range(start, stop) if is_prime(n))


def work(jobs, results, lock):
    while True:
        job = jobs.get()
        if job is None:
            return
        found = count_primes(*job)
        with lock:
            results[job] = found


def main():
    jobs = queue.Queue()
    results = {}
    lock = threading.Lock()
    threads = [threading.Thread(target=work, args=(jobs, results, lock)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for start in range(0, 40_000, 5_000):
        jobs.put((start, start + 5_000))
    for _ in threads:
        jobs.put(None)
    for thread in threads:
        thread.join()
    for (start, stop), found in sorted(results.items()):
        print(f'{start:6} to {stop:6}: {found:4} primes')
    print('together:', sum(results.values()))


if __name__ == '__main__':
    main()
