"""Names of months in thirteen languages, digits of any script, and calendars other than the Gregorian one."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Literal

Calendar = Literal["gregorian", "jalali", "buddhist", "minguo"]

_MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "january jan", "february feb", "march mar", "april apr", "may", "june jun",
        "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
    ),
    "de": (
        "januar jänner jan", "februar feber feb", "märz mär mrz", "april apr", "mai", "juni jun",
        "juli jul", "august aug", "september sept sep", "oktober okt", "november nov", "dezember dez",
    ),
    "fr": (
        "janvier janv jan", "février févr fév", "mars mar", "avril avr", "mai", "juin",
        "juillet juil", "août aout", "septembre sept sep", "octobre oct", "novembre nov", "décembre déc dec",
    ),
    "es": (
        "enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun",
        "julio jul", "agosto ago", "septiembre setiembre sept sep set", "octubre oct", "noviembre nov", "diciembre dic",
    ),
    "it": (
        "gennaio gen", "febbraio feb", "marzo mar", "aprile apr", "maggio mag", "giugno giu",
        "luglio lug", "agosto ago", "settembre sett set", "ottobre ott", "novembre nov", "dicembre dic",
    ),
    "pt": (
        "janeiro jan", "fevereiro fev", "março mar", "abril abr", "maio mai", "junho jun",
        "julho jul", "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez",
    ),
    "nl": (
        "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun",
        "juli jul", "augustus aug", "september sept sep", "oktober okt", "november nov", "december dec",
    ),
    "pl": (
        "stycznia styczeń sty", "lutego luty lut", "marca marzec mar", "kwietnia kwiecień kwi", "maja maj",
        "czerwca czerwiec cze", "lipca lipiec lip", "sierpnia sierpień sie", "września wrzesień wrz",
        "października październik paź", "listopada listopad lis", "grudnia grudzień gru",
    ),
    "tr": (
        "ocak oca", "şubat şub", "mart mar", "nisan nis", "mayıs may", "haziran haz",
        "temmuz tem", "ağustos ağu", "eylül eyl", "ekim eki", "kasım kas", "aralık ara",
    ),
    "ru": (
        "января январь янв", "февраля февраль фев", "марта март мар", "апреля апрель апр", "мая май",
        "июня июнь июн", "июля июль июл", "августа август авг", "сентября сентябрь сент сен",
        "октября октябрь окт", "ноября ноябрь ноя", "декабря декабрь дек",
    ),
    "uk": (
        "січня січень січ", "лютого лютий лют", "березня березень бер", "квітня квітень кві", "травня травень тра",
        "червня червень чер", "липня липень лип", "серпня серпень сер", "вересня вересень вер",
        "жовтня жовтень жов", "листопада листопад лис", "грудня грудень гру",
    ),
    "ar": (
        "يناير كانون_الثاني جانفي", "فبراير شباط فيفري", "مارس آذار", "أبريل ابريل إبريل نيسان أفريل", "مايو أيار ماي",
        "يونيو حزيران جوان", "يوليو تموز جويلية", "أغسطس آب أوت", "سبتمبر أيلول", "أكتوبر اكتوبر تشرين_الأول",
        "نوفمبر تشرين_الثاني", "ديسمبر كانون_الأول",
    ),
    "fa": (
        "ژانویه ژانویهٔ", "فوریه فوریهٔ", "مارس", "آوریل", "مه می", "ژوئن", "ژوئیه ژوئیهٔ جولای", "اوت آگوست",
        "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
    ),
}  # fmt: skip

_JALALI = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد امرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")

_LEAP_IN_33 = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Remainders of the year by 33 in which the last month has thirty days."""

_PERSIAN_YE_KE = str.maketrans({"ي": "ی", "ك": "ک", "ى": "ی"})


def fold_name(word: str) -> str:
    """A month's name without case, marks that come and go, and full stop."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_PERSIAN_YE_KE))
    return "".join(c for c in plain if not unicodedata.combining(c)).rstrip(".")


def _named(months: tuple[str, ...]) -> dict[str, int]:
    return {
        fold_name(name.replace("_", " ")): number for number, names in enumerate(months, 1) for name in names.split()
    }


_BY_LANGUAGE = {language: _named(months) for language, months in _MONTHS.items()}
_ANY: dict[str, int] = {name: number for names in reversed(_BY_LANGUAGE.values()) for name, number in names.items()}
_CONTESTED = frozenset(
    name for name in _ANY if len({names[name] for names in _BY_LANGUAGE.values() if name in names}) > 1
)
"""Names that are different months in two languages: only told where the language is known."""

_JALALI_MONTHS = _named(_JALALI)


def month_of(word: str, language: str | None = None) -> int | None:
    """1–12 for a month's name or its usual abbreviation, in `language` first, then in any where it is not contested."""
    name = fold_name(word)
    own = _BY_LANGUAGE.get((language or "").lower().split("-")[0], {})
    if name in own:
        return own[name]
    return None if name in _CONTESTED else _ANY.get(name)


def jalali_month_of(word: str) -> int | None:
    """1–12 for a month of the Iranian solar calendar, whose names are used for nothing else."""
    return _JALALI_MONTHS.get(fold_name(word))


def month_names(language: str | None = None) -> tuple[str, ...]:
    """Every way that months are written (not folded), longest first: of one language, or of all."""
    tables = [_MONTHS[language]] if language in _MONTHS else list(_MONTHS.values())
    names = {name.replace("_", " ") for months in tables for group in months for name in group.split()}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def western_digits(text: str) -> str:
    """Decimal digits of any script as 0–9, one for one."""
    return re.sub(r"[^\x00-\x7f]", _western, text)


def _western(matched: re.Match[str]) -> str:
    return str(digit) if (digit := unicodedata.decimal(matched[0], None)) is not None else matched[0]


def jalali_to_gregorian(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    """The Gregorian date of a day of the Iranian solar calendar, 1300–1500 (1921–2121); None: no such day.

    The 33-year cycle of leap years (Birashk's arithmetic for these centuries): 1 Farvardin 1403 is 20 March 2024.
    """
    if not (1300 <= year <= 1500 and 1 <= month <= 12):
        return None
    leap = year % 33 in _LEAP_IN_33
    longest = 31 if month <= 6 else 30 if month <= 11 or leap else 29
    if not 1 <= day <= longest:
        return None
    whole = (year - 1300) * 365 + sum(1 for y in range(1300, year) if y % 33 in _LEAP_IN_33)
    in_year = (month - 1) * 31 - max(0, month - 7) + day - 1
    found = date(1921, 3, 21) + timedelta(days=whole + in_year)
    return found.year, found.month, found.day
