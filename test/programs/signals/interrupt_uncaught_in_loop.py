"""SIGINT into a busy loop, uncaught: the traceback names the loop and the process dies of SIGINT."""

import os
import signal
import threading
import time


def later():
    time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)


def loop():
    while True: pass


threading.Thread(target=later, daemon=True).start()
try:
    loop()
finally:
    print('finally', flush=True)
