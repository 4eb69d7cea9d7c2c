"""The activities that a format can name today, and what it may ask of each."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.run_sheet import ActivityRules

KNOWN: Mapping[str, ActivityRules] = {
    "briefing": ActivityRules(options={"joining": "flag", "readiness": "flag", "compare": "word"}),
    # joining: the board shows wifi and join codes, and who has come in; readiness: how our side answered the readiness
    # questions; compare: what changed since the step of this key began
    "silent-writing": ActivityRules(
        options={"kinds": "kinds", "suggest": "number", "tables": "word"},
        may_be_anonymous=True,
        with_names=frozenset({"suggest", "tables"}),
    ),
    # kinds: what a written line may become; suggest: how many lines of others each writer reads meanwhile, without names;
    # tables: the room writes at tables, one for each csf, country or product
    "cluster": ActivityRules(options={"from": "word"}),
    # from: key of the step whose lines are put together; without it those of the step before
    "build-tree": ActivityRules(
        options={"kinds": "kinds", "tables": "word"}, required=frozenset({"kinds"}), works_on="kinds"
    ),
    "look-back": ActivityRules(),
    "facts": ActivityRules(),
    "challenge": ActivityRules(),
    "vote": ActivityRules(
        options={
            "method": "word",
            "budget": "number",
            "limit": "number",
            "kinds": "kinds",
            "from": "word",
            "take": "number",
            "becomes": "word",
        },
        required=frozenset({"method"}),
        may_be_anonymous=True,
    ),
    # method: of `ballots.METHODS`, with its budget and limit; kinds, or from (key of the step in which it was written):
    # what is voted on; take: how many of the best are taken on; becomes: the kind that they become
    "doubts": ActivityRules(options={"kinds": "kinds"}, required=frozenset({"kinds"})),
    # kinds: of the lines whose children are doubted, a page each
    "conflict-cloud": ActivityRules(always=frozenset({"conflict"})),
    "rules": ActivityRules(),
    "constraint-map": ActivityRules(
        options={"kinds": "kinds"}, works_on="kinds", always=frozenset({"constraint"})
    ),
    # kinds: what else the room works on: ["action"] where phones say what touches what
    "alignment": ActivityRules(),
    "goal-split": ActivityRules(options={"method": "word"}, always=frozenset({"goal"})),
    # method: "confidence" where everybody says how sure they are of the goal
    "commit": ActivityRules(),
    "share": ActivityRules(),
    "review": ActivityRules(options={"kinds": "kinds"}),
    "sign-off": ActivityRules(),
}
