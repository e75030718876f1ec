"""sys.argv: spaces, dashes, empty arguments, Unicode, arguments that look like the command's own options."""

import argparse
import sys

print(len(sys.argv), sys.argv[1:])
print(sys.argv[0] == __file__, __name__, sys.flags.optimize)
parser = argparse.ArgumentParser(prog='arguments')
parser.add_argument('--strict', action='store_true')
parser.add_argument('--compile')
parser.add_argument('-c')
parser.add_argument('rest', nargs='*')
options = parser.parse_known_args(sys.argv[1:])
print(options)
try:
    parser.parse_args(['--unknown'])
except SystemExit as error:
    print('usage error', error.code)
