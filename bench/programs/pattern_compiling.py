"""Regular expressions that are compiled anew: routes, wildcards, a scanner's alternatives."""

import fnmatch
import re
import sys

ROUTES = [
    '/', '/about', '/users/{id:int}', '/users/{id:int}/posts', '/users/{id:int}/posts/{slug}',
    '/files/{path:path}', '/search/{term}/page/{page:int}', '/{year:int}-{month:int}-{day:int}',
]
CONVERTERS = {'int': r'[0-9]+', 'path': r'.+', 'str': r'[^/]+'}
WILDCARDS = ['*.py', 'test_*.[ch]', 'img??.png', '[!a-m]*', '*.tar.*', 'README*']
TOKENS = [
    ('number', r'\d+(?:\.\d+)?(?:[eE][-+]?\d+)?'),
    ('string', r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''),
    ('word', r'[A-Za-z_][A-Za-z0-9_]*'),
    ('comment', r'#[^\n]*'),
    ('operator', r'\*\*|//|<<|>>|[-+*/%&|^~<>=!]=?'),
    ('space', r'\s+'),
    ('other', r'.'),
]


def route_pattern(route: str, number: int) -> str:
    def parameter(match):
        name, _, kind = match[1].partition(':')
        return f'(?P<{name}>{CONVERTERS[kind or "str"]})'
    pattern = re.sub(r'\{([^}]*)\}', parameter, route)
    return rf'^(?:/v{number})?{pattern}/?$'


def match_routes(number):
    routes = [re.compile(route_pattern(route, number)) for route in ROUTES]
    found = 0
    for path in ('/users/17/posts/first-one', f'/v{number}/2024-05-06', '/files/a/b/c', '/nowhere/'):
        for i, route in enumerate(routes):
            if m := route.match(path):
                found += i + len(m.groupdict())
    return found


def scan(number):
    names = TOKENS if number % 2 else TOKENS[-2::-1] + TOKENS[-1:]
    scanner = re.compile('|'.join(f'(?P<{name}>{pattern})' for name, pattern in names), re.DOTALL)
    counts = {}
    for match in scanner.finditer('total = price * 1.5e3 + offset["x"] ** 2  # the sum\n'):
        counts[match.lastgroup] = counts.get(match.lastgroup, 0) + 1
    return sorted(counts.items())


def run(rounds: int = 360):
    found = 0
    tokens = set()
    for n in range(rounds):
        re.purge()
        found += match_routes(n)
        for wildcard in WILDCARDS:
            pattern = re.compile(fnmatch.translate(wildcard))
            found += sum(1 for name in ('a.py', 'test_x.c', 'img01.png', 'zoo', 'README') if pattern.match(name))
        tokens.update(scan(n))
    return found, sorted(tokens)[:4]


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
