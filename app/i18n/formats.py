"""Money, quantities, dates and times as people read them, in the language being spoken.

Values come in as the domain keeps them: money in integer minor units, quantities as decimal strings, dates
as calendar dates, moments as milliseconds since 1970-01-01 UTC. They go out as text with no-break spaces
inside, so that "EUR 4.2 M" never falls apart over two lines. Nothing is read back from here:
`app/domain/reading` reads what people type.

The forms: the currency's code before the amount, "M" and "bn" (Dutch "mln" and "mld"), a space before the
percent sign, a clock of 24 hours, a real minus sign.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers

from app.i18n import language, pgettext

_NBSP = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_APART = re.compile(r"(?<=[<>≤≥≈±=]) (?=\d)|(?<=\d) (?=[%‰°€$£])")


def money(minor: int, currency: str) -> str:
    """`minor` units of an ISO 4217 currency in full: "EUR 4,200,000", with cents only where there are any."""
    amount = _major(minor, currency)
    places = 0 if amount == amount.to_integral_value() else numbers.get_currency_precision(currency)
    return f"{currency}{_NBSP}{_grouped(amount, places)}"


def plain_money(minor: int, currency: str) -> str:
    """`money` without its currency, for a field that stands among others of the same: "350,000"."""
    return money(minor, currency).removeprefix(f"{currency}{_NBSP}")


def short_money(minor: int, currency: str, *, places: int = 1) -> str:
    """`money` as one says it aloud: "EUR 4.2 M", "EUR 1.3 bn"; below a million in full, without cents.

    `places`: how many decimals of millions or billions are shown at most; zeros at the end are not.
    """
    return f"{currency}{_NBSP}{_short(_major(minor, currency), places)}"


def decimal(value: str | Decimal) -> str:
    """A decimal string as the language writes it: "1250.50" is "1,250.50" or "1.250,50"; no digit is lost.

    Raises decimal.InvalidOperation when `value` is no number.
    """
    number = Decimal(value)
    return _grouped(number, max(0, -_exponent(number)))


def percent(value: str | Decimal) -> str:
    """A number of percents: "31" is "31 %"."""
    return quantity(value, "%")


def quantity(value: str | Decimal, unit: str) -> str:
    """A decimal string with its unit, which may be empty: "4 h", "99.5 %"."""
    number = decimal(value)
    return f"{number}{_NBSP}{unit}" if unit else number


def kept_together(words: str) -> str:
    """Words that somebody wrote, with their numbers and signs on one line: "> 95 % by June" breaks before "by" alone.

    Units that are words ("4 h") are left as they are: they cannot be told from words that only follow a number.
    """
    return _APART.sub(_NBSP, words)


def short_date(day: date, *, year: bool = False) -> str:
    """ "12 Feb", with `year` "12 Feb 2027"."""
    return _unbroken(dates.format_date(day, "d MMM y" if year else "d MMM", locale=language()))


def long_date(day: date) -> str:
    """ "31 December 2027"."""
    return _unbroken(dates.format_date(day, "d MMMM y", locale=language()))


def month(day: date) -> str:
    """ "Feb 27"."""
    return _unbroken(dates.format_date(day, "MMM yy", locale=language()))


def weekday_date(day: date) -> str:
    """ "Thursday 14 January 2027"."""
    return _unbroken(dates.format_date(day, "EEEE d MMMM y", locale=language()))


def clock(at: time | datetime) -> str:
    """ "09:15", as the value stands; give it in the plan's time zone."""
    return f"{at.hour:02d}:{at.minute:02d}"


def local(milliseconds: int, zone: str) -> datetime:
    """The moment `milliseconds` after 1970-01-01 UTC, in the IANA time zone `zone`.

    Raises ZoneInfoNotFoundError when there is no such zone.
    """
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(ZoneInfo(zone))


def clock_at(milliseconds: int, zone: str) -> str:
    """ "09:15" in `zone`."""
    return clock(local(milliseconds, zone))


def moment(milliseconds: int, zone: str) -> str:
    """ "14 Jan 2027 09:15" in `zone`."""
    at = local(milliseconds, zone)
    return f"{short_date(at.date(), year=True)}{_NBSP}{clock(at)}"


def moment_with_zone(milliseconds: int, zone: str) -> str:
    """ "14 January 2027 09:15 UTC+01:00", for evidence that is read elsewhere."""
    at = local(milliseconds, zone)
    offset = at.strftime("%z")
    return f"{long_date(at.date())}{_NBSP}{clock(at)}{_NBSP}UTC{offset[:3]}:{offset[3:5]}"


def duration(minutes: int) -> str:
    """A length of time: "50 min", "1 h 15 min"; less than nothing with a minus sign."""
    hours, rest = divmod(abs(minutes), 60)
    parts: list[str] = []
    if hours:
        parts += [str(hours), pgettext("unit of time", "h")]
    if rest or not hours:
        parts += [str(rest), pgettext("unit of time", "min")]
    return (_MINUS if minutes < 0 else "") + _NBSP.join(parts)


def countdown(seconds: int) -> str:
    """What is left on a timer: "18:42", "1:02:09"; run over is "−2:05"."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    digits = f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
    return (_MINUS if seconds < 0 else "") + digits


def _major(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-numbers.get_currency_precision(currency))


def _short(amount: Decimal, places: int) -> str:
    step = Decimal(1).scaleb(-places)
    millions = (amount / 1_000_000).quantize(step, ROUND_HALF_UP)
    if abs(millions) < 1:
        return _grouped(amount.quantize(Decimal(1), ROUND_HALF_UP), 0)
    if abs(millions) < 1000:
        return _trimmed(millions) + _NBSP + pgettext("millions of money", "M")
    billions = (amount / 1_000_000_000).quantize(step, ROUND_HALF_UP)
    return _trimmed(billions) + _NBSP + pgettext("billions of money", "bn")


def _trimmed(number: Decimal) -> str:
    shown = number.normalize()
    return _grouped(shown, max(0, -_exponent(shown)))


def _grouped(number: Decimal, places: int) -> str:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    text = numbers.format_decimal(number, format=pattern, locale=language())
    return text.replace("-", _MINUS)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    if isinstance(exponent, str):  # not a number, or infinite
        raise ValueError(f"{number} cannot be shown")
    return exponent


def _unbroken(text: str) -> str:
    return text.replace(" ", _NBSP)
