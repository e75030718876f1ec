"""Compiles the standard library and says what CPython reads in its code objects.

Writes, for each module, a line of JSON and the marshalled code. The JSON has the number of
marshalled bytes, and for each code object (outer before inner, as their constants have them) one
digest of its instructions, jump targets, exception table and positions. With a module and the
number of a code object as arguments, writes these four for that one alone.
"""
import dis
import hashlib
import json
import marshal
import os
import sys
import sysconfig
import warnings
from array import array


def modules(root):
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in ('site-packages', 'dist-packages', '__pycache__')
        )
        for name in sorted(files):
            if name.endswith('.py'):
                yield os.path.relpath(os.path.join(folder, name), root)


def compile_module(root, name):
    with open(os.path.join(root, name), 'rb') as file:
        source = file.read()
    try:
        return compile(source, name, 'exec', dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        # The tests of lib2to3 and of CPython have files that are wrong on purpose.
        return None


def code_objects(code):
    found = [code]
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            found += code_objects(constant)
    return found


def reading(code):
    instructions = []
    start = None
    for offset, opcode, oparg in dis._unpack_opargs(code.co_code):
        if start is None:
            start = offset
        if opcode != dis.EXTENDED_ARG and opcode != dis.opmap['CACHE']:
            instructions += start, offset, opcode, -1 if oparg is None else oparg
        if opcode != dis.EXTENDED_ARG:
            start = None
    targets = sorted(dis.findlabels(code.co_code))
    entries = []
    for entry in dis._parse_exception_table(code):
        entries += entry.start, entry.end, entry.target, entry.depth, int(entry.lasti)
    positions = []
    for position in code.co_positions():
        positions += [-1 if part is None else part for part in position]
    return instructions, targets, entries, positions


def digest(code):
    hasher = hashlib.sha1()
    for numbers in reading(code):
        hasher.update(array('i', [len(numbers), *numbers]).tobytes())
    return hasher.hexdigest()[:16]


def main():
    root = sysconfig.get_path('stdlib')
    if len(sys.argv) > 1:
        name, number = sys.argv[1:]
        code = code_objects(compile_module(root, name))[int(number)]
        print(json.dumps(reading(code)))
        return
    warnings.simplefilter('ignore')
    output = sys.stdout.buffer
    for name in modules(root):
        code = compile_module(root, name)
        if code is None:
            continue
        data = marshal.dumps(code)
        header = {
            'module': name,
            'bytes': len(data),
            'digests': [digest(inner) for inner in code_objects(code)],
        }
        output.write(json.dumps(header).encode() + b'\n' + data)


main()
