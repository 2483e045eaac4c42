"""What `portfolio` starts: the command line, loaded while the garbage collector rests."""

from __future__ import annotations

import gc


def main() -> None:
    """Load the command line and run it. Of what is loaded nothing is garbage; looking is a sixth of the start."""
    gc.disable()
    from portfolio.cli import main as command

    gc.freeze()
    gc.enable()
    command()
