"""Word lists of the checker's rules on wording (DOMAIN section 2): 7, result or doing; 8, fact or wish.

Both languages' lists are tried on every line: a Dutch team writes half its plan in English. Verbs that are
as often nouns ("plan", "support", "contact") are left out: a warning that is wrong once is not read twice.
"""

from __future__ import annotations

import re

from app.domain.reading.found import READ_AT_MOST, Slice

_HEDGES = """
should could try tries trying might maybe hopefully zou zouden kunnen proberen probeert probeer
misschien hopelijk
"""
_ACTION_VERBS = """
achieve analyse analyze arrange assign build buy call choose close collect communicate create decide
define deliver develop discuss drive enable ensure establish expand explore find follow get give
grow hire identify implement improve increase inform introduce invest investigate invite keep launch
learn maintain make map meet negotiate obtain optimise optimize organise organize prepare present
promote propose provide raise reduce renegotiate replace resolve roll schedule sell send set
simplify start stop strengthen teach tell win write analyseer analyseren bel bellen benoem benoemen
bepaal bepalen bereik bereiken bespreek bespreken bouw bouwen breng brengen creëer creëren definieer
definiëren geef geven identificeer identificeren implementeer implementeren informeer informeren
introduceer introduceren investeer investeren lanceer lanceren maak maken onderhandel onderhandelen
onderzoek ontwikkel ontwikkelen optimaliseer optimaliseren organiseer organiseren realiseer
realiseren regel regelen reduceer reduceren schrijf schrijven spreek spreken stimuleer stimuleren
stop stoppen stuur sturen verbeter verbeteren vergroot vergroten verhoog verhogen verkoop verkopen
verlaag verlagen verminder verminderen versterk versterken vind vinden voer voeren voorkom voorkomen
vraag vragen zet zetten zoek zoeken zorg zorgen
"""
_HEDGE = re.compile(rf"(?<!\w)(?:{'|'.join(_HEDGES.split())})(?!\w)", re.IGNORECASE)
_DOING = re.compile(
    rf"[\W_]*(?:to\s+|we\s+|wij\s+)?(?P<verb>{'|'.join(_ACTION_VERBS.split())})(?!\w)", re.IGNORECASE
)


def hedges(text: str) -> tuple[Slice, ...]:
    """Where the line wishes instead of stating (rule 8)."""
    return tuple(Slice(*match.span()) for match in _HEDGE.finditer(text[:READ_AT_MOST]))


def opening_verb(text: str) -> Slice | None:
    """The action verb that the line begins with (rule 7), or None."""
    match = _DOING.match(text[:READ_AT_MOST])
    return Slice(*match.span("verb")) if match else None
