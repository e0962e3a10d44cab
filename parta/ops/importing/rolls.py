"""Who is in which class when the plan is carried out."""

from dataclasses import dataclass
from datetime import date

from parta.ops.importing.dated import is_live
from parta.ops.importing.draft import Draft
from parta.ops.importing.parts import Ref, creates_of

MODEL = "people.ClassMember"


@dataclass(frozen=True)
class Stay:
    pupil: Ref
    school_class: Ref
    starts_on: date
    is_new: bool  # the plan begins it


class Rolls:
    """Live stays in classes: by class and by pupil. `left`: (pupil, class) whose stay the plan ends → last day."""

    def __init__(self, draft: Draft):
        self.of_class: dict[Ref, list[Stay]] = {}
        self.of_pupil: dict[Ref, Stay] = {}
        self.left: dict[tuple[Ref, Ref], date] = {}
        for row in draft.state.tables[MODEL].values():
            if is_live(draft, MODEL, row):
                self._add(Stay(row["pupil_id"], row["school_class_id"], row["starts_on"], False))
            elif (MODEL, row["id"]) in draft.gone:
                self.left[row["pupil_id"], row["school_class_id"]] = row["starts_on"]
        for write in creates_of(draft.writes, MODEL):
            values = write.values
            self._add(Stay(values["pupil_id"], values["school_class_id"], values["starts_on"], True))

    def _add(self, stay: Stay) -> None:
        self.of_class.setdefault(stay.school_class, []).append(stay)
        self.of_pupil[stay.pupil] = stay
