# Tracing that a callee turns on, for the frame that called it: what that frame then raises, catches and
# passes on is reported, though it began without tracing.
import sys

events = []


def tracer(frame, event, argument):
    what = argument[0].__name__ if event == "exception" else argument
    events.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, event, what))
    return tracer


def trace_caller_and_raise():
    sys._getframe(1).f_trace = tracer
    sys.settrace(tracer)
    raise KeyError("from the callee")


def catches():
    try:
        trace_caller_and_raise()
    except KeyError as error:
        caught = error
    sys.settrace(None)
    return caught


def passes_on():
    for turn in range(3):
        if turn == 2:
            trace_caller_and_raise()


def finally_runs():
    try:
        trace_caller_and_raise()
    finally:
        events.append("finally")


def generator():
    yield 1
    trace_caller_and_raise()


def attempt(function):
    events.clear()
    try:
        result = function()
    except Exception as error:
        result = error
    sys.settrace(None)
    print(function.__name__, repr(result))
    for event in events:
        print("   ", event)


attempt(catches)
attempt(passes_on)
attempt(finally_runs)
attempt(lambda: list(generator()))
attempt(lambda: [trace_caller_and_raise() for _ in range(2)])
attempt(lambda: {}[trace_caller_and_raise()])
