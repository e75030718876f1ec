"""A daemon thread in an endless loop and a suspended generator when the program ends."""

import atexit
import threading
import time


def endless():
    n = 0
    while True:
        n = (n + 1) % 1000


def generator():
    try:
        yield 1
    finally:
        print('generator closed')


atexit.register(print, 'atexit')
thread = threading.Thread(target=endless, daemon=True)
thread.start()
g = generator()
next(g)
time.sleep(0.02)
print('end', thread.is_alive())
