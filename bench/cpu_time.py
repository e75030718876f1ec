"""`cpu_time.py COMMAND ARGUMENTS…`: runs a command and prints, as JSON, what it and all its children took.

`cpu` is the seconds of processor time, user and system, of every process that began because of the
command, `wall` the seconds until the command itself had ended; with them its `status`, `stdout` and
`stderr`. A process that the command left behind counts too, until it has done its work: it becomes a
child of this one (Linux calls that a subreaper), which waits for it, and ends it once it only waits.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

PR_SET_CHILD_SUBREAPER = 36
IDLE_SECONDS = 0.5
SECONDS_TO_END = 5
SECONDS_BETWEEN_LOOKS = 0.02


def children():
    """Each living child's process id, with its state and clock ticks: what changes while it works."""
    found = {}
    for entry in os.listdir('/proc'):
        if not entry.isdigit():
            continue
        try:
            with open(f'/proc/{entry}/stat', encoding='utf-8', errors='replace') as file:
                state, parent, *rest = file.read().rpartition(')')[2].split()
        except OSError:
            continue
        if int(parent) == os.getpid():
            found[int(entry)] = state, rest[9], rest[10]
    return found


def wait_for_rest():
    """Waits for all children, and asks those that wait for something else to end."""
    seen = {}
    while True:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if ended:
            continue
        now = time.monotonic()
        for child, activity in children().items():
            if child not in seen or seen[child][0] != activity or activity[0] not in 'SI':
                seen[child] = activity, now
            elif now - seen[child][1] > IDLE_SECONDS + SECONDS_TO_END:
                os.kill(child, signal.SIGKILL)
            elif now - seen[child][1] > IDLE_SECONDS:
                os.kill(child, signal.SIGTERM)
        time.sleep(SECONDS_BETWEEN_LOOKS)


def main():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Files, not pipes: what the command leaves behind may keep them open.
    with tempfile.TemporaryFile('w+') as stdout, tempfile.TemporaryFile('w+') as stderr:
        begun = time.perf_counter()
        done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        wall = time.perf_counter() - begun
        wait_for_rest()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        stdout.seek(0)
        stderr.seek(0)
        found = {
            'cpu': used.ru_utime + used.ru_stime,
            'wall': wall,
            'status': done.returncode,
            'stdout': stdout.read(),
            'stderr': stderr.read(),
        }
    print(json.dumps(found))


main()
