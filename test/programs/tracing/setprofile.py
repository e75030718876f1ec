"""sys.setprofile: calls and returns of Python and C functions, turned on and off in callees; threading.setprofile."""

import sys
import threading

events = []


def profiler(frame, event, argument):
    if frame.f_code.co_filename != __file__:
        return
    what = argument.__name__ if event.startswith('c_') else frame.f_code.co_name
    events.append(f'{event} {what}')


def show(name, result):
    print(name, result)
    for event in events:
        print('   ', event)
    events.clear()


def profile(f, *arguments):
    sys.setprofile(profiler)
    try:
        result = f(*arguments)
    except Exception as error:
        result = repr(error)
    finally:
        sys.setprofile(None)
    show(f.__name__, result)


def python_calls(n):
    return helper(n) + sum([helper(1), abs(-2)])


def helper(n):
    return len(str(n))


def methods():
    items = [3, 1]
    items.append(2)
    items.sort(key=lambda x: -x)
    return ''.join(map(str, items)).upper()


def raising():
    try:
        int('x')
    except ValueError:
        pass
    return inner_raise()


def inner_raise():
    raise KeyError('k')


def generator():
    yield 1
    yield 2


def uses_generator():
    total = sum(generator())
    for x in generator():
        total += x
    return total


def comprehension():
    return [helper(x) for x in range(2)], {x for x in range(2)}


class C:
    def __init__(self, n):
        self.n = n

    def method(self):
        return self.n

    def __add__(self, other):
        return C(self.n + other)


def classes():
    return (C(1) + 2).method(), isinstance(C(1), C)


def turned_on_inside():
    turn_on()
    helper(1)
    turn_off()
    helper(2)
    return 'done'


def turn_on():
    sys.setprofile(profiler)


def turn_off():
    sys.setprofile(None)


def in_thread():
    threading.setprofile(profiler)
    t = threading.Thread(target=helper, args=(5,))
    t.start()
    t.join()
    threading.setprofile(None)
    return 'thread done'


for f, arguments in ((python_calls, (5,)), (methods, ()), (raising, ()), (uses_generator, ()), (comprehension, ()), (classes, ())):
    profile(f, *arguments)
result = turned_on_inside()
sys.setprofile(None)
show('turned_on_inside', result)
result = in_thread()
show('in_thread', result)
