"""Text counted and formatted: a log that becomes a report, by str methods, Counter and textwrap."""

import sys
import textwrap
from collections import Counter, defaultdict
from string import Template

LEVELS = ['info', 'info', 'warning', 'info', 'error', 'debug']
HOSTS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon']


def log(lines: int, seed: int):
    for i in range(lines):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
        host = HOSTS[(seed >> 8) % len(HOSTS)]
        level = LEVELS[(seed >> 16) % len(LEVELS)]
        yield f'2024-03-{i % 28 + 1:02} {host}.example.org {level.upper()}: took {seed % 977} ms for /page/{seed % 13}'


def parsed(line: str):
    day, host, level, rest = line.split(' ', 3)
    words = rest.split()
    return day, host.removesuffix('.example.org'), level.rstrip(':').lower(), int(words[1]), words[-1]


def summary(lines):
    levels = Counter()
    pages = Counter()
    times = defaultdict(list)
    for line in lines:
        _, host, level, took, page = parsed(line)
        levels[level] += 1
        pages[page] += 1
        times[host].append(took)
    return levels, pages, times


ROW = '{host:<10}|{count:>6}|{mean:>9.2f}|{most:>6}|{bar}'


def report(levels, pages, times) -> str:
    out = ['host'.ljust(10) + '|' + 'count'.rjust(6) + '|' + 'mean'.center(9) + '|' + 'most'.rjust(6)]
    out.append('-' * 34)
    for host in sorted(times):
        took = times[host]
        mean = sum(took) / len(took)
        out.append(ROW.format(host=host, count=len(took), mean=mean, most=max(took), bar='#' * int(mean / 20)))
    total = sum(levels.values())
    for level, count in sorted(levels.items(), key=lambda item: (-item[1], item[0])):
        out.append('%-8s %5d %5.1f %%' % (level, count, 100 * count / total))
    most = ', '.join(f'{page} ({count:,})' for page, count in sorted(pages.items())[:8])
    text = Template('The pages that were asked for are $pages. In all there were $total lines.')
    out.extend(textwrap.wrap(text.substitute(pages=most, total=total), width=60, subsequent_indent='  '))
    return '\n'.join(out)


def run(rounds: int = 1100):
    length = vowels = 0
    for n in range(rounds):
        text = report(*summary(log(200, n)))
        length += len(text)
        vowels += sum(text.count(vowel) for vowel in 'aeiou')
    return length, vowels


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
