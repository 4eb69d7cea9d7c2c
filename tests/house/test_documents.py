"""What the documents tell people to type and to open is there: commands, their options, settings, files, links."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from app.cli.groups import commands
from app.cli.settings_shown import OPTIONS, table
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs" / "scale.md",
    *sorted((ROOT / "docs" / "guide").glob("*.md")),
    *sorted((ROOT / "docs" / "admin").glob("*.md")),
)
PLACES = "app|bin|bench|docs|static|templates|tests|workshops"

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def code(document: Path) -> Iterator[str]:
    """What stands in a fixed-width type: a line of a block, or a few words."""
    text = document.read_text()
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for block in blocks:
        yield from block.splitlines()
    for block in blocks:
        text = text.replace(block, "")
    yield from re.findall(r"`([^`\n]+)`", text)


def typed(line: str) -> list[str] | None:
    """The words behind `stratroom` in a line of code; None where it is no such command."""
    found = re.match(r"(?:\$ )?(?:\./)?(?:bin/)?stratroom\s+(.+)", line.split("#")[0].strip())
    return found[1].split() if found else None


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    """The command that is meant, and what is left for it. Fails where there is none."""
    command: Any = typer.main.get_command(commands)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    return command, words


@each_document
def test_commands_and_their_options_are_there(document: Path) -> None:
    for line in code(document):
        words = typed(line)
        if words is None:
            continue
        command, rest = command_of(words)
        options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {
            "--help"
        }
        places = [each for each in command.params if each.param_type_name == "argument"]
        assert {word for word in rest if word.startswith("--")} <= options, line
        valued = {
            name for each in command.params if not getattr(each, "is_flag", False) for name in each.opts
        }
        values = [
            word for before, word in itertools.pairwise(rest) if before.startswith("--") and before in valued
        ]
        named = [word for word in rest if not word.startswith("--")]
        assert len(named) - len(values) <= len(places), line


@each_document
def test_settings_are_there(document: Path) -> None:
    known = {f"STRATROOM_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"STRATROOM_[A-Z_]+", document.read_text())) <= known


def test_the_table_of_settings_is_the_programs_own() -> None:
    """`stratroom settings --markdown` makes it."""
    assert table() in (ROOT / "docs" / "admin" / "settings.md").read_text()
    serve, _rest = command_of(["serve"])
    options = {name for each in serve.params for name in each.opts if name != "--help"}
    assert options == {f"--{name.replace('_', '-')}" for name in OPTIONS}


@each_document
def test_files_and_folders_are_there(document: Path) -> None:
    for words in code(document):
        for named in re.findall(rf"(?<![\w/.])(?:\./)?(?:{PLACES})/[\w./*-]*", f" {words}"):
            path = named.strip().removeprefix("./").rstrip(".")
            assert any(ROOT.glob(path)) if "*" in path else (ROOT / path).exists(), named


@each_document
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", document.read_text()):
        if not target.startswith(("http:", "https:")):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize(
    "file", sorted((*ROOT.glob("compose*.yaml"), *ROOT.glob("deploy/*"))), ids=lambda file: file.name
)
def test_what_is_deployed_sets_settings_and_options_that_are_there(file: Path) -> None:
    held = file.read_text()
    known = {f"STRATROOM_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"STRATROOM_[A-Z_]+", held)) <= known | {
        "STRATROOM_DOMAIN",
        "STRATROOM_DB_PASSWORD",
    }
    serve, _rest = command_of(["serve"])
    options = {name for each in serve.params for name in each.opts}
    for line in re.findall(r"^ExecStart=.*", held, re.MULTILINE):
        assert set(re.findall(r"--[a-z-]+", line)) <= options
