"""argparse: a command with verbs, many options, groups, choices, its help and its mistakes."""

import argparse
import sys


class Mistake(Exception):
    pass


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Mistake(message)


def percentage(text):
    value = float(text.rstrip('%'))
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f'{text} is not between 0 and 100')
    return value


def make_parser():
    parser = Parser(prog='store', description='Keeps things, and finds them again.')
    parser.add_argument('-v', '--verbose', action='count', default=0, help='say more')
    parser.add_argument('--version', action='version', version='store 1.0')
    verbs = parser.add_subparsers(dest='verb', required=True, parser_class=Parser)

    add = verbs.add_parser('add', help='put things in')
    add.add_argument('things', nargs='+', metavar='THING')
    add.add_argument('--shelf', type=int, choices=range(1, 10), default=1, help='which shelf (default: %(default)s)')
    add.add_argument('--tag', action='append', default=[], help='a word by which it is found')
    add.add_argument('--full', type=percentage, default=100.0)

    find = verbs.add_parser('find', help='look for things')
    find.add_argument('pattern')
    how = find.add_mutually_exclusive_group()
    how.add_argument('--exact', action='store_true')
    how.add_argument('--regex', action='store_true')
    find.add_argument('--limit', type=int, default=10)
    order = find.add_argument_group('order', 'how the result is sorted')
    order.add_argument('--by', choices=['name', 'shelf', 'age'], default='name')
    order.add_argument('--reverse', action=argparse.BooleanOptionalAction, default=False)
    return parser


LINES = [
    'add apple pear --shelf 3 --tag fruit --tag red',
    '-vv add hammer --full 37.5%',
    'find ap* --limit=5 --by age --reverse',
    'find x --exact --no-reverse',
    '--verbose find y --regex --by shelf',
    'find z --exact --regex',
    'add --shelf 12 thing',
    'add thing --full 120',
    'remove it',
]


def run(rounds: int = 190):
    answers = mistakes = 0
    for n in range(rounds):
        parser = make_parser()
        for line in LINES:
            try:
                options = parser.parse_args(line.split())
            except Mistake as mistake:
                mistakes += len(str(mistake))
            else:
                answers += options.verbose + len(vars(options)) + (getattr(options, 'shelf', 0) or 0)
        if n % 4 == 0:
            answers += len(parser.format_usage())
    return answers, mistakes


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
