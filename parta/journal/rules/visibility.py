"""Who sees that an absence is an illness: it is health data."""

RULES = {
    "VIS-01": "Болезнь («б») видят классный руководитель, администрация, сам обучающийся и его родители; "
    "остальные видят «у».",
    "VIS-02": "Учитель-предметник, отметивший «б», записывает «н»: причину ставит классный руководитель.",
}

ILL, EXCUSED, UNKNOWN = "б", "у", "н"


def shown_absence(code: str, health: bool) -> str:
    """VIS-01: the code as this reader may see it."""
    return EXCUSED if code == ILL and not health else code


def kept_absence(typed: str, stored: str) -> str:
    """VIS-02: what a subject teacher's `typed` code makes of the `stored` one, which the teacher may see masked."""
    if stored == ILL and typed in (ILL, EXCUSED):
        return ILL
    return UNKNOWN if typed == ILL else typed
