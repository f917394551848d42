"""Where the command `exeunt` begins, and `python -m exeunt`: whoever interrupts it may do so from the first moment."""

import sys


def main() -> None:
    """Run the command line, which takes a moment to load."""
    try:
        from exeunt.cli import main as run

        run()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
