"""Who is asking: built once a request from the database (parta.teaching.actors), never from the session."""

from dataclasses import dataclass
from datetime import date

from parta.core.roles import ADMINISTRATION, Role


@dataclass(frozen=True)
class Child:
    """A pupil of whom the actor is a guardian today."""

    pupil_id: int
    name: str  # «Зайцева Мария»
    class_name: str  # «8 «Б»», empty when in no class


@dataclass(frozen=True)
class Substituted:
    """A lesson of another's journal that the actor gives in their place [5.2]."""

    lesson_id: int
    course_id: int
    begun: bool  # its day has come: it may be written


@dataclass(frozen=True)
class Actor:
    """A person with everything that grants access on the day `on` (a school-local date)."""

    on: date
    user_id: int | None = None
    person_id: int | None = None
    staff_id: int | None = None
    pupil_id: int | None = None
    guardian_id: int | None = None
    short_name: str = ""  # «Соколова Е. В.»
    school_name: str = ""  # «Школа № 14»
    zone: str = "Europe/Moscow"  # the school's time zone
    roles: frozenset[Role] = frozenset()
    homeroom_class_ids: frozenset[int] = frozenset()
    course_ids: frozenset[int] = frozenset()  # courses taught today
    substituted: tuple[Substituted, ...] = ()  # from a week before the lesson till the edit window ends
    enrolled: bool = False  # a pupil in a class now or to come
    children: tuple[Child, ...] = ()
    factor_waived: bool = False  # the school's rules ask no second step of teachers
    networks: str = ""  # the school's, one a line, from which alone the staff may write; empty = from anywhere
    outside: str = ""  # why nothing can be written from where the request comes

    @property
    def is_staff(self) -> bool:
        return self.staff_id is not None

    @property
    def has_ties(self) -> bool:
        """Whether anything still ties this person to the school: work, a class, a child."""
        return self.is_staff or self.enrolled or bool(self.children)

    @property
    def is_administration(self) -> bool:
        return bool(self.roles & ADMINISTRATION)

    @property
    def family_pupil_ids(self) -> frozenset[int]:
        """Pupils whose diary the actor may read: the own one and the children's."""
        own = frozenset() if self.pupil_id is None else frozenset({self.pupil_id})
        return own | frozenset(child.pupil_id for child in self.children)

    @property
    def substituted_course_ids(self) -> frozenset[int]:
        return frozenset(one.course_id for one in self.substituted)

    def has(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))
