"""os.abort: the process dies of SIGABRT with what was flushed before."""

import os
import sys

print('flushed')
sys.stdout.flush()
os.abort()
