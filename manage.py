#!/usr/bin/env python3
"""The one entry point. Runs with nothing installed: it then sets up a virtual environment first."""

import sys

import newsroom

# Plain enough for any Python to get this far.
if not newsroom.OLDEST_PYTHON <= sys.version_info[:2] <= newsroom.NEWEST_PYTHON:
    _oldest, _newest, _this = (
        "%d.%d" % (version[0], version[1])
        for version in (newsroom.OLDEST_PYTHON, newsroom.NEWEST_PYTHON, sys.version_info)
    )
    sys.exit(
        "Copydesk needs Python %s to %s and this is %s: run it with one of those, for example "
        "python%s manage.py %s." % (_oldest, _newest, _this, _newest, " ".join(sys.argv[1:]) or "up")
    )

from newsroom.running import bootstrap

if __name__ == "__main__":
    bootstrap.enter(sys.argv)
    from newsroom.running import command_line  # there is no Django before this point

    sys.exit(command_line.run(sys.argv))
