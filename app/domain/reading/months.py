"""The words of dates in English and Dutch, as patterns: months, years, quarters, and what announces a
deadline.

Only `dates` uses this. Every pattern is free of nested repetition, so that matching takes linear time.
"""

from __future__ import annotations

import re

_MONTHS = (
    r"jan(?:uar[iy])?",
    r"feb(?:ruar[iy])?",
    r"m(?:aa)?rt|mar(?:ch)?",
    r"apr(?:il)?",
    r"mei|may",
    r"jun[ie]?",
    r"jul[iy]?",
    r"aug(?:ust(?:us)?)?",
    r"sept?(?:ember)?",
    r"o[kc]t(?:ober)?",
    r"nov(?:ember)?",
    r"dec(?:ember)?",
)
_WHOLE_MONTHS = tuple(re.compile(month, re.IGNORECASE) for month in _MONTHS)

_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})(?!\w)\.?"
_DAY = r"(?P<day>[0-3]?[0-9])"
_ORDINAL = r"(?:st|nd|rd|th|ste|de|e)?"
_LONG_YEAR = r"(?P<year>20[0-9]{2})(?!\w)"
_SHORT_YEAR = r"['’](?P<short>[0-9]{2})(?!\w)"
_BARE_SHORT_YEAR = r"(?P<bare>[0-9]{2})(?=\s*(?:[,;)·]|$))"
_YEAR = rf"(?:,?\s+(?:{_LONG_YEAR}|{_SHORT_YEAR}|{_BARE_SHORT_YEAR}))?"
_END_OF = r"(?P<end>end|eind|einde|ultimo)\s+(?:of\s+|van\s+)?(?:the\s+|het\s+)?"
_MIDDLE_OF = r"(?P<middle>mid|half|halverwege|medio)[\s-]+(?:of\s+|van\s+)?"
_QUARTER = (
    r"(?:q(?P<quarter>[1-4])|(?:quarter|kwartaal)\s(?P<numbered>[1-4])"
    r"|(?P<nth>[1-4])(?:st|nd|rd|th|e)\s(?:quarter|kwartaal))(?!\w)"
)
_QUARTER_YEAR = rf"(?:\s+(?:of\s+|van\s+)?(?:{_LONG_YEAR}|{_SHORT_YEAR}|{_BARE_SHORT_YEAR}))?"


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,/-]){body}", re.IGNORECASE)


ISO = _pattern(rf"{_LONG_YEAR}-(?P<number>[01]?[0-9])-{_DAY}(?![\w-])")
NUMERIC = _pattern(
    rf"{_DAY}(?P<mark>[-/.])(?P<number>[0-3]?[0-9])(?P=mark)(?:(?P<year>20[0-9]{{2}})|(?P<bare>[0-9]{{2}}))(?![\w/-])"
)
DAY_MONTH = _pattern(rf"{_DAY}{_ORDINAL}(?:\s+of)?[\s-]+{_MONTH}(?:-(?P<joined>20[0-9]{{2}})(?!\w)|{_YEAR})")
MONTH_DAY = _pattern(rf"{_MONTH}\s+{_DAY}{_ORDINAL}(?![\w%.,:]*[0-9])(?!\w)(?:,?\s+{_LONG_YEAR})?")
MONTH = _pattern(rf"(?:{_END_OF}|{_MIDDLE_OF})?{_MONTH}{_YEAR}")
QUARTER = _pattern(rf"(?:{_END_OF})?{_QUARTER}{_QUARTER_YEAR}")
YEAR_QUARTER = _pattern(rf"(?:{_END_OF})?{_LONG_YEAR}[\s-]q(?P<quarter>[1-4])(?!\w)")
YEAR_END = _pattern(
    rf"(?:{_END_OF}{_LONG_YEAR}|(?P<this>end\sof\s(?:the\s|this\s)?year|year[\s-]end"
    r"|einde?\s(?:van\s)?(?:het\s|dit\s)?jaar|jaareinde)(?!\w))"
)
IN_LINES = (ISO, NUMERIC, DAY_MONTH, YEAR_QUARTER, QUARTER, MONTH_DAY, YEAR_END, MONTH)
"""In the order in which they are tried: the fuller form first."""

DAY_AND_NUMBER = re.compile(rf"{_DAY}[-/.](?P<number>[0-3]?[0-9])\.?(?!\w)", re.IGNORECASE)
"""`30-6`: only where a field asks for a date; in a line it is more likely a fraction or a score."""

ANNOUNCED = re.compile(
    r"(?<!\w)(?:(?:no|not)\slater\sthan|at\sthe\slatest|on\sor\sbefore|due|by|before|until|till|per|on|in"
    r"|uiterlijk|voor|vóór|tegen|tot(?:\sen\smet)?|op)(?:\s(?:the|de|het))?\s{0,3}$",
    re.IGNORECASE,
)
"""Words right before a date that make it a deadline."""

SINCE = re.compile(
    r"(?<!\w)(?:from|since|after|vanaf|sinds|na|van)(?:\s(?:the|de|het))?\s{0,3}$", re.IGNORECASE
)
"""Words right before a date that make it something else."""


def month_number(word: str) -> int:
    """1 to 12; `word` was matched by one of the patterns above."""
    for number, month in enumerate(_WHOLE_MONTHS, start=1):
        if month.fullmatch(word):
            return number
    raise AssertionError(word)
