"""Runs the test files beside this one in the driver (runtime_test.c) and tells how many comparisons they made.

A test is a function whose name begins with test_. It compares what a runtime function does with what the interpreter
does for the same operands: value, exception and reference counts.
"""
import importlib
import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

MODULES = ('operators_test', 'containers_test', 'attributes_test', 'names_test', 'control_test',
           'coroutines_test')


def main():
    failures = 0
    for module_name in MODULES:
        module = importlib.import_module(module_name)
        for name, function in list(vars(module).items()):
            if not name.startswith('test_'):
                continue
            try:
                function()
            except BaseException:
                failures += 1
                print(f'FAILED {module_name}.{name}')
                traceback.print_exc(file=sys.stdout)
    import comparing
    print(f'{comparing.comparisons} comparisons, {failures} failures')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
