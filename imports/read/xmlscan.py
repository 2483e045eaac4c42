"""A streaming pass over one XML part with expat: no DOCTYPE, bounded depth and tags, and a lane for plain stretches.

The lane makes a big sheet cheap. Expat stays the judge of everything except whole items (rows, shared strings) that
spell exactly one grammar with one meaning, given as a possessive regular expression; those are counted by the
subclass and never reach expat. It opens only where expat itself has reported the start of the container at the very
byte where the lane believes it to be, so a comment, a CDATA section or a quoted value can hide nothing.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from imports.read.refusals import refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from imports.read.limits import Limits

MIB = 1024 * 1024
WAITING, OPEN, SHUT = 0, 1, 2
PROLOGUE_LONGEST = MIB
ITEM_LONGEST = MIB
TOKEN_LONGEST = MIB


class XmlScan:
    """Reads one part; subclasses override `started`, `ended`, `texted` and, for the lane, `plain`."""

    container: str = ""
    item: str = ""
    grammar: re.Pattern[bytes] | None = None
    #: With one, names come to `name_of` as namespace, separator, local name; without, with the file's own prefix.
    separator: str | None = None
    #: What the declaration may name: expat follows other encodings too, but not every reader after it does.
    encodings: frozenset[str] = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.depth = 0
        self.fed = 0
        self.skipped = 0
        self.opened_at = self.closed_at = self.opened_depth = -1
        self.lane = WAITING if self.grammar is not None else SHUT
        self.rest = b""
        self.locals: dict[str, str] = {}
        parser = expat.ParserCreate(namespace_separator=self.separator)
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self.parser = parser

    def name_of(self, tag: str) -> str:
        """The name of an element or attribute as `started` gets it; here without its prefix."""
        return self._known(tag, tag.rpartition(":")[2])

    def _known(self, tag: str, name: str) -> str:
        if len(self.locals) < 1000:
            self.locals[tag] = name
        return name

    # What subclasses fill in. Names are those of `name_of`; attributes come as they are: [name, value, name, value …].
    def started(self, name: str, attributes: list[str]) -> None:
        """An element begins."""

    def ended(self, name: str) -> None:
        """An element ends."""

    def grammar_of(self, piece: bytes) -> re.Pattern[bytes]:
        """The grammar of plain items, or one that takes the same of this very piece and is quicker."""
        assert self.grammar is not None
        return self.grammar

    def plain(self, run: bytes) -> bool:
        """Count a run of plain items; False hands it to expat after all."""
        return False

    def scan(self, pieces: Iterable[bytes]) -> None:
        """Read the whole part; raises Unreadable."""
        try:
            for piece in pieces:
                self._feed(piece)
            self._parse(self.rest)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise refusal("damaged", what=f"a part is not well-formed ({expat.ErrorString(error.code)})") from None
        except (UnicodeError, ValueError, LookupError):
            raise refusal("damaged", what="a part is not well-formed") from None

    def position(self) -> int:
        """The byte of the part at which the element now starting begins."""
        return self.parser.CurrentByteIndex + self.skipped

    def _feed(self, piece: bytes) -> None:
        if self.lane == SHUT:
            self._parse(piece)
            return
        self.rest += piece
        if self.lane == WAITING and not self._open():
            return
        if self.lane == OPEN:
            self._run()
        if self.lane == SHUT:
            rest, self.rest = self.rest, b""
            self._parse(rest)

    def _open(self) -> bool:
        """Parse up to the container; False while it has not come yet."""
        at = self.rest.find(b"<" + self.container.encode())
        if at < 0:
            if len(self.rest) > PROLOGUE_LONGEST:
                self.lane = SHUT
            return self.lane == SHUT
        end = self.rest.find(b">", at) + 1
        if not end:
            return False
        begins = self.fed + at
        head, self.rest = self.rest[:end], self.rest[end:]
        self._parse(head)
        self.lane = OPEN if self.opened_at == begins and not head.endswith(b"/>") else SHUT
        return True

    def _run(self) -> None:
        closing = b"</" + self.item.encode() + b">"
        rest = self.rest
        grammar = self.grammar_of(rest)
        at = 0
        while True:
            found = grammar.match(rest, at)
            end = found.end() if found else at
            if end > at:
                run = rest[at:end]
                if self.plain(run):
                    self.skipped += end - at
                else:
                    self._parse(run)
                at = end
            close = rest.find(closing, at)
            if close < 0:
                break
            close += len(closing)
            self._parse(rest[at:close])
            at = close
            if self.closed_at != self.fed - len(closing):
                self.lane = SHUT
                break
        self.rest = rest[at:]
        if len(self.rest) > ITEM_LONGEST:
            self.lane = SHUT

    def _parse(self, piece: bytes) -> None:
        if not piece:
            return
        self.fed += len(piece)
        self.parser.Parse(piece, False)
        # Until a tag ends, expat keeps it and starts again from its beginning: with long tags, quadratic work.
        if self.fed - max(0, self.parser.CurrentByteIndex) > TOKEN_LONGEST + len(piece):
            raise refusal("xml_token", limit=TOKEN_LONGEST)

    def _start(self, tag: str, attributes: list[str]) -> None:
        self.depth += 1
        if self.depth > self.limits.xml_depth:
            raise refusal("xml_deep", limit=self.limits.xml_depth)
        name = self.locals.get(tag) or self.name_of(tag)
        if tag == self.container:
            self.opened_at = self.parser.CurrentByteIndex
            self.opened_depth = self.depth
        self.started(name, attributes)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        if tag == self.item and self.depth == self.opened_depth:
            self.closed_at = self.parser.CurrentByteIndex
        self.ended(self.locals.get(tag) or self.name_of(tag))

    def _doctype(self, *_: object) -> None:
        raise refusal("xml_doctype")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        # Expat would follow another encoding, the cell reader would not: two readings of one file.
        if encoding is not None and encoding.lower() not in self.encodings:
            raise refusal("xml_encoding", encoding=encoding)
