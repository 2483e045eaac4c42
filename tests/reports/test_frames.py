"""A map is cut to a frame around its countries: what lies there is moved and sized, what does not is left out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from portfolio.coverage.world import world
from portfolio.reports.frames import framed

SIZE = (440, 190)


def points(path: str) -> list[tuple[float, float]]:
    """The absolute points of a path that has only M and l."""
    found: list[tuple[float, float]] = []
    for command, rest in re.findall(r"([MLl])([^MLlz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", rest)]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            found.append((found[-1][0] + x, found[-1][1] + y) if command == "l" else (x, y))
    return found


@pytest.mark.parametrize("code", ["KE", "FJ", "CL", "FR", "MT", "XK"])
def test_a_country_lies_inside_its_frame(code: str) -> None:
    found = framed(world(), [code], SIZE, outlined=(code,))
    assert (found["width"], found["height"]) == SIZE
    at = points(found["shapes"][code]) if code in found["shapes"] else [tuple(found["circles"][code])]
    inside = [(x, y) for x, y in at if -1 <= x <= 441 and -1 <= y <= 191]
    assert len(inside) > len(at) / 2
    assert len(found["shapes"]) < len(world()["shapes"]) / 2


def test_a_tall_region_has_a_higher_frame_instead_of_the_whole_world() -> None:
    found = framed(world(), ["MX", "BR", "PE", "AR", "CL"], SIZE)
    assert not found["whole"]
    assert SIZE[1] < found["height"] <= round(0.62 * SIZE[0])
    assert not {"GB", "FR", "KE", "IN", "AU"} & (found["shapes"].keys() | found["circles"].keys())
    for code in ("MX", "BR", "AR", "CL"):
        at = points(found["shapes"][code])
        assert sum(0 <= x <= 440 and 0 <= y <= found["height"] for x, y in at) > len(at) * 0.9, code
    # Neighbours stand around it, and a wide region is as high as ever.
    assert "US" in found["shapes"]
    assert framed(world(), ["KZ", "UZ", "TM"], SIZE)["height"] == SIZE[1]


def test_countries_on_both_edges_of_the_map_are_one_frame() -> None:
    found = framed(world(), ["FJ", "WS", "TO", "AU"], SIZE)
    assert not found["whole"]
    across = {code: _middle(found, code) for code in ("AU", "PG", "NZ", "FJ", "TO", "WS")}
    assert [*across] == sorted(across, key=across.__getitem__), "from west to east"
    for code in ("AU", "FJ", "TO", "WS"):
        assert 0 <= across[code] <= found["width"], code
    assert not {"GB", "KE", "BR", "IN"} & (found["shapes"].keys() | found["circles"].keys())


@pytest.mark.parametrize(("code", "west", "east"), [("FJ", "VU", "TO"), ("TO", "FJ", "NU"), ("WS", "FJ", "CK")])
def test_a_country_at_an_edge_stands_among_its_neighbours_on_both_sides(code: str, west: str, east: str) -> None:
    found = framed(world(), [code], SIZE)
    assert _middle(found, west) < _middle(found, code) < _middle(found, east)
    assert _middle(found, code) == pytest.approx(220, abs=10), "in the middle"


def test_countries_around_the_whole_world_are_shown_on_the_whole_of_it() -> None:
    found = framed(world(), ["FJ", "US", "BR", "KE", "IN", "AU"], SIZE)
    assert found["whole"]
    assert found["height"] == round(world()["height"] * 440 / 956)
    assert len(found["shapes"]) == len(world()["shapes"])


def _middle(found: Any, code: str) -> float:
    if code in found["circles"]:
        return float(found["circles"][code][0])
    xs = [x for x, _ in points(found["shapes"][code])]
    return sum(xs) / len(xs)


def test_one_lone_country_without_projects_does_not_make_a_frame_wide() -> None:
    africa = ["KE", "ET", "TZ", "UG", "MG"]
    near, far = framed(world(), africa, SIZE), framed(world(), [*africa, "TF"], SIZE)
    assert framed(world(), [*africa, "TF"], SIZE, spare=["TF"]) == near
    assert far != near


def test_nothing_to_show_is_the_whole_world_made_smaller() -> None:
    found = framed(world(), [], SIZE)
    assert found["width"] == 440
    assert len(found["circles"]) == len(world()["circles"])
    xs = [x for path in found["shapes"].values() for x, _ in points(path)]
    assert min(xs) > -5
    assert max(xs) < 445
