"""sys.audit hooks, breakpoint(), displayhook, sys.intern, sys.flags and other places where frames are looked at."""

import builtins
import collections
import logging
import sys


def audit(event, arguments):
    if event in ('custom.event', 'exec'):
        frame = sys._getframe(1)
        seen.append((event, frame.f_code.co_name))


seen = []


def breaks():
    x = 1
    breakpoint('argument', key=2)
    return x


def hook(*args, **kwargs):
    frame = sys._getframe(1)
    seen.append(('breakpoint', args, kwargs, frame.f_code.co_name, sorted(frame.f_locals)))


def raises_event():
    sys.audit('custom.event', 1)
    exec('y = 1')


sys.addaudithook(audit)
sys.breakpointhook = hook
raises_event()
breaks()
print(seen)
sys.displayhook = lambda value: print('display', value)
exec(compile('1 + 1\nNone\n"text"', '<single>', 'exec'))
exec(compile('1 + 1', '<single>', 'single'))
logging.basicConfig(stream=sys.stdout, format='%(levelname)s %(funcName)s:%(lineno)d %(message)s')


def logs():
    logging.warning('from a function')
    logger = logging.getLogger('child')
    logger.error('an %s', 'error')
    try:
        1 / 0
    except ZeroDivisionError:
        logger.critical('with %d', 5)


class Logs:
    def method(self):
        (lambda: logging.warning('from a lambda'))()


logs()
Logs().method()
Point = collections.namedtuple('Point', 'x y')
print(Point.__module__, type('X', (), {}).__module__, logs.__module__, sys.intern('a' + 'b') is sys.intern('ab'))
builtins.print('through builtins')
