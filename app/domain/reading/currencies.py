"""Currencies as people write them: ISO 4217 codes, the common signs, and how many minor digits each has."""

from __future__ import annotations

_ISO_4217 = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK
LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF
XPF YER ZAR ZMW ZWG
"""
CODES = frozenset(_ISO_4217.split())
"""Currencies that a plan may be in."""
_WITHOUT_CENTS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_IN_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_MINOR_DIGITS = {
    **dict.fromkeys(_WITHOUT_CENTS.split(), 0),
    **dict.fromkeys(_IN_THOUSANDTHS.split(), 3),
}
_SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "$": "USD", "zł": "PLN", "Kč": "CZK", "Fr.": "CHF"}
_WORDS = {"euro": "EUR", "euros": "EUR"}
_CALLED_DOLLAR = "AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD USD XCD"
_DOLLARS = frozenset(_CALLED_DOLLAR.split())
_YEN_OR_YUAN = frozenset({"JPY", "CNY"})

SIGN_PATTERN = r"€|£|¥|\$|zł|Kč|Fr\."
"""A regular expression's alternatives for the signs; codes are three capitals."""


def is_currency(code: str) -> bool:
    return code in CODES


def minor_digits(currency: str) -> int:
    """Digits behind the decimal sign (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD."""
    return _MINOR_DIGITS.get(currency, 2)


def currency_of(written: str, plan_currency: str | None = None) -> str | None:
    """The ISO code of a sign, word or code; None if it is no currency.

    A sign that several currencies share means the plan's when the plan's is one of them: `$` on a plan in CAD is CAD.
    """
    if written == "$" and plan_currency in _DOLLARS:
        return plan_currency
    if written == "¥" and plan_currency in _YEN_OR_YUAN:
        return plan_currency
    known = _SIGNS.get(written) or _WORDS.get(written.casefold())
    if known is not None:
        return known
    return written.upper() if written.upper() in CODES else None
