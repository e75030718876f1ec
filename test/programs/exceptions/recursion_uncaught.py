"""An uncaught RecursionError: its traceback says how often the line repeated."""


def down(n):
    return down(n + 1)


down(0)
