"""The compile service in a CPython 3.11 that is not the helper's: one of this machine, or one in
WebAssembly.

Speaks the helper's protocol (native/helper/protocol.h). Maps from: source text. Maps to: the
marshalled code object, a syntax tree, or the error as CPython prints it. Never imports or runs what
it compiles.

Usage: pythonService.py NUMBERS FOLDER, the protocol's numbers as `name=1,other=2` and the folder
with compile_service.py; it then takes packets from standard input and answers on standard output.
Where there is neither, as in WebAssembly, this file is executed under another name than __main__
with the same arguments, and `hello` and `answer` are called with whole packets.
"""

import io
import marshal
import os
import struct
import sys
from _ast import PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_ONLY_AST, PyCF_TYPE_COMMENTS

PAIRS = (pair.split('=') for pair in sys.argv[1].split(','))
NUMBERS = {name: int(number) for name, number in PAIRS}
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
        # Without the frames of this file.
        sys.__excepthook__(type(error), error.with_traceback(None), None)
        return sys.stderr.getvalue()
    finally:
        sys.stderr = stderr


def line_of(source, number):
    """CPython quotes the line of a file where the parser has finished with it; of other text it
    knows it no more.
    """
    lines = io.StringIO(source.decode('utf-8-sig', 'replace'), newline=None).readlines()
    return lines[number - 1] if number <= len(lines) else None


def answer_error(error, source, records):
    is_syntax = isinstance(error, SyntaxError)
    if is_syntax and error.text is None and error.lineno:
        error.text = line_of(source, error.lineno)
    message = error.msg if is_syntax else str(error)
    numbers = ['lineno', 'offset', 'end_lineno', 'end_offset']
    places = b''.join(number(error, name) if is_syntax else u32(0) for name in numbers)
    words = text(display(error)) + text(message)
    return NUMBERS['syntaxError'], words + places + warnings_of(records)


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
        return answer_error(error, source, records)
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


def packet(identifier, kind, payload):
    return u32(len(payload) + 5) + u32(identifier) + bytes([kind]) + payload


def hello():
    """The packet that the service begins with."""
    if sys.version_info[:2] != (3, 11) or sys.implementation.name != 'cpython':
        found = f'{sys.implementation.name} {sys.version.split()[0]}'
        raise SystemExit(f'CPython 3.11 is needed, this is {found}')
    python = '.'.join(map(str, sys.version_info[:3]))
    version = u32(NUMBERS['magic']) + u32(NUMBERS['version']) + u32(0)
    return packet(0, NUMBERS['hello'], version + u32(os.getpid()) + text(python) + b'\0')


def answer(data, records, describe):
    """The packet that answers one; empty for one that is not answered."""
    identifier, kind = struct.unpack_from('<IB', data, 4)
    if kind == NUMBERS['hello']:
        return b''
    return packet(identifier, *answer_packet(kind, data[9:], records, describe))


def receive(stream):
    """A whole packet; None at the end of the connection."""
    start = stream.read(4)
    if len(start) < 4:
        return None
    (length,) = struct.unpack('<I', start)
    if not 5 <= length <= NUMBERS['longest']:
        raise SystemExit('nativecompile: the connection to the compile host broke')
    rest = stream.read(length)
    return start + rest if len(rest) == length else None


def main():
    records, describe = load_shared_parts(sys.argv[2])
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    # Nothing that is printed by mistake may get between the packets.
    sys.stdout = sys.stderr
    stdout.write(hello())
    stdout.flush()
    while (data := receive(stdin)) is not None:
        stdout.write(answer(data, records, describe))
        stdout.flush()


if __name__ == '__main__':
    main()
