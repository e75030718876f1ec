"""Three shapes of with: normal end, suppressed exception, exception passed on."""


class Manager:
    def __init__(self, suppress):
        self.suppress = suppress

    def __enter__(self):
        print('enter')
        return self

    def __exit__(self, kind, error, traceback):
        print('exit', kind and kind.__name__, error)
        return self.suppress


with Manager(False) as m:
    print('body', m.suppress)
with Manager(True):
    raise ValueError('suppressed')
try:
    with Manager(False):
        raise ValueError('passed on')
except ValueError as error:
    print('caught', error)
