"""What is usual for a subject by its name; the school changes it."""

import re

RULES = {
    "SUBJ-01": "Для итоговой отметки письменные работы нужны в русском языке, литературе и математике (алгебра, "
    "геометрия, вероятность и статистика); в физике и химии среди них лабораторная или практическая [6.2]. Остальным "
    "предметам их требует сама школа.",
}
_WRITTEN = re.compile(r"^(русский язык|литература|литературное чтение|математик|алгебра|геометри|вероятность и стат)")
_PRACTICAL = re.compile(r"^(физика|химия)\b")


def usual_works(name: str) -> str:
    """ "" | "written" | "lab" (SUBJ-01)."""
    text = " ".join(name.casefold().replace("ё", "е").split())
    if _PRACTICAL.match(text):
        return "lab"
    return "written" if _WRITTEN.match(text) else ""
