"""The calendar-thematic plans of the demo: every journal has one, a topic for each lesson of the year."""

from collections.abc import Iterator

from parta.audit.chain import Event, record
from parta.core.bulk import insert
from parta.journal.models import PlanItem, WorkKind
from parta.ops.demo.topics.planner import lesson_plan
from parta.ops.demo_school.filling import Filling, grade_of
from parta.teaching.models import Course, Lesson


def write_plans(filling: Filling) -> None:
    """Make the plans once; later only the topics given since are marked so."""
    if not PlanItem.objects.exists():
        items = list(_items(filling))
        insert(items)
        courses = {item.course_id: Course(pk=item.course_id) for item in items}
        counts = dict.fromkeys(courses, 0)
        for item in items:
            counts[item.course_id] += 1
        events = [Event("journal.put_plan", courses[pk], {"plan": 0}, {"plan": count}) for pk, count in counts.items()]
        record(events, by=None, at=filling.moment.at)
    _give()


def _items(filling: Filling) -> Iterator[PlanItem]:
    kinds = dict(WorkKind.objects.values_list("code", "pk"))
    for key, lessons in filling.lessons.items():
        course = filling.courses[key]
        plans = lesson_plan(course.subject_key, grade_of(course), len(lessons))
        for number, (lesson, plan) in enumerate(zip(lessons, plans, strict=True), 1):
            yield PlanItem(
                course_id=lesson.course_id,
                position=number,
                topic=plan.topic,
                homework=plan.homework,
                kind_id=next((kinds[code] for code in plan.works if code not in ("УО", "ДЗ")), None),
                planned_on=lesson.date,
            )


def _give() -> None:
    """A topic stands as given at the lesson of its day that has it."""
    waiting = {
        (item.course_id, item.planned_on, item.topic): item for item in PlanItem.objects.filter(lesson__isnull=True)
    }
    given = []
    written = Lesson.objects.exclude(topic="").filter(plan_item__isnull=True)
    for pk, course, day, topic in written.values_list("pk", "course_id", "date", "topic"):
        item = waiting.pop((course, day, topic), None)
        if item is not None:
            item.lesson_id = pk
            given.append(item)
    PlanItem.objects.bulk_update(given, ["lesson"], batch_size=2000)
