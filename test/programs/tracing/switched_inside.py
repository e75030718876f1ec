"""Tracing turned on and off in the middle: in a callee, in a loop, in a generator, by the tracer itself; f_trace."""

import sys

events = []


def tracer(frame, event, argument):
    if frame.f_code.co_filename == __file__:
        events.append(f'{event} {frame.f_code.co_name}+{frame.f_lineno - frame.f_code.co_firstlineno}')
        return tracer


def turn_on():
    sys.settrace(tracer)


def turn_off():
    sys.settrace(None)


def turn_on_for_caller():
    sys.settrace(tracer)
    sys._getframe(1).f_trace = tracer


def show(name, result):
    sys.settrace(None)
    print(name, result)
    for event in events:
        print('   ', event)
    events.clear()


def on_in_callee():
    a = 1
    turn_on()
    b = helper(2)
    turn_off()
    c = helper(3)
    return a + b + c


def helper(n):
    m = n * 2
    return m


def caller_too():
    a = 1
    turn_on_for_caller()
    b = helper(a)
    for i in range(2):
        b += i
    turn_off()
    b += 100
    return b


def in_loop():
    total = 0
    for i in range(6):
        if i == 2:
            turn_on_for_caller()
        if i == 4:
            turn_off()
        total += helper(i)
    return total


def in_generator():
    def g():
        yield 1
        turn_on_for_caller()
        yield 2
        x = 3
        yield x
        turn_off()
        yield 4
    return list(g())


def on_then_raise():
    try:
        turn_on_for_caller()
        {}['missing']
    except KeyError:
        turn_off()
        return 'caught'


def off_in_exception_event():
    def local(frame, event, argument):
        events.append(event)
        if event == 'exception':
            sys.settrace(None)
        return local
    sys.settrace(local)
    return raises()


def raises():
    try:
        raise ValueError
    except ValueError:
        x = 1
    return x


def tracer_raises():
    def local(frame, event, argument):
        if event == 'line' and frame.f_code.co_name == 'helper':
            raise RuntimeError('from the tracer')
        return local
    sys.settrace(local)
    try:
        helper(1)
    except RuntimeError as error:
        return str(error), sys.gettrace()


def jump():
    def local(frame, event, argument):
        if frame.f_code.co_name == 'jumps':
            if event == 'line' and frame.f_lineno == frame.f_code.co_firstlineno + 2:
                frame.f_lineno = frame.f_code.co_firstlineno + 4
            return local
        return local if frame.f_code.co_name == 'jump' else None
    sys.settrace(local)
    result = jumps()
    sys.settrace(None)
    return result


def jumps():
    log = ['start']
    log.append('skipped 1')
    log.append('skipped 2')
    log.append('landed')
    return log


def changes_locals():
    def local(frame, event, argument):
        if event == 'line' and frame.f_code.co_name == 'reads' and 'x' in frame.f_locals:
            frame.f_locals['x'] = 'changed by the tracer'
        return local
    sys.settrace(local)
    result = reads()
    sys.settrace(None)
    return result


def reads():
    x = 'original'
    y = 1
    return x


def opcode_events():
    counted = []

    def local(frame, event, argument):
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        counted.append(event)
        return local
    sys.settrace(local)
    helper(1)
    sys.settrace(None)
    return sorted(set(counted)), counted.count('opcode') > 3


def no_local():
    calls = []
    sys.settrace(lambda frame, event, argument: calls.append((event, frame.f_code.co_name)))
    helper(1)
    sys.settrace(None)
    return calls


def in_del():
    class D:
        def __del__(self):
            turn_on()
    d = D()
    del d
    result = helper(4)
    turn_off()
    return result


def in_with():
    class M:
        def __enter__(self):
            turn_on_for_caller()

        def __exit__(self, *args):
            turn_off()
    with M():
        x = helper(1)
    return x


def in_comparison():
    class C:
        def __lt__(self, other):
            turn_on_for_caller()
            return True

        def __add__(self, other):
            turn_off()
            return 5
    c = C()
    if c < 1:
        x = helper(1)
    y = c + 1
    return x + y


for function in (on_in_callee, caller_too, in_loop, in_generator, on_then_raise, off_in_exception_event, tracer_raises, jump, changes_locals, opcode_events, no_local, in_del, in_with, in_comparison):
    show(function.__name__, function())
