"""Signal handlers in busy loops: called in time, may raise, may be nested, in generators and try blocks."""

import signal
import sys
import time


class Alarm(Exception):
    pass


calls = []


def raising(number, frame):
    calls.append((signal.Signals(number).name, frame.f_code.co_name))
    raise Alarm('time is up')


def counting(number, frame):
    calls.append(frame.f_code.co_name)


def after(seconds):
    signal.setitimer(signal.ITIMER_REAL, seconds)


def empty_loop():
    while True:
        pass


def arithmetic_loop():
    n = 0
    while True:
        n += 1
        n ^= 5


def float_loop():
    x = 0.5
    while True:
        x = 3.7 * x * (1.0 - x)


def for_loop():
    for i in range(10**12):
        pass


def nested_loop():
    for i in iter(int, 1):
        for j in range(10):
            if j == 5:
                continue


def calling_loop():
    def f(x):
        return x
    while True:
        f(1)


def attribute_loop():
    class O:
        pass
    o = O()
    o.x = 0
    while True:
        o.x += 1


def comprehension():
    return [x for x in iter(int, 1) if x]


def generator_loop():
    def g():
        while True:
            yield
    for _ in g():
        pass


def recursion():
    def r(n):
        return r(n - 1) + 1 if n else 0
    while True:
        r(50)


def string_loop():
    while True:
        s = 'a' + 'b'
        s += 'c'


def try_loop():
    while True:
        try:
            pass
        finally:
            pass


signal.signal(signal.SIGALRM, raising)
for loop in (empty_loop, arithmetic_loop, float_loop, for_loop, nested_loop, calling_loop, attribute_loop, comprehension, generator_loop, recursion, string_loop, try_loop):
    after(0.02)
    try:
        loop()
    except Alarm as error:
        traceback = error.__traceback__
        names = set()
        while traceback:
            names.add(traceback.tb_frame.f_code.co_name)
            traceback = traceback.tb_next
        print(loop.__name__, error, loop.__name__ in names, 'raising' in names, calls[-1][0])


def finally_runs():
    log = []
    try:
        try:
            after(0.02)
            while True:
                pass
        finally:
            log.append('finally')
    except Alarm:
        log.append('caught')
    return log


def handled_inside():
    rounds = 0
    for _ in range(3):
        try:
            after(0.01)
            while True:
                rounds += 0
        except Alarm:
            rounds += 1
    return rounds


def ignored_in_generator():
    def g():
        while True:
            try:
                while True:
                    pass
            except Alarm:
                yield 'alarm'
    made = g()
    results = []
    for _ in range(2):
        after(0.01)
        results.append(next(made))
    return results


print(finally_runs(), handled_inside(), ignored_in_generator())
signal.signal(signal.SIGALRM, counting)
calls.clear()


def waits_for(n):
    signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
    spins = 0
    while len(calls) < n:
        spins += 1
    signal.setitimer(signal.ITIMER_REAL, 0)
    return spins > 0


print(waits_for(10), len(calls) >= 10, 'waits_for' in calls)
signal.signal(signal.SIGUSR1, lambda number, frame: calls.append('usr1'))
calls.clear()
signal.raise_signal(signal.SIGUSR1)
print(calls, signal.getsignal(signal.SIGUSR2) == signal.SIG_DFL)


def interrupt(number, frame):
    signal.raise_signal(signal.SIGINT)


signal.signal(signal.SIGALRM, interrupt)
for _ in range(2):
    after(0.01)
    try:
        while True:
            pass
    except KeyboardInterrupt as error:
        print('KeyboardInterrupt', error.args)
signal.signal(signal.SIGALRM, raising)
after(0.01)
try:
    time.sleep(10)
except Alarm:
    print('sleep interrupted')
after(0.01)
try:
    sorted(range(10**7), key=lambda x: -x)
except Alarm:
    print('sort interrupted')
sys.stdout.flush()
