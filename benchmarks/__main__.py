"""Run every benchmark but the large one, and print its line. `python -m benchmarks [name …]` runs those named."""

from __future__ import annotations

import sys

from benchmarks import applying, cliffs, engines, files, grid, large, mapping, page, places, preview, sizes, waiting

BENCHMARKS = {
    "preview": preview.run,
    "mapping": mapping.run,
    "applying": applying.run,
    "grid": grid.run,
    "engines": engines.run,
    "cliffs": cliffs.run,
    "page": page.run,
    "places": places.run,
    "sizes": sizes.run,
    "files": files.run,
    "waiting": waiting.run,
    "large": large.run,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, all but the large one where none is named; 2 for an unknown name."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"There is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}.\n")
        return 2
    for name in names or [name for name in BENCHMARKS if name != "large"]:
        for text in BENCHMARKS[name]():
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
