"""Single values as secretaries and other programs write them. Each function takes a stripped, non-empty text
and raises `FieldError` with a Russian sentence that says what to write instead."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from parta.core.roles import ROLE_TITLES, Role
from parta.core.russian import search_key
from parta.ops.roster.rows import PersonName


class FieldError(ValueError):
    """The value can't be understood; `str()` is the Russian sentence."""


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: г\.?)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_EXCEL_DAY = re.compile(r"\d{5}(?:\.\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_ASK_DATE = "Напишите дату как ДД.ММ.ГГГГ, например 01.09.2015."


@lru_cache(maxsize=4096)
def parse_date(text: str, month_first: bool | None = None) -> date:
    """ДД.ММ.ГГГГ, ISO 8601 (a time after it is ignored) or Excel's day number; years 1900-2100.

    `month_first`: how dates with slashes are written; None = only those with one reading are taken.
    """
    day = _date_of(text, month_first)
    if not 1900 <= day.year <= 2100:
        raise FieldError(f"Год {day.year} не похож на правду. {_ASK_DATE}")
    return day


def says_month_first(texts: Iterable[str]) -> bool | None:
    """How a file writes dates with slashes: one 12/19/1997 tells of all. None = nothing tells, or two are at odds."""
    found = [(int(match[1]) > 12, int(match[2]) > 12) for match in map(_SLASHED.fullmatch, texts) if match]
    day_is_first, month_is_first = any(one for one, _ in found), any(two for _, two in found)
    return None if day_is_first == month_is_first else month_is_first


def _date_of(text: str, month_first: bool | None) -> date:
    try:
        if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _RUSSIAN.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _SLASHED.fullmatch(text):
            return _slashed(int(match[1]), int(match[2]), int(match[3]), month_first)
    except ValueError as error:
        if isinstance(error, FieldError):
            raise
        raise FieldError(f"Такой даты нет: «{shown(text)}». {_ASK_DATE}") from None
    if _EXCEL_DAY.fullmatch(text):
        return _EXCEL_EPOCH + timedelta(days=int(float(text)))
    raise FieldError(f"Не похоже на дату: «{shown(text)}». {_ASK_DATE}")


def _slashed(first: int, second: int, year: int, month_first: bool | None) -> date:
    """4/2/2000 is April in one country and February in another: the file tells, or only one reading is taken."""
    if first > 12 or first == second or month_first is False:
        return date(year, second, first)
    if second > 12 or month_first:
        return date(year, first, second)
    raise FieldError(f"По дате «{first}/{second}/{year}» не понять, где день, а где месяц. {_ASK_DATE}")


_MALE = {"м", "муж", "мужской", "мальчик", "m", "male"}
_FEMALE = {"ж", "жен", "женский", "девочка", "f", "female"}


def parse_sex(text: str) -> str:
    """`m` or `f`."""
    word = search_key(text).strip(".")
    if word in _MALE:
        return "m"
    if word in _FEMALE:
        return "f"
    raise FieldError(f"Пол «{shown(text)}» не понятен. Напишите «м» или «ж».")


def parse_yes_no(text: str) -> bool:
    word = search_key(text).strip(".")
    if word in {"да", "yes", "true", "1", "+", "д"}:
        return True
    if word in {"нет", "no", "false", "0", "-", "н"}:
        return False
    raise FieldError(f"«{shown(text)}» не понятно. Напишите «да» или «нет».")


_CLASS_NAME = re.compile(r"(\d{1,2})\s*[-–—]?\s*[«\"„'(]?\s*([^\W\d_]{0,3})\s*[»\"“')]?")
_LOOK_ALIKE = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")


def parse_class_name(text: str, *, cyrillic: bool = True) -> tuple[int, str]:
    """«5А», «5-а», «5 «А»», «11» → grade level 1-11 and letter. `cyrillic`: Latin look-alikes become Russian."""
    match = _CLASS_NAME.fullmatch(text)
    if not match:
        raise FieldError(f"«{shown(text)}» не похоже на класс. Напишите параллель и букву, например «5А».")
    grade_level, letter = int(match[1]), match[2].upper()
    if not 1 <= grade_level <= 11:
        raise FieldError(f"Параллели {grade_level} в школе нет: бывают классы с 1 по 11.")
    return grade_level, letter.translate(_LOOK_ALIKE) if cyrillic else letter


def parse_grade_level(text: str) -> int:
    """`5`, `05` → 5. Raises on everything that is not a grade level 1-11 (KG, 12, PS1 …)."""
    if re.fullmatch(r"\d{1,2}", text) and 1 <= int(text) <= 11:
        return int(text)
    raise FieldError(f"Параллели «{shown(text)}» в школе нет: бывают с 1 по 11.")


_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_SHORT_DAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def parse_weekday(text: str) -> int:
    """0 = Monday. Full names, two-letter names, or 1-7."""
    word = search_key(text).strip(".")
    for number, names in enumerate(zip(_WEEKDAYS, _SHORT_DAYS, "1234567", strict=True)):
        if word in names:
            return number
    raise FieldError(f"Дня «{shown(text)}» нет. Напишите день недели, например «понедельник» или «пн».")


def parse_lesson_number(text: str) -> int:
    if re.fullmatch(r"\d{1,2}", text) and int(text) <= 12:
        return int(text)
    raise FieldError(f"Номер урока «{shown(text)}» не понятен. Напишите число от 0 до 12.")


def parse_hours(text: str) -> int:
    if re.fullmatch(r"\d{1,2}", text) and 1 <= int(text) <= 40:
        return int(text)
    raise FieldError(f"Часов в неделю «{shown(text)}»: напишите целое число от 1 до 40.")


def parse_phone(text: str) -> str:
    """A Russian number becomes +7XXXXXXXXXX; another country's keeps its digits after the plus."""
    digits = re.sub(r"\D", "", text)
    if text.startswith("+") and not digits.startswith("7") and 7 <= len(digits) <= 15:
        return f"+{digits}"
    if len(digits) == 11 and digits[0] in "78":
        return f"+7{digits[1:]}"
    if len(digits) == 10 and not text.startswith("+"):
        return f"+7{digits}"
    raise FieldError("Телефон не понятен. Напишите 10 цифр после +7, например +7 900 000-00-00.")


def parse_foreign_phone(text: str) -> str:
    """A number of a set that is not ours: digits and the plus as they stand, no country is guessed."""
    digits = re.sub(r"\D", "", text)
    if 5 <= len(digits) <= 15:
        return f"+{digits}" if text.startswith("+") else digits
    raise FieldError("Телефон не понятен: в нём должно быть от 5 до 15 цифр.")


def parse_email(text: str) -> str:
    if len(text) <= 254 and re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]+", text):
        return text
    raise FieldError("Адрес электронной почты не понятен. Напишите один адрес, например ivanova@example.ru.")


