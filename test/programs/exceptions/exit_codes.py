"""sys.exit with a number inside nested try blocks: finally clauses run, the status is the number."""

import sys


def leave(code):
    try:
        try:
            sys.exit(code)
        except Exception:
            print('never: SystemExit is not an Exception')
        finally:
            print('finally runs')
    except SystemExit as error:
        print('caught', repr(error.code), error.args)
    else:
        print('never')


for code in (None, 0, 5, 'text', (1, 2), True, 2.5):
    leave(code)
try:
    raise SystemExit
except SystemExit as error:
    print(error.code)
try:
    exit_function = lambda: sys.exit(42)
    exit_function()
finally:
    print('leaving')
