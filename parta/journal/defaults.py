"""The kinds of works a school starts with (PRODUCT.md, defaults)."""

from parta.journal.models import WorkKind

# code, name, weight, written, laboratory, practical
_KINDS = (
    ("УО", "Устный ответ", 1, False, False, False),
    ("ДЗ", "Домашнее задание", 1, False, False, False),
    ("СР", "Самостоятельная работа", 2, True, False, False),
    ("КР", "Контрольная работа", 3, True, False, False),
    ("диктант", "Диктант", 3, True, False, False),
    ("ЛР", "Лабораторная работа", 2, True, True, False),
    ("ПрР", "Практическая работа", 2, True, False, True),
)
DEFAULT_KIND = "УО"


def make_work_kinds() -> None:
    """Add the missing ones; what the school has changed stays."""
    kinds = [
        WorkKind(
            code=code,
            name=name,
            weight=weight,
            written=written,
            laboratory=laboratory,
            practical=practical,
            position=position,
        )
        for position, (code, name, weight, written, laboratory, practical) in enumerate(_KINDS)
    ]
    WorkKind.objects.bulk_create(kinds, ignore_conflicts=True)
