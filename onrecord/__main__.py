"""`python -m onrecord` is the command `onrecord`."""

import sys

from onrecord.cli import main
from onrecord.supervisor import report

if __name__ == "__main__":
    sys.exit(report(main()))
