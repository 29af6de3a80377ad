#!/usr/bin/env python
"""Run a management command of 支部星评."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Hand the command line to Django, with our settings unless others are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "branchstd.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
