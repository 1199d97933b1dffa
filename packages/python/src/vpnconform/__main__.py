"""``python -m vpnconform``: the program."""

import subprocess
import sys

from .engine import binary

if __name__ == "__main__":
    sys.exit(subprocess.call([binary(), *sys.argv[1:]]))
