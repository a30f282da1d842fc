"""Run the command line with ``python -m ikmpool``."""

from ikmpool.cli import main

if __name__ == "__main__":
    main()
