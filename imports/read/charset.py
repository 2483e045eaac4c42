"""Which encoding a text file is written in, and the text; a wrong guess would store mojibake, so doubt is refused.

Order: byte order mark, UTF-16 without one, strict UTF-8 (undone once more when it was encoded twice), then the 8-bit
encodings. Those are told apart by the letters that languages use: in the right one the accented letters are all of
one language and no word has a capital or a symbol in its middle. Frequency statistics alone (charset-normalizer) need
long texts, and take short Portuguese for Romanian; they are asked last.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from imports.read.refusals import Unreadable, refusal

SAMPLE = 400_000
WORDS = 1_500
FITS = 0.85
MIXED = 0.88  # what a mix of languages counts against one that explains everything

# Codec -> how it is called on the page. Also the list of what may be chosen by hand.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp1258": "Windows-1258 (Vietnamese)",
    "iso8859-15": "ISO-8859-15 (Western Europe, euro)",
    "iso8859-1": "ISO-8859-1 (Western Europe)",
    "iso8859-2": "ISO-8859-2 (Central Europe)",
    "iso8859-5": "ISO-8859-5 (Cyrillic)",
    "iso8859-7": "ISO-8859-7 (Greek)",
    "iso8859-9": "ISO-8859-9 (Turkish)",
    "iso8859-13": "ISO-8859-13 (Baltic)",
    "iso8859-16": "ISO-8859-16 (Romanian)",
    "mac-roman": "Mac Roman",
    "cp850": "DOS 850 (Western Europe)",
    "koi8-r": "KOI8-R (Cyrillic)",
}
WESTERN = [
    "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "ãáâàçéêíóôõúü", "àèéìíîòóù", "áéëïóöüèê", "æøåéä", "åäöé", "áðéíóúýþæö",
    "ëç", "àçéèíïóòúü",
]  # fmt: skip
CENTRAL = ["áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţșț", "čćđšž", "äöüß"]
BALTIC = ["āčēģīķļņšūž", "ąčęėįšųūž", "äöüõšž"]
CYRILLIC = [
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ",
    "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
]
GREEK = ["αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"]
TURKISH = ["çğıiöşüâîû"]
HEBREW = ["אבגדהוזחטיךכלםמןנסעףפץצקרשת"]
ARABIC = ["ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ،؛؟"]
# The first of equals wins: bytes that fit Western Europe and another region are Western far more often.
CANDIDATES: dict[str, list[str]] = {
    "cp1252": WESTERN,
    "iso8859-15": WESTERN,
    "cp1250": CENTRAL,
    "iso8859-2": CENTRAL,
    "cp1251": CYRILLIC,
    "cp1253": GREEK,
    "iso8859-7": GREEK,
    "cp1257": BALTIC,
    "iso8859-13": BALTIC,
    "cp1254": TURKISH,
    "iso8859-9": TURKISH,
    "iso8859-16": CENTRAL,
    "cp1255": HEBREW,
    "cp1256": ARABIC,
    "iso8859-5": CYRILLIC,
    "koi8-r": CYRILLIC,
    "mac-roman": WESTERN,
    "cp850": WESTERN,
}
SIGNS = frozenset("€£§°©®™«»“”„‘’‚–—…•·²³½¼¾±×µ\xa0ºª¿¡´¨‹›†‡¹¥¢¬¶")
OPENING = frozenset("«“„‘‚‹¿¡€£§—…•³²")
JOINING = frozenset("’‘·´-\xa0–")
MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
WORD = re.compile(rb"[^\s,;|\"()/.:]+")
# What Windows-1252 shows for the bytes 80-9F, back to those bytes; five of them have no sign.
SIGNLESS = b"\x81\x8d\x8f\x90\x9d"
BYTES_OF_1252 = {ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in SIGNLESS}


_SHOWN = "".join(map(chr, BYTES_OF_1252))
TWICE = re.compile(f"[Â-ô][\x80-\xbf{_SHOWN}]")
NEVER_TWICE = re.compile(f"[^\x00-\xff{_SHOWN}]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the codec that read it; `guessed` when nothing in the file proves it, `twice` when undone again,
    `halves` when signs had been written as two surrogates each.
    """

    text: str
    encoding: str
    guessed: bool = False
    twice: bool = False
    halves: bool = False


def decode(data: bytes, encoding: str | None = None, declared: str | None = None) -> Decoded:
    """The text of `data`, in `encoding` when given (a key of ENCODINGS); raises Unreadable rather than guess badly.

    `declared` is what the file itself claims; it counts only where the bytes do not prove another.
    """
    if encoding is not None:
        return _decode_as(data, encoding)
    proven = marked_codec(data) or wide_codec(data)
    if proven is not None:
        return _decode_as(data, proven)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        claimed = _decode_declared(data, declared)
        if claimed is not None:
            return claimed
        joined = _join_halves(data)
        if joined is not None:
            return joined
        _refuse_mixture(data, error.start)
        return _decode_8bit(data)
    once = _undo_twice(text)
    return Decoded(text, "utf-8") if once is None else Decoded(once.removeprefix("\ufeff"), "utf-8", twice=True)


