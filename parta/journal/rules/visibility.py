"""Who is shown illness: it is health data."""

RULES = {
    "VIS-01": "«б» видят классный руководитель, администрация, ученик и его родители; остальным показывается «у».",
    "VIS-04": "Без действующего согласия на сведения о здоровье «б» не видит никто: с дня отзыва вместо неё «у».",
    "VIS-02": "Учитель-предметник болезнь не ставит и не стирает, не зная о ней: его «у» на месте «б» оставляет «б».",
    "VIS-03": "«б», поставленное в журнале предмета, становится «н», а где видно «у», оставляет то, что стоит: "
    "о болезни судит классный руководитель, и ответ её не выдаёт.",
}

ILL, EXCUSED, UNKNOWN = "б", "у", "н"


def shown_absence(code: str, health: bool) -> str:
    """The absence code as it may be shown; `health`: the reader may see health data of this pupil (VIS-01)."""
    return EXCUSED if code == ILL and not health else code


def kept_absence(typed: str, stored: str, health: bool) -> str:
    """What `typed` makes of the `stored` code, which the writer may have seen masked (VIS-02, VIS-03)."""
    shown = shown_absence(stored, health)
    masked = typed == ILL and not health and shown == EXCUSED  # «б» and «у» answer alike
    if typed == shown or masked:
        return stored
    return UNKNOWN if typed == ILL else typed
