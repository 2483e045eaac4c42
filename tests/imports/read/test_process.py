"""However the reading process ends, the caller gets a workbook or a sentence (U15, U17)."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from imports.read import Limits, Unreadable, read
from imports.read.answer import encode_column
from imports.read.assemble import _decoded
from imports.read.process import a_turn, command_for, read_in_child
from imports.read.wire import AnswerReader, AnswerWriter, BadAnswer
from tests.imports.read.forge import book, program, row, text_cell

DATA = book(row(1, text_cell("A1", "Code")))
SOON = Limits(wall_seconds=0.8)  # long enough for an interpreter to start


def _wire(*frames: dict[str, object], end: bool = True) -> bytes:
    pieces: list[bytes] = []
    answer = AnswerWriter(pieces.append)
    for frame in frames:
        answer.put(frame)
    if end:
        answer.end()
    return b"".join(pieces)


HEAD: dict[str, object] = {
    "sheet": "P", "hidden": False, "very_hidden": False, "hidden_rows": [], "hidden_columns": [],
    "merged": [], "errors": [], "uncached": [], "formulas": 0, "computed": [], "links": [],
    "links_beyond": 0,
}  # fmt: skip
ROWS: dict[str, object] = {"rows": 2, "columns": [["v", ["Code", "P-1"]]], "errors": []}
GOOD = _wire(HEAD, ROWS)


def _saying(answer: bytes, after: str = "") -> str:
    return f"import sys\nsys.stdin.buffer.read()\nsys.stdout.buffer.write({answer!r})\nsys.stdout.flush()\n{after}"


DEATHS = {
    "kill": "import os; os.kill(os.getpid(), 9)",
    "abort": "import os; os.abort()",
    "segmentation fault": "import os; os.kill(os.getpid(), 11)",
    "exit code": "raise SystemExit(7)",
    "silence": "",
    "garbage": "print('PK' * 1000)",
    "half a frame": _saying(GOOD[:-20]),
    "no end": _saying(_wire(HEAD, ROWS, end=False)),
    "something after the end": _saying(GOOD + b"x"),
    "the answer twice": _saying(GOOD + GOOD),
    "a bit flipped": _saying(GOOD.replace(b"P-1", b"P-2")),
    "whole answer, but exit code 1": _saying(GOOD, "raise SystemExit(1)"),
    "whole answer, then killed": _saying(GOOD, "import os; os.kill(os.getpid(), 9)"),
    "a list for a value": _saying(_wire(HEAD, {"rows": 1, "columns": [["v", [["x"]]]], "errors": []})),
    "columns of two lengths": _saying(_wire(HEAD, {"rows": 2, "columns": [["v", ["x"]]], "errors": []})),
    "rows without a sheet": _saying(_wire(ROWS)),
    "a date that is none": _saying(_wire(HEAD, {"rows": 1, "columns": [["d", ["2024-02-30"]]], "errors": []})),
    "an unknown kind": _saying(_wire(HEAD, {"rows": 1, "columns": [["z", ["x"]]], "errors": []})),
    "an invented refusal": _saying(_wire({"refused": "<b>", "facts": {}})),
    "facts that are none": _saying(_wire({"refused": "empty", "facts": {"a": []}})),
    "a refusal without its facts": _saying(_wire({"refused": "too_large", "facts": {}})),
    "a sheet without its parts": _saying(_wire({"sheet": "P"})),
    "a note that is none": _saying(_wire({"notes": [["<script>", {}]]})),
    "an object in the frame's place": _saying(_wire({"odd": 1})),
    "deep JSON": "import sys, struct, hashlib\np = b'[' * 200000\nsys.stdout.buffer.write("
    "struct.pack('>4sI32s', b'CPR1', len(p), hashlib.sha256(p).digest()) + p)",
    "an invented length": _saying(b"CPR1\xff\xff\xff\xff" + bytes(40)),
}


@pytest.mark.parametrize("death", DEATHS)
def test_a_reader_that_dies_or_lies_is_a_refusal(death: str, tmp_path: Path) -> None:
    command = program(tmp_path, DEATHS[death])
    with pytest.raises(Unreadable) as caught:
        read_in_child("xlsx", DATA, Limits(), lock_path=tmp_path / "lock", program=command)
    assert caught.value.code == "reader_died"


def test_the_same_answer_whole_is_taken(tmp_path: Path) -> None:
    command = program(tmp_path, _saying(GOOD))
    content = read_in_child("xlsx", DATA, Limits(), lock_path=tmp_path / "lock", program=command)
    sheets, notes = content.sheets, content.notes
    assert (sheets[0].rows, notes) == ((("Code",), ("P-1",)), ())


def test_a_hanging_reader_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    source = (
        "import os, time\nif os.fork() == 0:\n"
        f"    open({str(pid_file)!r}, 'w').write(str(os.getpid()))\n    time.sleep(600)\ntime.sleep(600)\n"
    )
    with pytest.raises(Unreadable) as caught:
        read_in_child("xlsx", DATA, SOON, lock_path=tmp_path / "lock", program=program(tmp_path, source))
    assert caught.value.code == "too_slow"
    grandchild = int(pid_file.read_text())
    for _ in range(100):
        if not _runs(grandchild):
            break
        time.sleep(0.02)
    assert not _runs(grandchild)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_reader_that_closes_its_output_and_stays_is_stopped(tmp_path: Path) -> None:
    command = program(tmp_path, _saying(GOOD, "import os, time\nos.close(1)\ntime.sleep(600)"))
    with pytest.raises(Unreadable) as caught:
        read_in_child("xlsx", DATA, Limits(wall_seconds=0.3), lock_path=tmp_path / "lock", program=command)
    assert caught.value.code == "too_slow"


def test_a_reader_that_never_stops_talking_is_stopped(tmp_path: Path) -> None:
    frame = _wire(HEAD, end=False)
    command = program(tmp_path, f"import sys\nwhile True: sys.stdout.buffer.write({frame!r} * 1000)")
    small = Limits(answer_bytes=2_000_000)
    with pytest.raises(Unreadable) as caught:
        read_in_child("xlsx", DATA, small, lock_path=tmp_path / "lock", program=command)
    assert caught.value.code == "answer_too_large"


def test_a_reader_that_does_not_take_the_file_is_no_deadlock(tmp_path: Path) -> None:
    command = program(tmp_path, f"import sys\nsys.stdout.buffer.write({GOOD!r})")
    sheets = read_in_child("xlsx", bytes(12_000_000), Limits(), lock_path=tmp_path / "lock", program=command).sheets
    assert sheets[0].name == "P"


def test_a_program_that_is_not_there_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_in_child("xlsx", DATA, Limits(), lock_path=tmp_path / "lock", program=["/nowhere/python"])
    assert caught.value.code == "reader_missing"


def test_a_reader_that_is_not_known_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_in_child("nonsense", DATA, Limits(), lock_path=tmp_path / "lock")
    assert caught.value.code == "reader_died"


def _bounded(tmp_path: Path, source: str) -> list[str]:
    """The child's own program with its limits, then `source` in the place of the reading."""
    real = command_for("xlsx", Limits(child_memory=200 * 1024 * 1024, cpu_seconds=1))
    child = Path(real[3])
    text = child.read_text(encoding="utf-8")
    edited = text.replace("    limits = SimpleNamespace", f"    {source}\n    limits = SimpleNamespace")
    assert edited != text
    command = program(tmp_path, edited)
    return [*command, *real[4:]]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("bytearray(2 << 30)", "reader_died"),
        ("exec('while True: pass')", "too_slow"),
        ("open('/tmp/portfolio-read-test', 'wb').truncate(80 << 20)", "reader_died"),
        ("[open('/dev/null') for _ in range(100)]", "reader_died"),
        ("import ctypes.util; None.x", "reader_died"),
    ],
)
def test_the_limits_hold_inside_the_reading_process(source: str, code: str, tmp_path: Path) -> None:
    source = source.replace("/tmp/portfolio-read-test", str(tmp_path / "big"))
    command = _bounded(tmp_path, source)
    with pytest.raises(Unreadable) as caught:
        read_in_child("xlsx", DATA, Limits(cpu_seconds=1), lock_path=tmp_path / "lock", program=command)
    assert caught.value.code == code


