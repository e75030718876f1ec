"""`repeat.py PROGRAM TIMES`: runs a program again and again in this process, and counts what stays behind.

The program's output goes nowhere.  Prints two numbers: how many objects the collector knows more, and how
many blocks are allocated more, after the last third of the repetitions than after the second third.
"""

import gc
import io
import os
import sys
import threading


def once(code, path):
    space = {'__name__': '__main__', '__file__': path, '__builtins__': __builtins__}
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        exec(code, space)
    except SystemExit:
        pass
    except Exception:
        pass
    finally:
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        sys.settrace(None)
        sys.setprofile(None)
        sys.unraisablehook = sys.__unraisablehook__
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__


def repeat(code, path, times):
    for _ in range(times):
        once(code, path)
    gc.collect()
    gc.collect()
    return len(gc.get_objects()), sys.getallocatedblocks()


def main():
    path, times = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    sys.argv[:] = [path]
    sys.path[0] = os.path.dirname(path)
    sys.stdin = io.StringIO()
    with open(path, 'rb') as file:
        code = compile(file.read(), path, 'exec')
    third = times // 3
    repeat(code, path, times - 2 * third)
    objects, blocks = repeat(code, path, third)
    more_objects, more_blocks = repeat(code, path, third)
    print(more_objects - objects, more_blocks - blocks)


main()
