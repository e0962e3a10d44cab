"""The archive: the data as JSON, and one page that opens without a network."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from markupsafe import Markup

from parta.core.actor import Actor
from parta.core.dates import full_date
from parta.core.registry import school_line
from parta.diary.mydata import people
from parta.diary.mydata.adult import adult
from parta.diary.mydata.child import child, child_of
from parta.diary.mydata.parts import Part, shown
from parta.people.models import Person, Pupil

FORMAT, VERSION = "parta-own-data", 1


@dataclass(frozen=True)
class Archive:
    about: str  # the person's name, in the page only
    made_at: datetime
    zone: ZoneInfo
    parts: list[Part]


def of_child(pupil: Pupil, actor: Actor, at: datetime) -> Archive:
    """About this child alone; with the account when the pupil asks. A fixed number of queries."""
    human = people.Human(pupil.person, actor.on, ZoneInfo(actor.zone))
    own = people.account.all(human) if actor.pupil_id == pupil.pk else []
    parts = [*people.card.all(human), *child.all(child_of(pupil, actor)), *own]
    return Archive(pupil.person.full_name, at, human.zone, parts)


def of_adult(person: Person, actor: Actor, at: datetime) -> Archive:
    human = people.Human(person, actor.on, ZoneInfo(actor.zone))
    parts = [*people.card.all(human), *adult.all(human), *people.account.all(human)]
    return Archive(person.full_name, at, human.zone, parts)


def pack(archive: Archive) -> bytes:
    """Always the same two names: no file name tells whose data it is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("dannye.json", as_json(archive))
        bundle.writestr("dannye.html", as_page(archive))
    return buffer.getvalue()


def as_json(archive: Archive) -> str:
    head = {"format": FORMAT, "version": VERSION, "school": school_line(), "made_at": archive.made_at.isoformat()}
    data = head | {part.key: part.as_json() for part in archive.parts}
    return json.dumps(data, ensure_ascii=False, indent=1)


def as_page(archive: Archive) -> str:
    tables = [
        (part.key, part.title, [title for _, title in part.columns], [_shown(row, archive.zone) for row in part.rows])
        for part in archive.parts
    ]
    made_on: date = archive.made_at.astimezone(archive.zone).date()
    context = {"about": archive.about, "school": school_line(), "made_on": full_date(made_on), "tables": tables}
    return render_to_string("diary/own_data_file.html", context | {"style": _style()})


def _shown(row: tuple[object, ...], zone: ZoneInfo) -> list[str]:
    return [shown(value, zone) for value in row]


@cache
def _style() -> Markup:
    """Our colours and sizes, without the fonts, which would be asked of a server."""
    found = [finders.find(name) for name in ("core/css/tokens.css", "diary/css/own-data.css")]
    text = "\n".join(Path(str(path)).read_text(encoding="utf-8") for path in found)
    return Markup("<style>\n{}\n</style>").format(Markup(re.sub(r"@font-face \{.*?\}\n", "", text)))
