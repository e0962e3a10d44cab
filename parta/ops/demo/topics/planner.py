"""Stretches a list of topics over the lessons of a year, with control works and homework where teachers put them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from parta.ops.demo.topics import (
    arts,
    biology,
    english,
    geography,
    history,
    informatics,
    literature,
    mathematics,
    primary,
    primary_reading,
    russian,
    science,
    sport,
    technology,
)
from parta.ops.demo.topics.style import STYLES, Style, homework

_PLANS: dict[tuple[str, int], str] = {
    **arts.PLANS,
    **biology.PLANS,
    **english.PLANS,
    **geography.PLANS,
    **history.PLANS,
    **informatics.PLANS,
    **literature.PLANS,
    **mathematics.PLANS,
    **primary.PLANS,
    **primary_reading.PLANS,
    **russian.PLANS,
    **science.PLANS,
    **sport.PLANS,
    **technology.PLANS,
}
_UNMARKED = frozenset(("orkse", "proekt"))
_MOST_LESSONS = 4  # a topic takes more only when there is no other way to fill the year
_SHOWN = {"ЛР": "Лабораторная работа", "ПрР": "Практическая работа"}


@dataclass(frozen=True)
class LessonPlan:
    """One lesson: `works` are codes among КР, диктант, СР, ЛР, ПрР, УО, ДЗ; empty homework = nothing is set."""

    topic: str
    homework: str
    works: tuple[str, ...]


@dataclass(frozen=True)
class _Topic:
    text: str
    works: tuple[str, ...] = ()
    homework: str = ""


@dataclass(frozen=True)
class _Section:
    title: str
    topics: tuple[_Topic, ...]


@dataclass(frozen=True)
class _Step:
    topic: _Topic
    title: str  # of the section
    kind: str  # new, follow, summary, control
    control: str = ""


def topics_of(subject: str, grade: int) -> list[str]:
    """The distinct topics written for `subject` (a key of curriculum.SUBJECTS). Raises KeyError when there are none."""
    return [topic.text for section in _sections(subject, grade) for topic in section.topics]


def lesson_plan(subject: str, grade: int, count: int) -> list[LessonPlan]:
    """Exactly `count` plans: pass the lessons of the WHOLE year (34 × hours), topics are spread over all of them."""
    style = STYLES[subject]
    if grade == 1:  # mark-free: no control works
        style = replace(style, controls=())
    steps = list(_steps(_sections(subject, grade), style, count))
    marked = grade > 1 and subject not in _UNMARKED
    random = Random(f"plan:{subject}:{grade}:{count}")
    return [
        LessonPlan(
            topic=step.topic.text,
            homework=_homework(step, subject, grade, index, count, random),
            works=_works(step, style, random) if marked else (),
        )
        for index, step in enumerate(steps)
    ]


def _sections(subject: str, grade: int) -> list[_Section]:
    """Lines of the plan: `# section`, then topics; ` ! ЛР` gives the work, ` => …` the homework."""
    sections: list[_Section] = []
    for line in _PLANS[subject, grade].strip().splitlines():
        if line.startswith("# "):
            sections.append(_Section(line[2:].strip(), ()))
        else:
            last = sections.pop()
            sections.append(_Section(last.title, (*last.topics, _topic(line))))
    return sections


def _topic(line: str) -> _Topic:
    line, _, task = line.partition(" => ")
    text, _, works = line.partition(" ! ")
    return _Topic(text.strip(), tuple(works.split()), task.strip())


def _steps(sections: list[_Section], style: Style, count: int) -> Iterator[_Step]:
    lengths = _shares([len(section.topics) for section in sections], count)
    number = 0
    for section, length in zip(sections, lengths, strict=True):
        blocks = max(1, round(length / style.spacing)) if style.controls and length > 4 else 0
        if not blocks:
            yield from _content(section, section.topics, style, length)
            continue
        parts = _shares([1] * blocks, length)
        cuts = [round(len(section.topics) * i / blocks) for i in range(blocks + 1)]
        for part, (start, end) in zip(parts, pairwise(cuts), strict=True):
            number += 1
            theme = section.title if blocks == 1 else _theme(section, section.topics[start:end])
            yield from _content(section, section.topics[start:end], style, part - 2)
            yield _Step(_Topic(f"Обобщение по теме «{theme}»"), theme, "summary")
            kind, words = style.controls[number % len(style.controls)]
            yield _Step(_Topic(f"{words} № {number} по теме «{theme}»"), theme, "control", kind)


def _theme(section: _Section, topics: tuple[_Topic, ...]) -> str:
    """What a control work inside a long section is about; titles with «» can't stand inside another pair."""
    return next((topic.text for topic in topics if not topic.works and "«" not in topic.text), section.title)


def _content(section: _Section, topics: tuple[_Topic, ...], style: Style, length: int) -> Iterator[_Step]:
    if length < len(topics):  # fewer lessons than topics: keep an even choice of them
        topics = tuple(topics[i * len(topics) // length] for i in range(length)) if length > 0 else ()
    for place, (topic, times) in enumerate(zip(topics, _times(topics, length), strict=True)):
        for time in range(times):
            task = topic.homework if time == times - 1 else ""
            if time == 0:
                yield _Step(_Topic(_shown(topic), topic.works, task), section.title, "new")
                continue
            words = style.follow[(place + time - 1) % len(style.follow)]
            tail = f" ({time})" if time > len(style.follow) else ""
            stem = topic.text if topic.text[-1] in "?!…" else f"{topic.text.rstrip('.')}."
            yield _Step(_Topic(f"{stem} {words}{tail}", (), task), section.title, "follow")


def _times(topics: tuple[_Topic, ...], length: int) -> list[int]:
    """How many lessons each topic takes, `length` in all; a laboratory work takes one where others can take more."""
    once = sum(1 for topic in topics if topic.works)
    if length - once > _MOST_LESSONS * (len(topics) - once):
        return _shares([1] * len(topics), length)
    rest = iter(_shares([1] * (len(topics) - once), length - once))
    return [1 if topic.works else next(rest) for topic in topics]


def _shown(topic: _Topic) -> str:
    words = next((_SHOWN[work] for work in topic.works if work in _SHOWN), "")
    return f"{topic.text}. {words}" if words and words not in topic.text else topic.text


def _shares(weights: list[int], total: int) -> list[int]:
    """`total` divided in proportion to `weights`, whole numbers, the sum kept."""
    whole = sum(weights)
    ends = [0]
    for weight in weights:
        ends.append(ends[-1] + weight)
    marks = [end * total // whole if whole else 0 for end in ends]
    return [after - before for before, after in pairwise(marks)]


def _works(step: _Step, style: Style, random: Random) -> tuple[str, ...]:
    draw = random.random()
    if step.control:
        return (step.control,)
    if step.topic.works:
        return step.topic.works
    if step.kind in ("follow", "summary"):
        return (style.short,) if draw < 0.35 else ("УО",) if draw < 0.9 else ()
    return ("УО", "ДЗ") if draw < 0.12 and style.controls else ("УО",) if draw < 0.82 else ()


def _homework(step: _Step, subject: str, grade: int, index: int, count: int, random: Random) -> str:
    text = homework(subject, grade, index / count, random)
    if grade == 1 or step.kind == "control" or (not text and not step.topic.homework):
        return ""
    if step.kind == "summary" and STYLES[subject].controls:
        return f"Повторить тему «{step.title}», подготовиться к контрольной"
    if "ЛР" in step.topic.works:
        return "Оформить отчёт о лабораторной работе"
    return step.topic.homework or text
