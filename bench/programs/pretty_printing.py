"""pprint, reprlib and textwrap: nested data laid out in lines."""

import pprint
import reprlib
import sys
import textwrap
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass, field


@dataclass
class Host:
    name: str
    ports: list[int]
    labels: dict[str, str] = field(default_factory=dict)


def inventory(n):
    hosts = [
        Host(f'host-{i}', list(range(8000 + n, 8000 + n + i * 3)), {'zone': 'north', 'owner': f'team {i}'})
        for i in range(5)
    ]
    groups = defaultdict(list, {'even': [f'host-{i}' for i in range(0, 40, 2)]})
    return {
        'hosts': hosts,
        'groups': groups,
        'counts': Counter('the quick brown fox'),
        'order': OrderedDict((f'step {i}', (i, i * n, [i] * 3)) for i in range(6)),
        'queue': deque(range(n % 7 + 12)),
        'text': 'A sentence that is too long for one line and therefore is cut into several ones. ' * 2,
        'tuple': (1, (2, (3, (4, (5, {6, 7}))))),
    }


def run(rounds: int = 640):
    lines = characters = 0
    short = reprlib.Repr()
    short.maxdict = 3
    short.maxother = 40
    for n in range(rounds):
        data = inventory(n % 20)
        text = pprint.pformat(data, width=60)
        narrow = pprint.pformat(data['order'], width=30, compact=True)
        lines += text.count('\n') + narrow.count('\n')
        characters += len(text) + len(short.repr(data))
        characters += len(textwrap.fill(data['text'], 50)) + len(textwrap.indent(narrow, '> '))
    return lines, characters


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
