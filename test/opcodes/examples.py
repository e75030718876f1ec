"""Runs the examples of the opcode table and tells what each did: values, exceptions, output, references.

Reads from the file in argv[1] a list of [opcode, source, mode]; prints one line an example. The same program runs natively
and interpreted, and the lines must be equal. It imports little, because what it imports is compiled as well.
"""
import gc
import opcode
import sys
import types

# Beside the program, so that it is compiled with the program; there is no such file.
FILENAME = __file__.replace('examples.py', 'example.py')


class Output:
    """Collects what an example prints."""

    def __init__(self):
        self.text = ''

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


def uses(code, name):
    number = opcode.opmap[name]
    return any(number in each.co_code[::2] for each in codes(code))


def describe(value):
    kind = type(value)
    if kind in (int, float, complex, str, bytes, bool, type(None), type(...)):
        return repr(value)
    if kind in (list, tuple):
        return [kind.__name__, *map(describe, value)]
    if kind in (set, frozenset):
        return [kind.__name__, *sorted(map(repr, map(describe, value)))]
    if kind is dict:
        return ['dict', *([describe(k), describe(v)] for k, v in value.items())]
    return kind.__qualname__


def traceback_lines(error):
    lines = []
    tb = error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        if code.co_filename == FILENAME:
            positions = list(code.co_positions())[tb.tb_lasti // 2]
            lines.append([code.co_name, tb.tb_lineno, positions])
        tb = tb.tb_next
    # At which depth the limit is met depends on how warm the interpreter's call sites are.
    return lines[:3] if isinstance(error, RecursionError) else lines


def run(name, source, mode):
    code = compile(source, FILENAME, mode, dont_inherit=True)
    namespace = {'__name__': 'example', '__builtins__': __builtins__}
    report = {'opcode': name, 'occurs': uses(code, name)}
    output = Output()
    stdout, sys.stdout = sys.stdout, output
    try:
        exec(code, namespace)
    except BaseException as error:
        report['raises'] = [type(error).__name__, str(error), traceback_lines(error)]
        report['context'] = describe(error.__context__), describe(error.__cause__)
        error = None
    finally:
        sys.stdout = stdout
    report['output'] = output.text
    report['names'] = {key: describe(value) for key, value in namespace.items() if key != '__builtins__'}
    gc.collect()
    report['references'] = {
        key: sys.getrefcount(value)
        for key, value in namespace.items()
        if key != '__builtins__' and type(value) not in (int, str, bool, type(None), types.ModuleType)
    }
    return report


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        # JSON without true, false and null is Python.
        examples = eval(file.read())
    if len(sys.argv) > 2:
        # Only programs that hold this opcode, and so many of them that each kind is among them.
        examples = [each for each in examples if uses(compile(each[1], FILENAME, each[2]), sys.argv[2])]
        examples = examples[:: len(examples) // 25 + 1]
    for example in examples:
        kept = None
        run(*example)
        gc.collect()
        before = len(gc.get_objects())
        report = run(*example)
        # What the second run left behind, beyond its own report.
        kept = {**report}
        del report
        gc.collect()
        kept['objects'] = len(gc.get_objects()) - before
        print([example[1], kept])


main()
