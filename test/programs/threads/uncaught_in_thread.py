"""An uncaught exception in a thread: its traceback goes to standard error, the program ends with status 0."""

import threading


def inner(n):
    return [1 / (n - i) for i in range(5)]


def work():
    print('working')
    inner(3)


thread = threading.Thread(target=work, name='Worker')
thread.start()
thread.join()
print('still here')
