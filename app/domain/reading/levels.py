"""Whether somebody's level, as typed on the roster, is that of an executive: the sponsor sits on the board (S0).

A small closed vocabulary in both languages, whole words only. Heads of a department and plain managers do not qualify,
nor does a director of one function; whoever knows better writes "executive" or "directie" on the roster.
"""

from __future__ import annotations

import re

from app.domain.reading.found import READ_AT_MOST

_EXECUTIVE = """
executive, executive board, board, board member, member of the board, c-level, c-suite, managing director,
general manager, president, vice president, evp, svp, chair, chairman, chairwoman, chairperson, owner, partner,
ceo, cfo, coo, cto, cio, cmo, cco, cso, chro, cpo, cdo, chief [a-z ]+ officer,
directie, directielid, lid van de directie, directievoorzitter, algemeen directeur, raad van bestuur,
lid van de raad van bestuur, bestuurder, bestuur, bestuurslid, bestuursvoorzitter, eigenaar, mededirecteur
"""
_WORDS = "|".join(" ".join(each.split()) for each in _EXECUTIVE.split(","))
_FOUND = re.compile(rf"(?<![\w-])(?:{_WORDS})(?![\w-])", re.IGNORECASE)
_BELOW = re.compile(
    r"(?<!\w)(?:assistant|secretary|secretaresse|head|hoofd|account executive|manager of|ondersteuning|support)(?!\w)",
    re.IGNORECASE,
)


def is_executive(level: str) -> bool:
    """Whether this level is that of the board."""
    words = level[:READ_AT_MOST]
    return bool(_FOUND.search(words)) and not _BELOW.search(words)
