"""What the dry run shows of its classes."""

from collections import Counter

from parta.ops.rollover.draft import Draft
from parta.ops.rollover.journals import Journals
from parta.ops.rollover.parts import ClassLine, NewLine
from parta.school.rules.years import OUT


def class_lines(draft: Draft) -> tuple[ClassLine, ...]:
    classes = draft.state.old["school.SchoolClass"].values()
    fates: dict[int, Counter[str]] = {row["id"]: Counter() for row in classes}
    for pupil, fate in draft.fates.items():
        fates[draft.in_class[pupil]][fate] += 1
    lines = []
    for row in sorted(classes, key=lambda row: (row["sort_key"], row["id"])):
        way, counts = draft.way[row["id"]], fates[row["id"]]
        total = sum(counts.values())
        if row["unassigned"] and not total:
            continue
        target = draft.targets.get(way)
        going = counts[way] if target else 0
        out = sum(number for fate, number in counts.items() if fate and fate not in draft.targets)
        elsewhere = sum(number for fate, number in counts.items() if fate in draft.targets) - going
        to = "выпускается" if way == OUT else target.title if target else ""
        teacher = draft.state.staff.get(target.teacher, "") if target else ""
        lines.append(ClassLine(row["id"], draft.title_of(row["id"]), to, total, going, elsewhere, out, teacher))
    return tuple(lines)


def new_lines(draft: Draft, journals: Journals) -> tuple[NewLine, ...]:
    lines = []
    for target in sorted(draft.targets.values(), key=lambda one: (one.as_class.sort_key, one.unassigned)):
        if target.unassigned and not target.pupils:
            continue
        pattern = journals.pattern.get(target.name)
        lines.append(
            NewLine(
                target.name,
                target.title,
                len(target.pupils),
                draft.state.staff.get(target.teacher, ""),
                journals.of_class[target.name],
                draft.title_of(pattern) if pattern else "",
                target.there,
            )
        )
    return tuple(lines)
