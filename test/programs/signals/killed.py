"""The program sends itself SIGTERM: it dies of the signal and nothing after it runs."""

import os
import signal

print('before', flush=True)
os.kill(os.getpid(), signal.SIGTERM)
while True:
    pass
