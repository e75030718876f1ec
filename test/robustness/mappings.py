"""Makes new machine code in many ways, and looks at its own memory mappings all the while.

Prints how often it looked, whether executable memory appeared, and every mapping that is writable and
executable at once.
"""

import os
import threading

seen = {'looks': 0, 'executable': 0, 'both': []}
files = {}


def look():
    executable = 0
    written, executed = set(), set()
    with open('/proc/self/maps') as maps:
        for line in maps:
            fields = line.split()
            permissions, inode, path = fields[1], fields[4], fields[5] if len(fields) > 5 else ''
            if 'w' in permissions and 'x' in permissions:
                seen['both'].append(line.strip())
            # The same shared memory under two addresses would be a way around.
            if 's' in permissions and inode != '0':
                (written if 'w' in permissions else executed if 'x' in permissions else set()).add((path, inode))
            # The kernel's own, for every process.
            if 'x' in permissions and inode == '0' and path not in ('[vdso]', '[vsyscall]'):
                executable += 1
    seen['both'].extend(map(str, written & executed))
    seen['looks'] += 1
    seen['executable'] = max(seen['executable'], executable)


def new_code(n):
    space = {}
    exec(f'def f(x):\n    return [i * {n} for i in range(x)]\ndef g(x):\n    yield from f(x)', space)
    return sum(space['g'](5))


def watch(stop):
    while not stop.is_set():
        look()


look()
stop = threading.Event()
watcher = threading.Thread(target=watch, args=(stop,))
watcher.start()
total = sum(new_code(n) for n in range(300))
import json.decoder, textwrap, fractions, calendar  # noqa: E401 — modules are new code as well
reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    seen['both'].clear()
    new_code(1000)
    look()
    os.write(writer, repr(seen['both']).encode())
    os._exit(0)
os.waitpid(pid, 0)
child = os.read(reader, 10000).decode()
stop.set()
watcher.join()
look()
print(total, seen['looks'] > 10, seen['executable'] > 0, seen['both'], child)