def test_a_workbook_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    cells = "".join(row(n, *(f'<c r="{c}{n}"><v>{n}</v></c>' for c in "ABCDEFGHIJ")) for n in range(1, 20_000))
    with pytest.raises(Unreadable) as caught:
        read(book(cells), "x.xlsx", Limits(child_memory=30 * 1024 * 1024), lock_path=tmp_path / "lock")
    assert caught.value.code in ("too_hungry", "reader_died")


def test_the_reading_process_sees_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_SECRET_KEY", "hush")
    seen = tmp_path / "seen"
    source = (
        f"import os\nopen({str(seen)!r}, 'w').write(repr((dict(os.environ), os.getcwd(), os.listdir('/proc/self/fd'))))"
    )
    with pytest.raises(Unreadable):
        read_in_child("xlsx", DATA, Limits(), lock_path=tmp_path / "lock", program=program(tmp_path, source))
    text = seen.read_text()
    assert "hush" not in text
    environment, folder, handles = eval(text)  # noqa: S307 -- written by the line above
    assert set(environment) <= {"LD_LIBRARY_PATH", "LC_CTYPE"}
    assert folder == "/"
    assert len(handles) <= 5  # the three streams, the file it writes, the folder it lists


def test_one_reading_process_runs_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with a_turn(lock, 1), pytest.raises(Unreadable) as caught:
        read(DATA, "x.xlsx", Limits(wait_seconds=0.1), lock_path=lock)
    assert caught.value.code == "busy"
    assert read(DATA, "x.xlsx", Limits(wait_seconds=0.1), lock_path=lock).sheets


