"""A broken format is refused at start, with every slip's file, line and fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.run_sheet import Fault, Found
from app.formats import FormatError, load, read
from app.formats.places import line_of, lines_of
from app.formats.sentences import sentence

RIGHT = '''\
id = "small"
version = 1
begins = "09:00"
signs = ["key-account-manager", "customer"]
title = { en = "Small", nl = "Klein" }
summary = { en = "A small one.", nl = "Een kleine." }
rules = [1, 2, 5]

[consent.ours]
en = "Yes"
nl = "Ja"
[consent.theirs]
en = "Yes"
nl = "Ja"

[[step]]
key = "build"
activity = "build-tree"
minutes = 30
min_minutes = 10
options = { kinds = ["goal", "csf", "nc", "action"] }
title = { en = "Build", nl = "Bouwen" }
now = { en = "Build.", nl = "Bouw." }
lead = { en = "Build.", nl = "Bouw." }
[step.notes]
en = """
[[step]] is a heading of a table, not here.
key = "nor is this a key"
"""
nl = "x"

[[step]]
key = "share"
activity = "share"
minutes = 10
title = { en = "Share", nl = "Delen" }
now = { en = "Share.", nl = "Deel." }
lead = { en = "Share.", nl = "Deel." }

[[step]]
key = "sign"
activity = "sign-off"
start = "09:40"
minutes = 10
admits_customers = true
title = { en = "Sign", nl = "Tekenen" }
now = { en = "Sign.", nl = "Teken." }
lead = { en = "Sign.", nl = "Teken." }
'''


def test_a_right_format_is_read_whole() -> None:
    format_, problems = read(RIGHT, "small.toml")

    assert problems == []
    assert format_ is not None
    assert [step.key for step in format_.steps] == ["build", "share", "sign"]
    assert format_.steps[0].options == {"kinds": ["goal", "csf", "nc", "action"]}
    assert format_.steps[1].min_minutes == 10


@pytest.mark.parametrize(
    ("old", "new", "line_holds", "says"),
    [
        ('nl = "Klein"', 'nl = ""', "title =", "Add title in the language “nl”."),
        (
            'activity = "share"',
            'activity = "karaoke"',
            'activity = "karaoke"',
            "There is no activity karaoke.",
        ),
        ('key = "share"', 'key = "build"', 'key = "build"', "A second step is called build"),
        ('key = "share"', 'key = "Sharé"', 'key = "Sharé"', "“Sharé” is no key"),
        (
            'start = "09:40"',
            'start = "09:45"',
            "start =",
            "end at 09:40, not 09:45: make them 5 minutes longer",
        ),
        ('start = "09:40"', 'start = "09:35"', "start =", "make them 5 minutes shorter"),
        ('start = "09:40"', 'start = "9.40"', "start =", "“9.40” is no time of day"),
        ("minutes = 30", "minutes = 5", "min_minutes = 10", "min_minutes is 10 and minutes is 5"),
        ("minutes = 30", 'minutes = "30"', 'minutes = "30"', "Write minutes as a whole number."),
        ("minutes = 30", "minuts = 30", "minuts = 30", "did you mean minutes?"),
        ('signs = ["key', 'signs = ["cleaner", "key', "signs =", "Nobody signs as cleaner."),
        ('activity = "sign-off"', 'activity = "briefing"', "signs =", "no step lets them"),
        (
            'activity = "share"',
            'activity = "review"',
            "admits_customers",
            "lets customers in before anything is shared",
        ),
        ("[consent.theirs]", "[consent.ghosts]", "[consent.ghosts]", "There is no side ghosts."),
        ("[consent.theirs]", "[consent.ghosts]", "[consent.ours]", "Write what theirs consent to"),
        ('"nc", "action"]', '"nc"]', "rules =", "Rule 5 blocks the signature"),
        ('"nc", "action"]', '"nc", "actoin"]', "options =", "There is no kind actoin."),
        ("options = { kinds", "options = { kind", "options =", "build-tree needs the option kinds"),
        ("options = { kinds", "options = { kind", "options =", "build-tree has no option kind."),
        ("min_minutes = 10\n", 'min_minutes = 10\ngate = "read"\n', "rules =", "Rule 1 blocks the signature"),
        ("min_minutes = 10\n", 'min_minutes = 10\ngate = "ajar"\n', "gate =", "There is no gate ajar."),
        ("min_minutes = 10\n", "min_minutes = 10\nanonymous = true\n", "anonymous =", "cannot be anonymous"),
        ("rules = [1, 2, 5]", "rules = [1, 17]", "rules =", "Rule 17 blocks the signature"),
        ("rules = [1, 2, 5]", "rules = [1, 77]", "rules =", "The checker has no rule 77."),
        ("rules = [1, 2, 5]", "thresholds = { most = 3 }", "thresholds =", "The checker has no limit most."),
        ("version = 1", "version = 0", "version = 0", "Give a version from 1 up"),
        ("minutes = 30", "minutes = 900", "minutes = 900", "900 minutes: give 1 to 480."),
        ("min_minutes = 10\n", 'min_minutes = 10\nreveal = "soon"\n', "reveal =", "reveal cannot be soon."),
        (
            "min_minutes = 10\n",
            "min_minutes = 10\nadmits_customers = true\n",
            "admits_customers",
            "before anything",
        ),
        (
            'key = "share"',
            'key = "share"\nholds_customers = true',
            "[[step]]",
            "Add theirs in the language “nl”.",
        ),
        ('key = "share"', 'key = "share"\nlater = 3', "later = 3", "Write later as text in quotes."),
        (
            '{ kinds = ["goal", "csf", "nc", "action"] }',
            '{ kinds = "goal" }',
            "options =",
            "as a list of kinds",
        ),
        (
            '{ kinds = ["goal", "csf", "nc", "action"] }',
            "{ kinds = [1] }",
            "options =",
            "Write kinds as text",
        ),
        (
            'signs = ["key-account-manager", "customer"]\n',
            "",
            'activity = "sign-off"',
            "Nobody signs in this step",
        ),
        (
            'activity = "build-tree"',
            'activity = "briefing"\nlater = "x"',
            "options =",
            "has no option kinds",
        ),
        ('title = { en = "Small", nl = "Klein" }', 'title = "Small"', "title =", "Write title as"),
        ('title = { en = "Small", nl = "Klein" }', "title = { en = 1 }", "title =", "two-letter languages"),
        ('id = "small"\n', "", "version = 1", "Add id: text in quotes."),
        ('key = "share"\n', "", "[[step]]", "Add key: text in quotes."),
        ('id = "small"', 'id = "small', 'id = "small', "This is not TOML"),
    ],
)
def test_a_slip_is_said_with_its_line_and_its_fix(old: str, new: str, line_holds: str, says: str) -> None:
    assert old in RIGHT
    text = RIGHT.replace(old, new, 1)

    _, problems = read(text, "small.toml")

    found = [problem for problem in problems if says in problem.words]
    assert found, [str(problem) for problem in problems]
    assert line_holds in text.split("\n")[found[0].line - 1]


def test_where_conflicts_are_drawn_they_may_block() -> None:
    cloud = (
        RIGHT.split("[[step]]")[-1].replace('"sign"', '"clouds"').replace('"sign-off"', '"conflict-cloud"')
    )
    cloud = cloud.replace('start = "09:40"\n', "").replace("admits_customers = true\n", "")
    text = f"{RIGHT}\n[[step]]{cloud}".replace("rules = [1, 2, 5]", "rules = [1, 2, 5, 17]")

    _, problems = read(text, "small.toml")

    assert [problem.words for problem in problems] == []
    _, problems = read(text.replace('"conflict-cloud"', '"conflict-cloud"\ngate = "read"'), "small.toml")
    assert ["Rule 17 blocks the signature" in problem.words for problem in problems] == [True]


def test_customers_are_let_in_once() -> None:
    again = RIGHT.split("[[step]]")[-1].replace('"sign"', '"again"').replace('start = "09:40"\n', "")

    _, problems = read(f"{RIGHT}\n[[step]]{again}", "small.toml")

    assert [problem.words for problem in problems] == [
        "Customers are in already: take admits_customers out of again."
    ]


def test_a_format_without_steps_says_so_and_nothing_more_of_them() -> None:
    _, problems = read(RIGHT.split("[[step]]")[0], "small.toml")

    assert any("add a [[step]]" in problem.words for problem in problems)


def test_every_fault_has_its_sentence() -> None:
    words = "key field language activity known option kind time planned start gate reveal step role side threshold"
    about: dict[str, str | int] = dict.fromkeys([*words.split(), "kinds"], "x")
    numbers: dict[str, str | int] = {
        "minutes": 1,
        "most": 1,
        "minimum": 1,
        "rule": 1,
        "by": 1,
        "wanted": "flag",
    }

    for fault in Fault:
        assert "%(" not in sentence(Found(fault, (), about | numbers))


def test_all_slips_are_said_at_once_in_the_order_of_the_file() -> None:
    text = RIGHT.replace("minutes = 30", 'minutes = "30"').replace("version = 1", "version = true")
    text = text.replace('signs = ["key-account-manager", "customer"]', "signs = [1]")

    _, problems = read(text, "small.toml")

    assert [problem.line for problem in problems] == [2, 4, 19]


def test_a_folder_is_refused_whole_and_names_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "workshops"
    folder.mkdir()
    (folder / "small.toml").write_text(RIGHT, encoding="utf-8")
    assert list(load(folder)) == ["small"]

    (folder / "other.toml").write_text(RIGHT, encoding="utf-8")
    (folder / "third.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(FormatError) as refused:
        load(folder)

    assert [(problem.file, problem.line) for problem in refused.value.problems] == [
        ("workshops/other.toml", 1),
        ("workshops/third.toml", 1),
    ]
    assert "workshops/other.toml:1: Name the file small.toml" in str(refused.value)


def test_an_empty_folder_is_no_set_of_formats(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="There is no format here"):
        load(tmp_path)


def test_lines_are_found_through_every_way_of_writing_toml() -> None:
    text = (
        "a.b = 1 # [x]\n"
        "list = [\n"
        '  ["step"]\n'
        "]\n"
        "after = 1\n"
        "[[step]]\n"
        "text = '''\n"
        "[[step]]\n"
        "'''\n"
        "[step.sub]\n"
        '"key" = "a \\" [ b"\n'
        "[[step]]\n"
        "key = { x = 1 }\n"
    )
    lines = lines_of(text)

    assert line_of(("a", "b"), lines) == 1
    assert line_of(("list", 0), lines) == 2
    assert line_of(("after",), lines) == 5
    assert line_of(("step", 0, "text"), lines) == 7
    assert line_of(("step", 0, "sub", "key"), lines) == 11
    assert line_of(("step", 1, "key", "x"), lines) == 13
    assert line_of(("step", 0, "absent"), lines) == 6
    assert line_of(("absent",), lines) == 1
    assert ("step", 2) not in lines
