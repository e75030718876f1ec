"""`repeat.py PROGRAM WARM_UP WINDOWS LENGTH SECONDS FORKED [ARGUMENTS]`: runs a program again and
again in this process.

After WARM_UP repetitions come WINDOWS times LENGTH more.  Prints JSON: for each window what was
there more at its end than at its start (objects that the collector knows, blocks of small objects,
bytes of the C heap, bytes of executable memory), how the repetitions ended, and how many there
were: fewer than asked for where they would take more than about SECONDS, as the second one tells
(the first one also compiles); every window has at least one.

The program's standard input is in PROGRAM.stdin, its output goes nowhere.  FORKED is 1 for programs
that kill their process: then each repetition is in a child, and what this process does is to make
it.
"""

import array
import contextvars
import ctypes
import gc
import io
import json
import os
import sys
import time
import types

import restore

# More than the list of freed ints can hold, see native/helper/free_lists.c.
INTS = 300


class HeapInfo(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in 'arena ordblks smblks hblks mapped usmblks fsmblks used free top'.split()
    ]


heap_info = ctypes.CDLL(None).mallinfo2
heap_info.restype = HeapInfo


def executable():
    """Bytes of machine code; neighbouring mappings are one to the system, so that their number says
    little.
    """
    total = 0
    with open('/proc/self/maps', 'rb') as file:
        for line in file:
            addresses, permissions, _, _, inode = line.split()[:5]
            if b'x' in permissions and inode == b'0':
                start, end = addresses.split(b'-')
                total += int(end, 16) - int(start, 16)
    return total


def look(samples, at):
    # Ints that were freed are kept for the next ones; a list takes them all, and frees them for
    # good.
    ints = [n + 1000 for n in range(INTS)]
    del ints
    gc.collect()
    gc.collect()
    heap = heap_info()
    samples[at] = len(gc.get_objects())
    samples[at + 1] = sys.getallocatedblocks()
    samples[at + 2] = heap.used + heap.mapped
    samples[at + 3] = executable()


class Program:
    def __init__(self, path, forked):
        self.path, self.forked = path, forked
        with open(path, 'rb') as file:
            self.code = compile(file.read(), path, 'exec')
        standard_input = path.removesuffix('.py') + '.stdin'
        self.input = b''
        if os.path.exists(standard_input):
            with open(standard_input, 'rb') as file:
                self.input = file.read()
        self.process = os.getpid()

    def once(self):
        """How it ended."""
        if self.forked and (child := os.fork()):
            return f'status {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}'
        module = types.ModuleType('__main__')
        module.__file__ = self.path
        module.__builtins__ = __builtins__
        sys.modules['__main__'] = module
        sys.stdin = io.TextIOWrapper(io.BytesIO(self.input), 'utf-8')
        sys.stdout = io.TextIOWrapper(io.BytesIO(), 'utf-8')
        sys.stderr = io.TextIOWrapper(io.BytesIO(), 'utf-8', 'backslashreplace')
        end, status = 'end', 0
        try:
            contextvars.Context().run(exec, self.code, vars(module))
        except BaseException as error:
            end = f'{type(error).__name__}: {error}'
            status = error.code if isinstance(error, SystemExit) else 1
        if os.getpid() != self.process:
            os._exit(status if isinstance(status, int) else 1)
        sys.stdin = sys.stdout = sys.stderr = None
        sys.modules['__main__'] = None
        return end


def main():
    path = os.path.abspath(sys.argv[1])
    warm_up, windows, length, seconds, forked = map(int, sys.argv[2:7])
    sys.argv[:] = [path, *sys.argv[7:]]
    sys.path[0] = os.path.dirname(path)
    report = os.dup(1)
    os.set_inheritable(report, False)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    program = Program(path, forked)
    ends = set()
    samples = array.array('q', [0]) * (4 * (windows + 1))
    clean = restore.Restore(os.path.dirname(path))
    for _ in range(2):
        started = time.monotonic()
        ends.add(program.once())
        clean()
    part = min(1, seconds / (time.monotonic() - started) / (warm_up + windows * length))
    warm_up, length = max(2, int(part * warm_up)), max(1, int(part * length))
    for window in range(windows + 1):
        for _ in range(length if window else warm_up - 2):
            ends.add(program.once())
            clean()
        look(samples, 4 * window)
    growths = [
        [samples[at + 4] - samples[at] for at in range(what, 4 * windows, 4)] for what in range(4)
    ]
    answer = {
        'growths': growths,
        'ends': sorted(ends),
        'repetitions': warm_up + windows * length,
    }
    os.write(report, json.dumps(answer).encode())
    # What other threads or the library would still do at the end is not of interest.
    os._exit(0)


main()