_NAME = re.compile(r"[^\W_](?:[^\W_]|[ \-–'’ʼ`.,()])*", re.UNICODE)


def parse_name(text: str) -> str:
    """A part of a person's name, up to 100 characters: letters first, no formula signs or brackets of markup."""
    plain = "".join(char for char in text if unicodedata.category(char) != "Mn")  # marks that NFC leaves apart
    if len(text) <= 100 and _NAME.fullmatch(plain):
        return text
    raise FieldError("Имя записано знаками, которых в именах не бывает, или длиннее 100 знаков. Оставьте буквы.")


def parse_label(text: str) -> str:
    """A short text of the school: a subject, a subgroup, a room, a position."""
    if len(text) <= 200:
        return text
    raise FieldError("Слишком длинно: оставьте не больше 200 знаков.")


_ROLE_WORDS = {search_key(title): role for role, title in ROLE_TITLES.items()} | {
    "завуч": Role.DEPUTY,
    "зам. директора по увр": Role.DEPUTY,
    "зам директора по увр": Role.DEPUTY,
    "заместитель директора": Role.DEPUTY,
    "учитель информатики": Role.TEACHER,
}


def parse_roles(text: str) -> tuple[str, ...]:
    """Titles of roles split by commas or semicolons → values of `Role`, in the order written, each once."""
    found: dict[str, None] = {}
    for word in split_list(text, ";,"):
        role = _ROLE_WORDS.get(search_key(word))
        if role is None:
            allowed = ", ".join(f"«{title}»" for title in ROLE_TITLES.values())
            raise FieldError(f"Роли «{shown(word)}» нет. Бывают: {allowed}. Классный руководитель — на листе «Классы».")
        found[role.value] = None
    return tuple(found)


def split_list(text: str, separators: str = ";") -> list[str]:
    """Parts of a list in one cell; a line break inside the cell also splits."""
    return [part.strip() for part in re.split(f"[{re.escape(separators)}\n]", text) if part.strip()]


def full_name(name: PersonName) -> str:
    return " ".join(part for part in (name.last, name.first, name.patronymic) if part)


def shown(text: str, limit: int = 60) -> str:
    """A value quoted in a sentence, cut so that the sentence stays readable."""
    return text if len(text) <= limit else f"{text[:limit]}…"
