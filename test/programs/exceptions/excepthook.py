"""sys.excepthook replaced: it sees the uncaught exception; the status is still 1."""

import sys


def hook(kind, error, traceback):
    lines = []
    while traceback:
        lines.append(f'{traceback.tb_frame.f_code.co_name}:{traceback.tb_lineno}')
        traceback = traceback.tb_next
    print('hook', kind.__name__, error, lines, file=sys.stderr)


def fails(n):
    if n:
        fails(n - 1)
    raise LookupError('uncaught')


sys.excepthook = hook
fails(3)
