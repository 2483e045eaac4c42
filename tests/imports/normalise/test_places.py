"""Places in cells: known under many names, asked where a name means several, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.normalise.flaws import BLANK
from imports.normalise.places import PlaceReader, are_codes
from tests.imports.normalise.words import vocabulary_of

VOCABULARY = vocabulary_of(
    aliases={"place": {"kosowien": "country:XK", "both congos": "country:CG;country:CD", "hq": None}}
)


def read(text: str, **facts: object) -> tuple[list[tuple[str, str | None, str | None]], list[str]]:
    """(code, tier, share) of each place, and the codes of the flaws."""
    cell = PlaceReader(VOCABULARY.places, **facts).read(text)  # type: ignore[arg-type]
    named = [] if cell.value is BLANK else [(target[1], tier, share) for target, tier, share in cell.value]
    return named, [flaw.code for flaw in cell.flaws]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kenya", "KE"), ("KENYA ", "KE"), ("KE", "KE"), ("KEN", "KE"), ("404", "KE"), ("Kenia", "KE"), ("Хорватия",
        "HR"), ("日本", "JP"),
        ("Kosovo*", "XK"), ("Kosowien", "XK"), ("Kosowo", "XK"), ("Türkiye", "TR"), ("Turkey", "TR"), ("Cape Verde",
        "CV"), ("Lao PDR", "LA"),
        ("Côte d'Ivoire", "CI"), ("Ivory Coast", "CI"), ("Congo-Brazzaville", "CG"), ("DR Congo", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("The Gambia", "GM"), ("Republic of Moldova", "MD"), ("Bolivia (Plurinational State of)", "BO"),
        ("Samoa (Independent State of)", "WS"),
        ("Korea, Republic of", "KR"), ("DPRK", "KP"), ("South Korea", "KR"), ("Tanzania, United Republic of", "TZ"),
        ("FYROM", "MK"),
        ("“the former Yugoslav Republic of Macedonia”", "MK"), ("St. Lucia", "LC"), ("St Kitts & Nevis", "KN"),
        ("Trinidad & Tobago", "TT"),
        ("Bosnia & Herzegovina", "BA"), ("Guinea Bissau", "GW"), ("Republic of China", "TW"),
        ("Taiwan, Province of China", "TW"), ("Northern Ireland", "GB"),
        ("Western Balkans", "western-balkans"), ("Western Balkans (DAC region 88)", "western-balkans"),
        ("ASEAN member states", "ASEAN"), ("EU", "EU"),
        ("Kenya;Ghana", "GH KE"),
        ("肯尼亚、乌干达", "KE UG"), ("كينيا، غانا ومالي", "GH KE ML"),
        ("Afghanistan,Pakistan", "AF PK"), ("Kenya, Uganda and Tanzania", "KE TZ UG"),
        ("Kenya & Uganda", "KE UG"),
        ("Niger/Nigeria", "NE NG"), ("Bosnia and Herzegovina, Serbia", "BA RS"), ("- Kenya\n- Ghana", "GH KE"),
        ("Kenya | Mali", "KE ML"),
        ("Burkina Faso, Mali, Mauritanie, Niger, Tchad", "BF ML MR NE TD"), ("both Congos", "CD CG"),
        ("Côte d'Ivoire, Guinée, The Gambia", "CI GM GN"),
    ],
)  # fmt: skip
def test_a_place_is_known_under_its_names(text: str, codes: str) -> None:
    named, flaws = read(text)
    assert sorted(code for code, _, _ in named) == codes.split()
    assert flaws == []


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("Korea", "ambiguous-place"), ("Congo", "ambiguous-place"), ("Netherlands Antilles", "ambiguous-place"),
        ("Virgin Islands", "ambiguous-place"),
        ("Sahel", "ambiguous-place"), ("AU", "ambiguous-place"), ("Utopia", "unknown-place"), ("Kennya", "close-place"
        ), ("us", "unknown-place"),
        ("in", "unknown-place"), ("Global", "worldwide"), ("Worldwide", "worldwide"), ("HQ", "worldwide"),
        ("Guinea (coast)", "unknown-place"),
        ("Kenya 60", "unknown-place"), ("x" * 5000, "unknown-place"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_not_taken(text: str, flaw: str) -> None:
    named, flaws = read(text)
    assert named == []
    assert flaws == [flaw]


def test_a_name_in_letters_of_two_scripts_is_flagged_and_not_matched() -> None:
    assert read("Веnin") == ([], ["mixed-scripts", "unknown-place"])


def test_the_nearest_places_are_offered() -> None:
    (flaw,) = PlaceReader(VOCABULARY.places).read("Kennya").flaws
    assert flaw.nearest[0] == "Kenya"
    assert flaw.words["answers"][0] == "country:KE"  # type: ignore[index]
    (flaw,) = PlaceReader(VOCABULARY.places).read("Korea").flaws
    assert set(flaw.nearest) == {"North Korea", "South Korea"}


def test_a_former_state_is_read_as_those_of_today_and_said() -> None:
    assert read("Serbia and Montenegro") == ([("ME", None, None), ("RS", None, None)], ["former-place"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("KE 60%; UG 40%", [("KE", None, "60"), ("UG", None, "40")]), ("Kenya (60%)", [("KE", None, "60")]),
        ("Kenya: 60 %", [("KE", None, "60")]),
        ("30% Kenya; 70 % Uganda", [("KE", None, "30"), ("UG", None, "70")]), ("Kenya – 33,33 %", [("KE", None,
        "33.33")]), ("Kenya: 60", [("KE", None, "60")]),
        ("Kenya (hub), Uganda, Tanzania (associate)", [("KE", "hub", None), ("TZ", "associate", None), ("UG", None,
        None)]),
        ("Kenya (hub, 60%)", [("KE", "hub", "60")]), ("Kenya (hub) 60%", [("KE", "hub", "60")]),
        ("Mali 12.5%, Niger 87.5%", [("ML", None, "12.5"), ("NE", None, "87.5")]),
    ],
)  # fmt: skip
def test_shares_and_tiers_may_follow_a_name(text: str, named: list[object]) -> None:
    assert read(text) == (named, [])


def test_odd_shares_are_problems() -> None:
    assert read("Kenya 120%") == ([("KE", None, None)], ["unreadable-share"])
    assert read("Kenya 60%; Uganda 60%")[1] == ["shares-over-100"]


def test_a_place_named_twice_is_kept_once_with_its_closest_tier() -> None:
    assert read("Kenya; KE; Kenya (hub)") == ([("KE", "hub", None)], ["named-twice"])
    assert read("Kenya; Kenya") == ([("KE", None, None)], [])


def test_a_known_part_stays_where_another_is_unknown() -> None:
    assert read("Kenya; Utopia") == ([("KE", None, None)], ["unknown-place"])
    assert read("Kenya, Utopia") == ([("KE", None, None)], ["unknown-place"])


def test_among_codes_a_code_is_a_country() -> None:
    assert are_codes(["NZ;KE", "UG", "AU"])
    assert not are_codes(["Kenya", "AU", "Uganda"])
    assert read("AU; NA", codes=True) == ([("AU", None, None), ("NA", None, None)], [])


def test_the_column_may_state_the_tier() -> None:
    assert read("Kenya; Mali (associate)", tier="hub")[0] == [("KE", "hub", None), ("ML", "associate", None)]


@given(st.text(alphabet=st.sampled_from("Kenya UgandaCongo,;|%()/&0123456789-:\n*é日"), max_size=60))
def test_reading_places_never_raises_and_gives_known_places(text: str) -> None:
    for code, tier, share in read(text)[0]:
        assert any(code == known for _, known in VOCABULARY.places.titles)
        assert tier in (None, "hub", "priority", "associate")
        assert share is None or 0 <= float(share) <= 100


CELLS = st.lists(
    st.sampled_from(["KE", "UG (hub)", "Kenya 60%", "UG: 60", "Korea", "Sahel", "NA", "- KE", "", "Kenya and Uganda"]),
    min_size=1,
    max_size=4,
).flatmap(lambda parts: st.sampled_from(["; ", ";", "\n", " ; "]).map(lambda between: between.join(parts)))


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_a_cell_of_parts_that_were_met_says_what_it_says_when_it_is_read(cells: list[str]) -> None:
    reader = PlaceReader(VOCABULARY.places)
    for cell in cells:
        reader.read(cell)
    for cell in cells:
        known = reader.known(cell)
        assert known is None or known == PlaceReader(VOCABULARY.places).read(cell)


def test_parts_with_nothing_wrong_are_known_from_then_on() -> None:
    reader = PlaceReader(VOCABULARY.places)
    assert reader.known("KE; UG (hub)") is None
    reader.read("UG (hub); KE; Korea")
    found = reader.known("KE; UG (hub)")
    assert found is not None
    assert [(target[1], tier) for target, tier, _ in found.value] == [("KE", None), ("UG", "hub")]
    assert reader.known("KE; Korea") is None


@pytest.mark.parametrize(
    "text", ["Kenya oraz Uganda", "Kenya – Uganda", "Kenya, Uganda, and Tanzania", "Kenya ja Uganda", "Kenya/Uganda"]
)
def test_a_cell_that_is_read_as_places_counts_as_places_for_its_column(text: str) -> None:
    assert VOCABULARY.is_place(text)
    assert not VOCABULARY.is_place(text.replace("Uganda", "somewhere else"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Western Balkans (Serbia, Montenegro)", "ME RS"), ("Regional (Kenya; Uganda)", "KE UG"),
        ("Global: Kenya, Uganda and Rwanda", "KE RW UG"), ("Kenya; Western Balkans (RS, XK)", "KE RS XK"),
    ],
)  # fmt: skip
def test_countries_listed_behind_something_wider_are_the_places(text: str, codes: str) -> None:
    assert (sorted(code for code, _, _ in read(text)[0]), read(text)[1]) == (codes.split(), [])


@pytest.mark.parametrize("text", ["All but (Kenya, Uganda)", "Kenya (Nairobi, Mombasa)", "C. Asia (KE, UG, RW)"])
def test_a_bracket_is_never_cut_in_two_and_what_it_is_a_list_of_must_be_known(text: str) -> None:
    named, flaws = read(text)
    assert (named, flaws) == ([], ["unknown-place"])
