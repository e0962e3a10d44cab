"""Which consent forms are printed, and what of them is known already."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.db.models import Prefetch, QuerySet

from parta.core.dates import full_date
from parta.core.registry import school_line
from parta.people.consent_texts import currents, school_values
from parta.people.consents import standing
from parta.people.models import Basis, ClassMember, Consent, ConsentScope, ConsentText, Guardianship, Pupil, valid_on
from parta.people.papers.consents import Sheet, consents_pdf
from parta.people.rules.consents import paragraphs
from parta.school.models import SchoolClass
from parta.school.refusals import Refused

OWN = "own"  # the parent's consent to the processing of the own data; the other kinds are the scopes
KINDS = {
    ConsentScope.JOURNAL.value: "журнал и дневник: данные ребёнка",
    OWN: "журнал и дневник: данные родителя",
    ConsentScope.HEALTH.value: "сведения о здоровье",
    ConsentScope.PHOTO.value: "фотографии",
}
_ABOUT = {
    ConsentScope.JOURNAL.value: "для ведения электронного журнала и электронного дневника: данные ребёнка",
    OWN: "для ведения электронного журнала и электронного дневника: данные родителя",
    ConsentScope.HEALTH.value: "о состоянии здоровья ребёнка",
    ConsentScope.PHOTO.value: "фотографии ребёнка",
}
NO_TEXT = "Текстов согласия ещё нет. Их составляют на странице «Тексты согласий»."


class Printer:
    """Makes sheets of the kinds asked for. Two queries."""

    def __init__(self, kinds: Collection[str], texts: dict[str, ConsentText] | None = None):
        self.kinds = [kind for kind in KINDS if kind in kinds]
        self.values, self.texts = school_values(), texts or currents()

    def blank(self) -> Iterator[Sheet]:
        return (sheet for kind in self.kinds for sheet in self._sheet(kind))

    def of_pupil(self, pupil: Pupil, class_title: str, held: Collection[tuple[int, str]]) -> Iterator[Sheet]:
        """Forms of what is not in `held`: pairs of a person and a scope. The pupil carries `now_ties`."""
        ties: list[Guardianship] = pupil.now_ties  # type: ignore[attr-defined]
        person = pupil.person
        child = {"child": person.full_name, "class_title": class_title}
        only = ties[0] if len(ties) == 1 else None
        known = {"signer": only.guardian.person.full_name, "basis": _basis(only)} if only else {}
        born = full_date(person.birth_date) if person.birth_date else ""
        for kind in self.kinds:
            if kind != OWN and (person.pk, kind) not in held:
                yield from self._sheet(kind, born=born, **child, **known)
            for tie in ties if kind == OWN else []:
                if (tie.guardian.person_id, ConsentScope.JOURNAL) not in held:
                    yield from self._sheet(kind, signer=tie.guardian.person.full_name, **child)

    def _sheet(self, kind: str, **known: str) -> Iterator[Sheet]:
        own = kind == OWN
        text = self.texts.get(ConsentScope.JOURNAL.value if own else kind)
        if text is not None:
            body = paragraphs(text.body, self.values, own=own)
            yield Sheet(_ABOUT[kind], KINDS[kind], own, body, f"{KINDS[kind]}, версия {text.version}", **known)

    def draw(self, sheets: Iterable[Sheet]) -> bytes:
        found = list(sheets)
        if not found:
            raise Refused(NO_TEXT if not self.texts else "Печатать нечего: все эти согласия уже есть.")
        return consents_pdf(found, school_line())


def _basis(tie: Guardianship) -> str:
    return ", ".join(filter(None, [Basis(tie.basis).label if tie.basis else "", tie.basis_document]))


def blank_forms(kinds: Collection[str]) -> bytes:
    printer = Printer(kinds)
    return printer.draw(printer.blank())


def forms_of_text(text: ConsentText) -> bytes:
    """Both forms of one version, an old one too."""
    kinds = [text.scope, OWN] if text.scope == ConsentScope.JOURNAL else [text.scope]
    printer = Printer(kinds, {text.scope: text})
    return printer.draw(printer.blank())


def forms_of_pupil(pupil: Pupil, kinds: Collection[str], on: date) -> bytes:
    """Filled with what the cards say, whatever has been signed already. A parent may be asked anew."""
    found = _with_ties(Pupil.objects.filter(pk=pupil.pk), on).get()
    place = ClassMember.objects.filter(valid_on(on), pupil=pupil).select_related("school_class").first()
    printer = Printer(kinds)
    return printer.draw(printer.of_pupil(found, place.school_class.title if place else "", ()))


def forms_of_class(school_class: SchoolClass, kinds: Collection[str], on: date, *, all_pupils: bool) -> bytes:
    """Of everybody in the class, or only what is lacking. Seven queries."""
    members = ClassMember.objects.filter(valid_on(on), school_class=school_class)
    pupils = list(_with_ties(Pupil.objects.filter(pk__in=members.values("pupil")), on).order_by("person__sort_key"))
    people = [one.person_id for one in pupils]
    people += [tie.guardian.person_id for one in pupils for tie in one.now_ties]  # type: ignore[attr-defined]
    rows = Consent.objects.filter(standing(on), person__in=people).values_list("person_id", "scope")
    held = set() if all_pupils else set(rows)
    printer = Printer(kinds)
    return printer.draw(sheet for one in pupils for sheet in printer.of_pupil(one, school_class.title, held))


def _with_ties(pupils: QuerySet[Pupil], on: date) -> QuerySet[Pupil]:
    ties = Guardianship.objects.filter(valid_on(on)).select_related("guardian__person")
    ties = ties.order_by("guardian__person__sort_key")
    return pupils.select_related("person").prefetch_related(Prefetch("guardianships", ties, to_attr="now_ties"))
