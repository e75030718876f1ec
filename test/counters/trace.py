"""trace.py OUT FILE: runs FILE as the main program and writes what sys.settrace reports of the lines of that file.

OUT is JSON: a list of [qualified name, first line, line, events] and of [qualified name, first line, null, calls].
"""

import collections
import dis
import json
import sys
import threading

out, path = sys.argv[1:3]
sys.argv[:] = [path]
events = collections.Counter()
RESUME_AT_START = bytes([dis.opmap['RESUME'], 0])


def local(frame, event, argument):
    if event == 'line':
        code = frame.f_code
        events[code.co_qualname, code.co_firstlineno, frame.f_lineno] += 1
    return local


def trace(frame, event, argument):
    code = frame.f_code
    if code.co_filename != path:
        return None
    # A generator that goes on, or ends before it began, is called too, but not anew.
    if frame.f_lasti < 0 or code.co_code[frame.f_lasti:frame.f_lasti + 2] == RESUME_AT_START:
        events[code.co_qualname, code.co_firstlineno, None] += 1
    return local


with open(path, 'rb') as file:
    program = compile(file.read(), path, 'exec', dont_inherit=True)
namespace = {'__name__': '__main__', '__builtins__': __builtins__, '__file__': path}
sys.settrace(trace)
threading.settrace(trace)
try:
    exec(program, namespace)
except SystemExit:
    pass
finally:
    sys.settrace(None)
    with open(out, 'w') as file:
        json.dump([[*key, count] for key, count in events.items()], file)
