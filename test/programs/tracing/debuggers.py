"""Tools built on tracing: bdb breakpoints, trace counts, cProfile call counts, faulthandler's output of frames."""

import bdb
import cProfile
import io
import pstats
import sys
import trace


def work(n):
    total = 0
    for i in range(n):
        total += double(i)
    return total


def double(x):
    return x * 2


class Debugger(bdb.Bdb):
    def __init__(self):
        super().__init__()
        self.log = []

    def user_line(self, frame):
        if frame.f_code.co_filename == __file__:
            self.log.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, dict(frame.f_locals)))
        self.set_step() if len(self.log) < 6 else self.set_continue()

    def user_return(self, frame, value):
        self.log.append(('return', frame.f_code.co_name, value))


debugger = Debugger()
debugger.set_break(__file__, double.__code__.co_firstlineno + 1)
print(debugger.runcall(work, 3))
sys.settrace(None)
for line in debugger.log:
    print(line)
counter = trace.Trace(count=True, trace=False)
print(counter.runfunc(work, 5))
counts = counter.results().counts
print(sorted((line - work.__code__.co_firstlineno, n) for (name, line), n in counts.items() if name == __file__))
profile = cProfile.Profile()
print(profile.runcall(work, 10))
output = io.StringIO()
stats = pstats.Stats(profile, stream=output)
print(sorted((name, calls[0]) for (file, _, name), calls in stats.stats.items() if file == __file__))
