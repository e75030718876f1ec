"""The compile service on a CPython 3.11 of this machine, for where no helper can run.

Speaks the helper's protocol (native/helper/protocol.h) over standard input and output. Maps from: source text. Maps to: the
marshalled code object, a syntax tree, or the error as CPython prints it. Never imports or runs what it compiles.

Usage: pythonService.py NUMBERS FOLDER, the protocol's numbers as `name=1,other=2` and the folder with compile_service.py.
"""

import io
import marshal
import os
import struct
import sys
from _ast import PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_ONLY_AST, PyCF_TYPE_COMMENTS

NUMBERS = {name: int(number) for name, number in (pair.split('=') for pair in sys.argv[1].split(','))}
# The first is PyCF_MASK, which Python does not name; as in compile_service.c.
ALLOWED_FLAGS = 0x1FF0000 | PyCF_ALLOW_TOP_LEVEL_AWAIT | PyCF_TYPE_COMMENTS | PyCF_ONLY_AST


def load_shared_parts(helper_folder):
    """The parts that the helper runs too, from beside its sources."""
    path = os.path.join(helper_folder, 'compile_service.py')
    names = {}
    with open(path, encoding='utf-8') as file:
        exec(compile(file.read(), path, 'exec'), names)
    return names['records'], names['describe']


def u32(value):
    return struct.pack('<I', value & 0xFFFFFFFF)


def blob(value):
    return u32(len(value)) + value


def text(value):
    return blob(str(value).encode('utf-8', 'backslashreplace'))


def warnings_of(records):
    rows = [text(category) + text(message) + u32(line or 0) for category, message, line in records]
    return u32(len(rows)) + b''.join(rows)


def number(error, name):
    value = getattr(error, name, None)
    return u32(value if isinstance(value, int) else 0)


def display(error):
    """What `python FILE` prints of the error."""
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        sys.__excepthook__(type(error), error, None)
        return sys.stderr.getvalue()
    finally:
        sys.stderr = stderr


def answer_error(error, records):
    is_syntax = isinstance(error, SyntaxError)
    message = error.msg if is_syntax else str(error)
    numbers = ['lineno', 'offset', 'end_lineno', 'end_offset']
    places = b''.join(number(error, name) if is_syntax else u32(0) for name in numbers)
    return NUMBERS['syntaxError'], text(display(error)) + text(message) + places + warnings_of(records)


def compile_source(payload, records, describe):
    name, at = read_blob(payload, 0)
    source, at = read_blob(payload, at)
    (flags,) = struct.unpack_from('<I', payload, at)
    if at + 4 != len(payload):
        raise struct.error('too long')
    records.clear()
    try:
        filename = name.decode('utf-8', 'surrogatepass')
        made = compile(source, filename, 'exec', flags & ALLOWED_FLAGS, dont_inherit=True)
        answer = describe(made) if flags & PyCF_ONLY_AST else marshal.dumps(made)
    except Exception as error:
        return answer_error(error, records)
    return NUMBERS['marshal'], blob(answer) + warnings_of(records)


def read_blob(payload, at):
    (length,) = struct.unpack_from('<I', payload, at)
    if at + 4 + length > len(payload):
        raise struct.error('too short')
    return payload[at + 4 : at + 4 + length], at + 4 + length


def answer_packet(kind, payload, records, describe):
    if kind != NUMBERS['compileSource']:
        return NUMBERS['failed'], text(f'the compile service takes no packets of type {kind}')
    try:
        return compile_source(payload, records, describe)
    except (struct.error, UnicodeDecodeError):
        return NUMBERS['failed'], text('the packet is malformed')


def send(stream, identifier, kind, payload):
    stream.write(u32(len(payload) + 5) + u32(identifier) + bytes([kind]) + payload)
    stream.flush()


def receive(stream):
    """None at the end of the connection."""
    header = stream.read(9)
    if len(header) < 9:
        return None
    length, identifier, kind = struct.unpack('<IIB', header)
    if not 5 <= length <= NUMBERS['longest']:
        raise SystemExit('nativecompile: the connection to the compile host broke')
    payload = stream.read(length - 5)
    return (identifier, kind, payload) if len(payload) == length - 5 else None


def main():
    helper_folder = sys.argv[2]
    if sys.version_info[:2] != (3, 11) or sys.implementation.name != 'cpython':
        raise SystemExit(f'CPython 3.11 is needed, this is {sys.implementation.name} {sys.version.split()[0]}')
    records, describe = load_shared_parts(helper_folder)
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    # Nothing that is printed by mistake may get between the packets.
    sys.stdout = sys.stderr
    python = '.'.join(map(str, sys.version_info[:3]))
    hello = u32(NUMBERS['magic']) + u32(NUMBERS['version']) + u32(0) + u32(os.getpid()) + text(python)
    send(stdout, 0, NUMBERS['hello'], hello + b'\0')
    while (packet := receive(stdin)) is not None:
        identifier, kind, payload = packet
        if kind != NUMBERS['hello']:
            send(stdout, identifier, *answer_packet(kind, payload, records, describe))


main()
