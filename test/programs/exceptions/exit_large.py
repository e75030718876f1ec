"""An exit status above 255 wraps around as the operating system does."""

import sys

sys.exit(256 + 7)