def test_as_many_reading_processes_run_at_a_time_as_are_allowed(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with a_turn(lock, 1, 2):
        with a_turn(lock, 1, 2), pytest.raises(Unreadable) as caught:
            read(DATA, "x.xlsx", Limits(wait_seconds=0.1, readers=2), lock_path=lock)
        assert caught.value.code == "busy"
        assert read(DATA, "x.xlsx", Limits(wait_seconds=0.1, readers=2), lock_path=lock).sheets


def test_those_who_wait_are_served(tmp_path: Path) -> None:
    served: list[str] = []

    def serve() -> None:
        served.append(read(DATA, "x.xlsx", lock_path=tmp_path / "lock").sheets[0].name)

    threads = [threading.Thread(target=serve) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served == ["Projects"] * 4


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "lock").symlink_to(target)
    with pytest.raises(Unreadable):
        read(DATA, "x.xlsx", lock_path=tmp_path / "lock")
    assert not target.exists()


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    handles = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        read(DATA, "x.xlsx", lock_path=tmp_path / "lock")
        with pytest.raises(Unreadable):
            read(DATA[:-5], "x.xlsx", lock_path=tmp_path / "lock")
    assert len(list(Path("/proc/self/fd").iterdir())) == handles
    assert [file.name for file in tmp_path.iterdir()] == ["lock"]


def test_an_answer_may_come_in_any_pieces() -> None:
    for size in (1, 7, 1000):
        answer = AnswerReader()
        frames = [said for at in range(0, len(GOOD), size) for said in answer.take(GOOD[at : at + size])]
        answer.finish()
        assert frames == [HEAD, ROWS]


def test_an_answer_that_is_cut_is_noticed_wherever_it_is_cut() -> None:
    for end in range(len(GOOD)):
        answer = AnswerReader()
        list(answer.take(GOOD[:end]))
        with pytest.raises(BadAnswer):
            answer.finish()


def test_texts_of_every_kind_pass_the_wire() -> None:
    odd = ["\ud800", "\x00", "\u2028", '"\\', "🛡", "\ufeff"]
    answer = AnswerReader()
    assert list(answer.take(_wire({"texts": odd}))) == [{"texts": odd}]


def test_a_slow_machine_may_be_given_more_time() -> None:
    assert "121" in command_for("xlsx", Limits())
    assert "61" in command_for("xlsx", replace(Limits(), wall_seconds=60))


@pytest.mark.parametrize("texts", [("a", "", "b"), ("a\x7f", "b", ""), ("\x7f", "", ""), ("é\n", "|", "\t")])
def test_texts_come_joined_or_one_by_one_as_they_were(texts: tuple[str, ...]) -> None:
    encoded = json.loads(json.dumps(encode_column(texts)))
    assert encoded[0] == ("v" if "\x7f" in "".join(texts) else "j")
    assert _decoded(*encoded) == [text or None for text in texts]


@pytest.mark.parametrize("values", [7, None, ["a"], {"a": 1}])
def test_joined_texts_that_are_no_text_are_no_answer(values: object) -> None:
    with pytest.raises(BadAnswer):
        _decoded("j", values)
