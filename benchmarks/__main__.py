"""Run every benchmark and print its line. `python -m benchmarks [name …]` runs some of them."""

from __future__ import annotations

import sys

from benchmarks import applying, files, grid, mapping, page, places, preview, sizes

BENCHMARKS = {
    "preview": preview.run,
    "mapping": mapping.run,
    "applying": applying.run,
    "grid": grid.run,
    "page": page.run,
    "places": places.run,
    "sizes": sizes.run,
    "files": files.run,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, all where none is named; 2 for an unknown name."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"There is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}.\n")
        return 2
    for name in names or BENCHMARKS:
        for text in BENCHMARKS[name]():
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