def codec_of(name: str) -> str:
    """The key of ENCODINGS for any spelling of an encoding's name; raises Unreadable for others."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError, UnicodeError):
        found = ""
    for codec in ENCODINGS:
        if codecs.lookup(codec).name == found or (found == "utf-8-sig" and codec == "utf-8"):
            return codec
    raise refusal("encoding_unknown", encoding=name)


def _decode_as(data: bytes, encoding: str) -> Decoded:
    codec = codec_of(encoding)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        joined = _join_halves(data) if codec == "utf-8" else None
        if joined is not None:
            return joined
        raise refusal("encoding_wrong", line=_line(data, error.start), encoding=ENCODINGS[codec]) from None
    return Decoded(text.removeprefix("\ufeff"), codec)


def _decode_declared(data: bytes, declared: str | None) -> Decoded | None:
    """The text in the encoding that the file claims; None when there is no such claim, or the bytes refute it."""
    if declared is None:
        return None
    try:
        codec = codec_of(declared)
        # Windows-1252 is what every program writes that says ISO-8859-1: bytes 80-9F are signs, not controls.
        codec = "cp1252" if codec == "iso8859-1" else codec
        return None if codec.startswith("utf") else Decoded(data.decode(codec), codec)
    except (Unreadable, UnicodeDecodeError):
        return None


def marked_codec(data: bytes) -> str | None:
    """The encoding that a byte order mark names; None without one."""
    return next((codec for mark, codec in MARKS if data.startswith(mark)), None)


def wide_codec(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: in texts with Latin letters or digits, every other byte is nearly always 0."""
    head = data[:4000]
    if len(head) < 4 or len(data) % 2:
        return None
    half = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _refuse_mixture(data: bytes, start: int) -> None:
    """A file that is UTF-8 but for a few bytes is neither: decoding it as 8-bit would spoil all the rest."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    if good > 3 * bad:
        raise refusal("encoding_mixed", line=_line(data, start))


def _join_halves(data: bytes) -> Decoded | None:
    """UTF-8 in which a program wrote signs as two surrogates each (CESU-8), read as what was meant; None for any other
    bytes. Raises Unreadable where a surrogate stands alone: half of a sign is no text in any encoding.
    """
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    wide = text.encode("utf-16-le", "surrogatepass")
    try:
        return Decoded(wide.decode("utf-16-le").removeprefix("\ufeff"), "utf-8", halves=True)
    except UnicodeDecodeError as error:
        before = wide[: error.start].decode("utf-16-le", "surrogatepass")
        raise refusal("encoding_halves", line=before.count("\n") + 1) from None


def _undo_twice(text: str) -> str | None:
    """UTF-8 that was taken for Windows-1252 and encoded again, undone; None unless every mark in it proves that."""
    if text.isascii() or not TWICE.search(text) or NEVER_TWICE.search(text):
        return None
    narrow = text.translate(BYTES_OF_1252)
    # A capital à or  before a no-break space is plain Portuguese or French.
    if not set(TWICE.findall(narrow)) - {"\xc3\xa0", "\xc2\xa0"}:
        return None
    try:
        return narrow.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _decode_8bit(data: bytes) -> Decoded:
    words = Counter(word for word in WORD.findall(data[:SAMPLE]) if not word.isascii())
    sample = b"\n".join(word for word, _ in words.most_common(WORDS))
    best, found = 0.0, ""
    for codec, alphabets in CANDIDATES.items():
        try:
            fit = _fit(sample.decode(codec).split("\n"), alphabets)
        except UnicodeDecodeError:
            continue
        if fit > best + 1e-9:
            best, found = fit, codec
    for codec in ([found] if best >= FITS else []) + _by_statistics(sample):
        try:
            return Decoded(data.decode(codec), codec, guessed=True)
        except UnicodeDecodeError:
            continue
    raise refusal("encoding_unclear")


def _fit(words: list[str], alphabets: list[str]) -> float:
    """How well `words`, each with an accented mark, are words of one language: 1 is perfectly, below 0 not at all."""
    marks = Counter(mark for word in words for mark in word.lower() if not mark.isascii() and mark != "\u0307")
    if not marks or any("\x7f" <= mark <= "\x9f" for mark in marks):
        return -1.0
    signs = sum(count for mark, count in marks.items() if mark in SIGNS)
    known = max(sum(marks[mark] for mark in set(alphabet) - SIGNS) for alphabet in alphabets)
    mixed = MIXED * sum(marks[mark] for mark in set("".join(alphabets)) - SIGNS)
    odd = sum(_odd_joints(word) for word in words)
    # A text in one of the other scripts has capitals somewhere; Hebrew taken for Cyrillic has none.
    bare = alphabets in (CYRILLIC, GREEK) and not any(word[0].isupper() for word in words)
    return (max(known, mixed) + signs - odd) / marks.total() - 0.02 * bare


def _odd_joints(word: str) -> int:
    """Where in a word a capital follows a small letter, a sign stands between letters, or two scripts meet."""
    odd = 0
    for before, after in pairwise(word):
        if before.isascii() and after.isascii():
            continue
        odd += before.islower() and after.isupper()
        odd += before.isalpha() and after in SIGNS and after not in JOINING and not word.endswith(after)
        odd += before in SIGNS and after.isalpha() and before not in OPENING and before not in JOINING
        odd += (_is_plain(before) and _is_other(after)) or (_is_other(before) and _is_plain(after))
    return odd


def _is_plain(mark: str) -> bool:
    return mark.isascii() and mark.isalpha()


def _is_other(mark: str) -> bool:
    return "\u0370" <= mark < "\u0700"


def _by_statistics(sample: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    names = [codec.replace("-", "_").replace("iso8859_1_", "latin_1") for codec in CANDIDATES]
    found = from_bytes(sample[:SAMPLE], cp_isolation=names).best()
    return [codec_of(found.encoding)] if found is not None else []


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
