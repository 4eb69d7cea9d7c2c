"""Every code that the house answers with has a sentence, and every activity a format can name is there to run."""

from __future__ import annotations

import pytest

from app.domain.refusals import Why
from app.formats import KNOWN
from app.i18n import LANGUAGES, Language, use_language
from app.live import wire
from app.session.journal import NotSaved
from app.web import words
from app.web.screens.activities import BY_NAME

TEXT_CODES = ("malformed", "gap", "too-long", "foreign-root", "characters")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*Why, *TEXT_CODES, *wire.REFUSALS])
def test_a_refusal_is_said_in_words_of_its_own(code: str, language: Language) -> None:
    with use_language(language):
        said = words.refusal(code, {"longest": 240, "over": 3, "count": 2})
        assert said.strip()
        assert said != words.refusal("a code that nobody knows", {})


@pytest.mark.parametrize("reason", ["disk-full", "read-only", "busy", "unavailable", "damaged"])
def test_what_could_not_be_saved_says_so(reason: str) -> None:
    assert words.not_saved(NotSaved(reason).reason).startswith("Not saved")


def test_formats_name_the_activities_that_run() -> None:
    assert KNOWN.keys() == BY_NAME.keys()
