"""An uncaught KeyboardInterrupt: the process dies of SIGINT after its traceback."""

import signal


def wait():
    signal.raise_signal(signal.SIGINT)
    for i in range(10**9):
        pass


print('before', flush=True)
try:
    wait()
finally:
    print('finally', flush=True)
