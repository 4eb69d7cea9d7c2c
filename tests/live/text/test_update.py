"""Strangers' bytes: what a hostile or broken editor may send, and what becomes of it."""

from __future__ import annotations

import random
import time

import pytest

from app.live.text import AlreadyHere, Checked, TextCode, TextKey, TextLimits, TextRefused
from app.live.text.field import TextDocument
from app.live.text.update import Unreadable, read_update, read_vector

KEY = TextKey("plan-1", "record-1", "statement")
LIMITS = TextLimits(50)
STRING, DELETED, LEFT, RIGHT = 4, 1, 0x80, 0x40
ME = 77


@pytest.fixture
def document() -> TextDocument:
    """Units by the seed: a=0, the tada 1 and 2, b=3, the tada 4 and 5, c=6, one deleted 7."""
    return TextDocument.seeded(KEY, "1", "a🎉b🎉c")


def number(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def words(text: str) -> bytes:
    return number(len(text.encode())) + text.encode()


def update(
    *structs: bytes,
    client: int = ME,
    clock: int = 0,
    deletions: dict[int, list[tuple[int, int]]] | None = None,
) -> bytes:
    runs = number(1) + number(len(structs)) + number(client) + number(clock) + b"".join(structs)
    return (runs if structs else number(0)) + ranges(deletions or {})


def ranges(deletions: dict[int, list[tuple[int, int]]]) -> bytes:
    out = number(len(deletions))
    for client, each in deletions.items():
        out += number(client) + number(len(each)) + b"".join(number(a) + number(b) for a, b in each)
    return out


def typed(text: str, seed: int, behind: int = 0, before: int | None = None) -> bytes:
    right = b"" if before is None else number(seed) + number(before)
    info = STRING | LEFT | (0 if before is None else RIGHT)
    return bytes([info]) + number(seed) + number(behind) + right + words(text)


def seed_of(document: TextDocument) -> int:
    """The client id that names its epoch: the largest there is."""
    return max(document.vector)


def code(answer: object) -> str:
    assert isinstance(answer, TextRefused), answer
    return answer.code


def test_typing_is_taken(document: TextDocument) -> None:
    answer = document.check(update(typed("X", seed_of(document))), LIMITS)
    assert isinstance(answer, Checked)
    assert answer.splices == ((1, 0, "X"),)
    assert document.plain == "aX🎉b🎉c"


def test_positions_count_code_points(document: TextDocument) -> None:
    answer = document.check(update(typed("é😀", seed_of(document), behind=5)), LIMITS)
    assert isinstance(answer, Checked)
    assert (answer.splices, answer.after_plain) == (((4, 0, "é😀"),), "a🎉b🎉é😀c")


@pytest.mark.parametrize("content", [2, 3, 5, 6, 7, 8, 9, 11, 31])
def test_anything_but_text_is_malformed(document: TextDocument, content: int) -> None:
    struct = bytes([content | LEFT]) + number(seed_of(document)) + number(0) + words("bold") + words("true")
    assert code(document.check(update(struct), LIMITS)) == "malformed"


def test_another_root_is_refused(document: TextDocument) -> None:
    assert (
        code(document.check(update(bytes([STRING, 1]) + words("x") + words("hidden")), LIMITS))
        == "foreign-root"
    )


def test_text_that_hangs_on_nothing_is_refused(document: TextDocument) -> None:
    assert (
        code(document.check(update(bytes([STRING, 1]) + words("t") + words("hello")), LIMITS)) == "malformed"
    )


def test_a_cut_through_a_surrogate_pair_is_refused(document: TextDocument) -> None:
    seed = seed_of(document)
    for hostile in (
        update(typed("X", seed, behind=1)),
        update(typed("X", seed, behind=0, before=2)),
        update(deletions={seed: [(2, 1)]}),
        update(deletions={seed: [(0, 2)]}),
        update(deletions={seed: [(5, 2)]}),
    ):
        assert code(document.check(hostile, LIMITS)) == "malformed"
    assert document.plain == "a🎉b🎉c"


def test_a_cut_through_a_pair_that_another_typed_is_refused(document: TextDocument) -> None:
    document.check(update(typed("y😀y", seed_of(document))), LIMITS)
    assert code(document.check(update(typed("X", ME, behind=1), client=78), LIMITS)) == "malformed"
    loaded = TextDocument.loaded(document.state())
    assert code(loaded.check(update(typed("X", ME, behind=1), client=78), LIMITS)) == "malformed"


def test_a_gap_is_named_and_leaves_nothing(document: TextDocument) -> None:
    seed = seed_of(document)
    for hole in (
        update(typed("X", seed), clock=5),
        update(typed("X", seed, behind=99)),
        update(typed("X", 4242)),
        update(deletions={seed: [(3, 99)]}),
        update(deletions={4242: [(0, 1)]}),
    ):
        assert code(document.check(hole, LIMITS)) == "gap"
        assert not document.spoiled
    assert document.plain == "a🎉b🎉c"


def test_structs_that_wait_for_each_other_are_a_gap(document: TextDocument) -> None:
    one = number(1) + number(9) + number(0) + typed("one", 10)
    other = number(1) + number(10) + number(0) + typed("other", 9)
    assert code(document.check(number(2) + one + other + number(0), LIMITS)) == "gap"
    assert document.spoiled


def test_nobody_writes_under_the_servers_ids(document: TextDocument) -> None:
    seed = seed_of(document)
    assert code(document.check(update(typed("X", seed), client=seed, clock=8), LIMITS)) == "gap"
    assert code(document.check(update(typed("X", seed), client=2**52 + 1), LIMITS)) == "gap"
    assert code(document.check(update(typed("X", seed), client=2**51 + 1), LIMITS)) == "gap"


def test_too_long_counts_code_points(document: TextDocument) -> None:
    seed = seed_of(document)
    assert isinstance(document.copy().check(update(typed("😀" * 45, seed)), LIMITS), Checked)
    assert code(document.check(update(typed("😀" * 46, seed)), LIMITS)) == "too-long"
    assert document.spoiled


def test_text_that_is_too_long_already_may_get_shorter(document: TextDocument) -> None:
    answer = document.check(update(deletions={seed_of(document): [(0, 1)]}), TextLimits(2))
    assert isinstance(answer, Checked)


@pytest.mark.parametrize("char", ["\0", "\x07", "\x0b", "\x1b", "\x7f", "\x85"])
def test_control_characters_are_refused(document: TextDocument, char: str) -> None:
    assert code(document.check(update(typed(f"a{char}b", seed_of(document))), LIMITS)) == "characters"


def test_line_breaks_are_for_fields_with_lines(document: TextDocument) -> None:
    broken = update(typed("a\n\tb", seed_of(document)))
    assert code(document.check(broken, TextLimits(50, lines=False))) == "characters"
    assert isinstance(document.check(broken, LIMITS), Checked)


def test_lone_surrogates_do_not_get_in(document: TextDocument) -> None:
    struct = bytes([STRING | LEFT]) + number(seed_of(document)) + number(0) + b"\x03\xed\xa0\x80"
    assert code(document.check(update(struct), LIMITS)) == "malformed"


def test_a_repetition_is_already_here(document: TextDocument) -> None:
    edit = update(typed("X", seed_of(document)))
    document.check(edit, LIMITS)
    assert document.check(edit, LIMITS) == AlreadyHere()
    assert document.check(document.state(), LIMITS) == AlreadyHere()
    assert document.check(b"\0\0", LIMITS) == AlreadyHere()


def test_an_edit_that_only_touches_deleted_text_is_kept(document: TextDocument) -> None:
    typed_and_deleted = update(bytes([DELETED | LEFT]) + number(seed_of(document)) + number(0) + number(3))
    answer = document.check(typed_and_deleted, LIMITS)
    assert isinstance(answer, Checked)
    assert answer.splices == ()
    assert isinstance(document.check(update(typed("X", ME, behind=2), client=78), LIMITS), Checked)


def test_claims_of_huge_sizes_cost_nothing(document: TextDocument) -> None:
    huge = number(2**52)
    seed = number(seed_of(document))
    started = time.thread_time()  # of the processor: others may have it meanwhile
    for hostile in (
        huge,
        b"\x01" + huge,
        b"\x01\x01" + number(ME) + huge,
        b"\x01\x01" + number(ME) + b"\0" + bytes([STRING | LEFT]) + seed + b"\0" + huge,
        b"\x01\x01" + number(ME) + b"\0" + bytes([DELETED | LEFT]) + seed + b"\0" + number(2**31 - 2) + b"\0",
        b"\x01\x01" + number(ME) + b"\0" + b"\0" + number(2**31) + b"\0",
        b"\x00" + huge,
        b"\x00\x01" + seed + huge,
        b"\xff" * 40,
        b"x" * 40_000,
    ):
        assert code(document.check(hostile, LIMITS)) in {"malformed", "too-long"}
    assert time.thread_time() - started < 1


def test_noise_never_gets_through(document: TextDocument) -> None:
    """Random bytes and damaged updates: refused or harmless, and the document still works afterwards."""
    rng = random.Random(7)
    good = update(typed("Hello 🎉 there", seed_of(document)), deletions={seed_of(document): [(3, 1)]})
    for _ in range(3000):
        noise = bytearray(good if rng.random() < 0.8 else rng.randbytes(rng.randrange(60)))
        for _ in range(rng.randrange(1, 4)):
            if noise:
                noise[rng.randrange(len(noise))] = rng.randrange(256)
        twin = document.copy()
        answer = twin.check(bytes(noise), LIMITS)
        if isinstance(answer, Checked):
            assert twin.plain == answer.after_plain
            assert TextDocument.loaded(twin.state()).plain == twin.plain
            assert isinstance(twin.check(update(typed("!", seed_of(document)), client=99), LIMITS), Checked)


def test_reading_stops_at_the_end() -> None:
    for data in (b"", b"\x01", b"\x00", b"\x00\x00\x00", b"\x01\x01\x05\x00\x84"):
        with pytest.raises(Unreadable):
            read_update(data)
    with pytest.raises(Unreadable):
        read_vector(b"\x02\x01\x01")


def test_the_refusal_codes_are_the_documented_ones() -> None:
    assert {each.value for each in TextCode} == {"malformed", "gap", "too-long", "foreign-root", "characters"}
