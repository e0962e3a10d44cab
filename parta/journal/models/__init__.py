"""What is written in journals, and what follows from it."""

from parta.journal.models.finals import (
    FinalKind,
    FinalMark,
    FinalSign,
    FormerMark,
)
from parta.journal.models.keeping import (
    AbsenceNotice,
    AbsenceReason,
    BehaviourNote,
    NoteDecision,
    PeriodLock,
    ReasonCell,
    Unlock,
    WeekCheck,
)
from parta.journal.models.writing import (
    Absence,
    Cell,
    Homework,
    LessonFile,
    Mark,
    PersonalTask,
    PlanItem,
    RollCall,
    SeenChanges,
    Sign,
    Work,
    WorkKind,
)

__all__ = [
    "Absence",
    "AbsenceNotice",
    "AbsenceReason",
    "BehaviourNote",
    "Cell",
    "FinalKind",
    "FinalMark",
    "FinalSign",
    "FormerMark",
    "Homework",
    "LessonFile",
    "Mark",
    "NoteDecision",
    "PeriodLock",
    "PersonalTask",
    "PlanItem",
    "ReasonCell",
    "RollCall",
    "SeenChanges",
    "Sign",
    "Unlock",
    "WeekCheck",
    "Work",
    "WorkKind",
]
