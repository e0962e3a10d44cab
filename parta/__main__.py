"""The product's command line: `parta <команда>`. `parta help` lists the commands."""

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from parta.core.management.line import run  # after the settings are named

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
