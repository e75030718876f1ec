"""sys.exit with a text: the text goes to standard error and the status is 1."""

import sys

print('before')
try:
    sys.exit('the reason: ' + str(['x', 1]))
finally:
    print('finally')
