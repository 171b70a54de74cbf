#!/usr/bin/env python3
"""The one entry point. Runs with nothing installed: it then sets up a virtual environment first."""

import sys

# Plain enough for any Python to get this far.
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(
        "Copydesk needs Python 3.11, 3.12 or 3.13 and this is %d.%d: run it with one of those, "
        "for example python3.12 manage.py %s." % (sys.version_info[:2] + (" ".join(sys.argv[1:]) or "up",))
    )

from newsroom import bootstrap

if __name__ == "__main__":
    bootstrap.enter(sys.argv)
    from newsroom import command_line  # there is no Django before this point

    sys.exit(command_line.run(sys.argv))
