"""Lesson plans of the demo school: real topics of the grade levels 1, 3, 4, 5, 7, 8, 9, 10, stretched over a year."""

from parta.ops.demo.topics.planner import LessonPlan, lesson_plan, topics_of

__all__ = ["LessonPlan", "lesson_plan", "topics_of"]
