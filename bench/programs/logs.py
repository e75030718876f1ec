"""logging: loggers in a tree, filters, formatters, an adapter, a handler that keeps counts."""

import io
import logging
import sys
from collections import Counter


class Counting(logging.Handler):
    def __init__(self):
        super().__init__()
        self.counts = Counter()

    def emit(self, record):
        self.counts[record.levelname, record.name] += 1


class WithoutSecrets(logging.Filter):
    def filter(self, record):
        if isinstance(record.args, tuple) and 'secret' in record.args:
            record.args = tuple('***' if arg == 'secret' else arg for arg in record.args)
        return 'noise' not in record.msg


class Request(logging.LoggerAdapter):
    def process(self, msg, kwargs):
        return f'[{self.extra["request"]}] {msg}', kwargs


def set_up():
    stream = io.StringIO()
    root = logging.getLogger('shop')
    root.handlers.clear()
    root.propagate = False
    root.setLevel(logging.INFO)
    text = logging.StreamHandler(stream)
    text.setFormatter(logging.Formatter('%(levelname)-8s %(name)s %(funcName)s: %(message)s'))
    text.addFilter(WithoutSecrets())
    counting = Counting()
    root.addHandler(text)
    root.addHandler(counting)
    logging.getLogger('shop.database').setLevel(logging.WARNING)
    return stream, counting


def work(n):
    log = logging.getLogger('shop.orders')
    database = logging.getLogger('shop.database')
    request = Request(log, {'request': n})
    log.debug('not shown %d', n)
    request.info('order of %s with %s', 'somebody', 'secret')
    database.info('not shown either')
    database.warning('slow query: %.2f s', n / 7)
    log.info('noise of %r', n)
    try:
        return {}[n]
    except KeyError as error:
        request.error('no order %s: %s', n, type(error).__name__)
    return None


def run(rounds: int = 400):
    stream, counting = set_up()
    length = 0
    for n in range(rounds):
        for i in range(20):
            work(i)
        length += len(stream.getvalue())
        stream.seek(0)
        stream.truncate()
    return length, sorted(counting.counts.items())


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
