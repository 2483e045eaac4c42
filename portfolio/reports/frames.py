"""The world's shapes cut to a frame around the countries that a brief is about, or made smaller; pure.

The left and right edges of the drawing are one meridian, in the Pacific. A frame may lie across it: what stands at the
left edge is then drawn again beyond the right one, as far along as the drawing is wide where it stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: Left edge and width of the whole drawing, as the pages show it.
LEFT, WHOLE = 14.0, 956.0
#: A frame shows at least so much of the whole width; one that needs more than the other shows the whole.
_LEAST, _MOST = 0.26, 0.8
#: A frame around what is tall grows in height, so far, until it shows no more than so much of the whole width.
_TALLEST, _ENOUGH = 0.62, 0.5
#: A lone country lies far where the frame is so much smaller without it.
_FAR = 0.8
#: Room around what is shown, by its size.
_MARGIN = 0.08
_PIECE = re.compile(r"([MLlz])([^MLlz]*)")
#: The projection's own numbers; one of its units in the drawing, and where the equator lies there.
_EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
_UNIT, _EQUATOR = 178.458, 231.497
_OUTLINE = re.compile(r"M[^M]*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Shapes = Mapping[str, Any]
Box = tuple[float, float, float, float]
Point = tuple[float, float]


def framed(
    shapes: Shapes,
    codes: Iterable[str],
    size: tuple[int, int],
    *,
    spare: Iterable[str] = (),
    outlined: tuple[str, ...] = (),
) -> Shapes:
    """The shapes moved and sized for a drawing of this size around these countries; `outlined` are to stand out.

    Around tall ones the drawing is higher than asked. Without countries, or where they lie too far apart, it is the
    whole world, with a height of its own. One of the `spare` that lies far from all others is left outside, and so is
    what else does not meet the frame.
    """
    width, height = size
    found, across = _frame(shapes, list(codes), height / width, frozenset(spare))
    left, top, wide, high = found or (LEFT, 0.0, WHOLE, float(shapes["height"]))
    scale = width / wide
    frame = (left, top, left + wide, top + high)

    def along(box: Box) -> list[float]:
        """How far what fills a box is moved so that it meets the frame: not at all, across the edge, or nothing."""
        return [turn for turn in ((0.0, _turn(box)) if across else (0.0,)) if _meet(_moved_box(box, turn), frame)]

    def inside(paths: Mapping[str, str]) -> dict[str, str]:
        drawn = {
            code: "".join(
                _moved(piece, left - turn, top, scale)
                for piece in _OUTLINE.findall(path)
                for turn in along(_box([point for part in _outlines(piece) for point in part]))
            )
            for code, path in paths.items()
        }
        return {code: path for code, path in drawn.items() if path}

    return {
        "frame": True,
        "whole": found is None,
        "width": width,
        "height": round(high * scale),
        "outlined": outlined,
        "shapes": inside(shapes["shapes"]),
        "unsettled": inside(shapes["unsettled"]),
        "circles": {
            code: [round((x + turn - left) * scale, 1), round((y - top) * scale, 1)]
            for code, (x, y) in shapes["circles"].items()
            for turn in along((x, y, x, y))
        },
    }


def _frame(shapes: Shapes, codes: list[str], ratio: float, spare: frozenset[str]) -> tuple[Box | None, bool]:
    """Left, top, width and height around these countries, and whether that lies across the drawing's edge.

    None where it is most of the world, or nothing.
    """
    homes = {code: _home(shapes, code) for code in codes if code in shapes["shapes"] or code in shapes["circles"]}
    if not homes:
        return None, False
    for code in sorted(spare & homes.keys()):
        others = [box for other, box in homes.items() if other != code]
        if others and _room(_around(others)[0], ratio) < _room(_around(list(homes.values()))[0], ratio) * _FAR:
            del homes[code]
    box, across = _around(list(homes.values()))
    left, top, right, bottom = box
    ratio = max(ratio, min((bottom - top) * (1 + 2 * _MARGIN) / (WHOLE * _ENOUGH), _TALLEST))
    wide = max(_room(box, ratio), WHOLE * _LEAST)
    if wide > WHOLE * _MOST:
        return None, False
    high = wide * ratio
    start = (left + right - wide) / 2
    if start < LEFT:
        # Past either edge the drawing goes on with what stands at the other.
        start, across = start + _turn(box), True
    across = across or start + wide > LEFT + WHOLE
    return (start, min(max((top + bottom - high) / 2, 0.0), max(shapes["height"] - high, 0.0)), wide, high), across


def _around(boxes: list[Box]) -> tuple[Box, bool]:
    """The narrowest box around these, and whether the first of them are moved across the edge for it."""
    ordered = sorted(boxes)
    found, across = _hull(ordered), False
    for number in range(1, len(ordered)):
        turned = _hull([*ordered[number:], *(_moved_box(box, _turn(box)) for box in ordered[:number])])
        if turned[2] - turned[0] < found[2] - found[0]:
            found, across = turned, True
    return found, across


def _hull(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _moved_box(box: Box, turn: float) -> Box:
    return box[0] + turn, box[1], box[2] + turn, box[3]


def _turn(box: Box) -> float:
    """How wide the drawing is at the middle of a box: a turn around the world there, by the Equal Earth projection.

    A point is at (_UNIT X, _EQUATOR - _UNIT Y) with X and Y of the projection, beside a constant.
    """
    first, second, third, fourth = _EQUAL_EARTH
    high = abs(_EQUATOR - (box[1] + box[3]) / 2) / _UNIT
    angle = high / first
    for _ in range(4):  # Newton; no point of the drawing needs more
        square = angle * angle
        sixth = square**3
        slope = first + 3 * second * square + sixth * (7 * third + 9 * fourth * square)
        angle -= (angle * (first + second * square + sixth * (third + fourth * square)) - high) / slope
    square = angle * angle
    slope = first + 3 * second * square + square**3 * (7 * third + 9 * fourth * square)
    return _UNIT * 4 * math.pi * math.sqrt(3) * math.cos(angle) / (3 * slope)


def _room(box: Box, ratio: float) -> float:
    """The width of a frame around a box."""
    left, top, right, bottom = box
    return max(right - left, (bottom - top) / ratio) * (1 + 2 * _MARGIN)


def _home(shapes: Shapes, code: str) -> Box:
    """Where a country lies: its largest piece, so that what belongs to it far away does not widen a frame."""
    if code in shapes["shapes"]:
        boxes = map(_box, _outlines(shapes["shapes"][code]))
        return max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    x, y = shapes["circles"][code]
    return x, y, x, y


def _outlines(path: str) -> Iterator[list[Point]]:
    """The points of each piece of a path."""
    piece: list[Point] = []
    x = y = 0.0
    for command, pairs in _commands(path):
        if command == "M" and piece:
            yield piece
            piece = []
        for across, down in pairs:
            x, y = (x + across, y + down) if command == "l" else (across, down)
            piece.append((x, y))
    if piece:
        yield piece


def _commands(path: str) -> Iterator[tuple[str, list[Point]]]:
    for command, rest in _PIECE.findall(path):
        numbers = [float(number) for number in _NUMBER.findall(rest)]
        yield command, list(zip(numbers[::2], numbers[1::2], strict=True))


def _moved(path: str, left: float, top: float, scale: float) -> str:
    written = []
    for command, pairs in _commands(path):
        at = (0.0, 0.0) if command == "l" else (left, top)
        written.append(command + " ".join(f"{(x - at[0]) * scale:.2f},{(y - at[1]) * scale:.2f}" for x, y in pairs))
    return "".join(written)


def _box(points: list[Point]) -> Box:
    across, down = [point[0] for point in points], [point[1] for point in points]
    return min(across), min(down), max(across), max(down)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
