"""Typesets in a process of its own: reads as JSON what to make, writes what it made; started by `typesetting` alone.

It imports nothing of the product. The compiler sees the files that it is given and, as its root, an empty folder.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from typing import Any

import typst

#: What stands for a character that no font here has.
MISSING = "□"
#: How much smaller than usual a brief is set on its one page, never in letters below eight points; the last is tried
#: first, since what is too long for it is told shorter.
SCALES = (1.0, 0.95, 0.9, 0.85)
_UNDRAWN = "could not be displayed"
_PROBE = (
    b'#set document(title: "probe")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), lang: "en")\n'
    b'#json("text.json")'
)


def main() -> None:
    """Make every piece of the request: {"root", "memory", "pieces": [{"files", "format"}]}."""
    request = json.load(sys.stdin)
    limit = request["memory"] * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    json.dump([_make(piece, request["root"]) for piece in request["pieces"]], sys.stdout)


def _make(piece: dict[str, Any], root: str) -> dict[str, Any]:
    files: Any = {name: base64.b64decode(data) for name, data in piece["files"].items()}
    if piece["format"] == "png":
        return {"data": _text(typst.compile(files, root=root, format="png", ppi=200.0, ignore_system_fonts=True))}
    undrawn, shorter = 0, [base64.b64decode(text) for text in piece["shorter"]]
    try:
        made = _pdf(files, root)
    except typst.TypstError as error:
        if _UNDRAWN not in str(error):
            raise
        said = files["document.json"].decode()
        strange = _undrawn(sorted(set(said) - set(map(chr, range(0x250)))), root)
        undrawn = sum(said.count(character) for character in strange)
        drawn = dict.fromkeys(map(ord, strange), MISSING)
        files["document.json"] = said.translate(drawn).encode()
        shorter = [text.decode().translate(drawn).encode() for text in shorter]
        made = _pdf(files, root)
    if piece["one_page"] and not _fits(files, root):
        made = _fitted(files, root, shorter)
    return {"data": _text(made), "undrawn": undrawn}


def _fits(files: Any, root: str) -> bool:
    pages: int = json.loads(typst.query(files, "<pages>", field="value", one=True, root=root))
    return pages == 1


def _fitted(files: Any, root: str, shorter: list[bytes]) -> bytes:
    """The longest that fits one page in the smallest letters, in the largest in which it does; else the shortest."""
    said = [json.loads(text) for text in (files["document.json"], *shorter)]

    def fits(text: Any, scale: float) -> bool:
        files["document.json"] = json.dumps({**text, "scale": scale}).encode()
        return _fits(files, root)

    chosen = next((text for text in said if fits(text, SCALES[-1])), said[-1])
    if not any(fits(chosen, scale) for scale in SCALES[1 if chosen is said[0] else 0 : -1]):
        fits(chosen, SCALES[-1])
    return _pdf(files, root)


def _pdf(files: Any, root: str) -> bytes:
    made: bytes = typst.compile(files, root=root, format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=False)
    return made


def _undrawn(characters: list[str], root: str) -> list[str]:
    """Which of the characters no font here has: halves are tried, so that few strange ones are found in few steps."""
    if not characters:
        return []
    try:
        _pdf({"main": _PROBE, "text.json": json.dumps(" ".join(characters)).encode()}, root)
    except typst.TypstError:
        middle = len(characters) // 2
        return characters if not middle else _undrawn(characters[:middle], root) + _undrawn(characters[middle:], root)
    return []


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


if __name__ == "__main__":
    main()
