"""One sentence, two languages, side by side; and no English left on a Dutch screen."""

from __future__ import annotations

import asyncio

import jinja2

from app import i18n
from app.i18n import catalogue, extraction


def test_every_sentence_has_its_dutch() -> None:
    assert extraction.complaints() == []


def test_english_is_spoken_unless_said_otherwise() -> None:
    assert i18n.language() == "en"
    with i18n.use_language("nl"):
        assert i18n.pgettext("millions of money", "M") == "mln"
        with i18n.use_language("en"):
            assert i18n.pgettext("millions of money", "M") == "M"
        assert i18n.language() == "nl"
    assert i18n.language() == "en"


def test_a_sentence_without_translation_stays_as_it_is() -> None:
    with i18n.use_language("nl"):
        assert (
            i18n.gettext("Nobody wrote %(what)s, 100 %% sure", what="this") == "Nobody wrote this, 100 % sure"
        )
        assert i18n.ngettext("%(num)d phone", "%(num)d phones", 3) == "3 phones"


async def test_tasks_speak_their_own_language() -> None:
    both_speak = asyncio.Barrier(2)

    async def speak(language: i18n.Language) -> str:
        with i18n.use_language(language):
            await both_speak.wait()
            return i18n.pgettext("unit of time", "h")

    assert await asyncio.gather(speak("en"), speak("nl")) == ["h", "u"]


def test_templates_speak_and_escape_the_parts() -> None:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    i18n.install(environment)
    template = environment.from_string(
        "{{ pgettext('unit of time', 'h') }} {{ _('Hello %(name)s', name=name) }} "
        "{% trans n=2 %}one phone{% pluralize %}{{ n }} phones{% endtrans %}"
    )
    with i18n.use_language("nl"):
        assert template.render(name="<Anna>") == "u Hello &lt;Anna&gt; 2 phones"


def test_a_part_that_ends_in_a_full_stop_ends_its_sentence() -> None:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    i18n.install(environment)
    template = environment.from_string(
        "{{ _('For %(whom)s.', whom=name) }} "
        "{% trans n=2, whom=name %}For {{ whom }}.{% pluralize %}{{ n }} for {{ whom }}. "
        "And {{ whom }} too{% endtrans %}"
    )
    assert template.render(name="Zonen B.V.") == "For Zonen B.V. 2 for Zonen B.V. And Zonen B.V. too"
    assert template.render(name="<Zonen>") == "For &lt;Zonen&gt;. 2 for &lt;Zonen&gt;. And &lt;Zonen&gt; too"
    assert i18n.gettext("For %(whom)s.", whom="Zonen B.V.") == "For Zonen B.V."
    assert i18n.gettext("For %(whom)s. Really?", whom="Zonen") == "For Zonen. Really?"


def test_updating_a_catalogue_again_changes_nothing(monkeypatch, tmp_path) -> None:
    kept = tmp_path / "nl.po"
    kept.write_bytes(catalogue.catalogue_path("nl").read_bytes())
    for module in (catalogue, extraction):
        monkeypatch.setattr(module, "catalogue_path", lambda language: kept)
    extraction.update("nl")
    once = kept.read_bytes()
    extraction.update("nl")
    assert kept.read_bytes() == once
    assert catalogue.read("nl").get("bn", "billions of money").string == "mld"


def test_what_extraction_cannot_see_is_complained_about(tmp_path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "page.py").write_text("title = f\"{_('Hidden in here')}\"\n", encoding="utf-8")
    (tmp_path / "app" / "other.py").write_text("gettext(name)\n", encoding="utf-8")
    said = [line for line in extraction.complaints(root=tmp_path) if "must be a literal" in line]
    assert [line.split(":")[0] for line in said] == ["app/other.py", "app/page.py"]


def test_new_sentences_in_source_and_templates_are_found(tmp_path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "app" / "page.py").write_text("title = _('From Python')\n", encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(
        "<p>{% trans %}\n  From a\n  template\n{% endtrans %}{{ _('Inline') }}", encoding="utf-8"
    )
    found = {message.id for message in extraction.marked(tmp_path) if message.id}
    assert found == {"From Python", "From a template", "Inline"}
    assert any("not in the catalogue" in line for line in extraction.complaints(root=tmp_path))


def test_the_catalogue_is_dutch() -> None:
    dutch = catalogue.read("nl")
    assert str(dutch.locale) == "nl"
    assert dutch.num_plurals == 2
