# ruff: noqa: N999  (the command's name)
"""`parta import`: a roster from files into the school. Without --apply only shows what would be done."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from parta.core import dates
from parta.core.management.output import write_new
from parta.core.management.progress import Progress
from parta.core.russian import counted
from parta.ops import mappings
from parta.ops.dry_run import DryRun, compare, read
from parta.ops.importing import apply, queries, undo
from parta.ops.importing.draft import Rights
from parta.ops.importing.names import KIND_WORDS as NAME_WORDS
from parta.ops.importing.names import choice_of
from parta.ops.importing.parts import Plan
from parta.ops.roster import template
from parta.ops.roster.read import read_folder, read_preview
from parta.ops.roster.rows import HeadingsUnknown, ReadOptions, Roster, RosterRefused
from parta.ops.roster.tables import Upload
from parta.ops.showing import GROUPS, count_table, lines, nothing_to_do, run_line, sizes, summary
from parta.ops.uploads import title_of
from parta.people.access_lists import school_zone
from parta.school.calendar import school_day
from parta.school.models import GRADE_LEVELS
from parta.school.refusals import Refused

WRONG_CALL = 2
KINDS_OF_NAMES = {kind: word for word, kind in NAME_WORDS.items()}
_EXAMPLES = """примеры:
  parta import --template списки.xlsx          пустая книга, чтобы заполнить
  parta import списки.xlsx                     показать, что изменится; ничего не записать
  parta import набор.zip --school 110003 --grade 12=11 --consents согласия.xlsx --apply
  parta import расписание.xml --match 'учитель:Бабкин В.Г.=Бабкин Василий Георгиевич' --apply
  parta import --runs                          что уже внесено
  parta import --undo 3                        отменить внесённое под номером 3
"""


class Command(BaseCommand):
    help = (
        "Загружает списки школы: книгу Парты, набор OneRoster или Microsoft School Data Sync (v1, UK, v2, v2.1), "
        "расписание aSc (XML)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = _EXAMPLES
        parser.add_argument("paths", nargs="*", metavar="ПУТЬ", help="книга .xlsx, архив .zip, файлы .csv или папка")
        parser.add_argument("--school", default="", metavar="КЛЮЧ", help="какая школа набора, если их несколько")
        parser.add_argument(
            "--grade",
            action="append",
            default=[],
            metavar="ИЗ=В",
            help="неизвестную параллель файла считать нашей: 12=11; не указанную: =7; можно повторять",
        )
        parser.add_argument(
            "--consents",
            action="append",
            default=[],
            metavar="ФАЙЛ",
            help="заполненный список согласий; можно повторять",
        )
        parser.add_argument(
            "--match",
            action="append",
            default=[],
            metavar="ВИД:ИМЯ=ЗАПИСЬ",
            help="чем считать имя из расписания: «учитель:Бабкин В.Г.=Бабкин Василий Георгиевич»; "
            "«создать» или «не загружать»; можно повторять",
        )
        parser.add_argument("--consent-list", metavar="КУДА.xlsx", help="записать список для согласий, которых нет")
        parser.add_argument("--apply", action="store_true", help="внести в школу; без этого ключа — только показать")
        parser.add_argument("--brief", action="store_true", help="из строк показать только отказы и замечания")
        parser.add_argument("--names", action="store_true", help="показывать имена не только в отказах")
        modes = parser.add_mutually_exclusive_group()
        modes.add_argument("--template", metavar="КУДА.xlsx", help="записать пустую книгу (или .zip с листами CSV)")
        modes.add_argument("--runs", action="store_true", help="показать, что уже внесено")
        modes.add_argument("--undo", type=int, metavar="НОМЕР", help="отменить внесённое")

    def handle(self, *args: Any, **options: Any) -> None:
        mode = next((name for name in ("template", "runs", "undo") if options[name] not in (None, False)), "")
        if mode and options["paths"]:
            raise CommandError(f"с ключом --{mode} файлы не нужны", returncode=WRONG_CALL)
        if mode == "template":
            self._template(Path(options["template"]))
        elif mode == "runs":
            self._runs()
        elif mode == "undo":
            self._undo(options["undo"])
        elif options["paths"]:
            self._import(options)
        else:
            raise CommandError("укажите, что загрузить. Примеры: parta help import", returncode=WRONG_CALL)

    def _template(self, path: Path) -> None:
        if path.suffix.lower() not in {".xlsx", ".zip"}:
            raise CommandError("шаблон бывает .xlsx или .zip", returncode=WRONG_CALL)
        write_new(path, template.workbook() if path.suffix.lower() == ".xlsx" else template.csv_zip())
        self.stdout.write(f"Шаблон записан: {path}")

    def _import(self, options: dict[str, Any]) -> None:
        if options["consent_list"] and not options["consent_list"].lower().endswith(".xlsx"):
            raise CommandError("список согласий записывается книгой .xlsx", returncode=WRONG_CALL)
        choices = ReadOptions(options["school"], grade_map(options["grade"]))
        on = school_day(dates.now())
        with closing(Progress()) as progress:
            try:
                files, consents = gather(options["paths"]), gather(options["consents"])
                roster = read_known(files, consents, choices, progress)
                progress("Сравниваем со школой", 0.5)
                found = compare(roster, Rights(), on)
                if options["match"] and found.plan is not None:
                    found = compare(replace(roster, choices=matches(options["match"], found.plan)), Rights(), on)
            except RosterRefused as refusal:
                raise CommandError(str(refusal)) from None
        if found.plan is None:
            raise CommandError(schools(found), returncode=WRONG_CALL)
        self._show(found.plan, brief=options["brief"], names=options["names"])
        self._hand_out(found, options["consent_list"])
        self._timetable(found.plan, names=options["names"])
        if options["apply"]:
            self._apply(found, title_of([upload.name for upload in files]))
        else:
            self.stdout.write("Ничего не записано. Внести: та же команда с ключом --apply")

    def _apply(self, found: DryRun, title: str) -> None:
        assert found.plan is not None
        if open_names := [name for name in found.plan.names if not name.answer]:
            raise CommandError(f"не внесено: сопоставьте имена ({len(open_names)}) ключом --match")
        if found.plan.is_empty:
            self.stdout.write(nothing_to_do(found.plan))
            return
        with closing(Progress()) as progress:
            try:
                run = apply.apply_roster(
                    found.roster,
                    Rights(),
                    title=title,
                    shown=found.plan.fingerprint,
                    by=None,
                    at=dates.now(),
                    progress=lambda done, total: progress("Вносим в школу", done / max(1, total)),
                )
            except Refused as refusal:
                raise CommandError(refusal.text) from None
        self.stdout.write(
            f"Внесено под номером {run.pk}: {summary(run.counts)}. Отменить: parta import --undo {run.pk}"
        )

    def _runs(self) -> None:
        zone = school_zone()
        for one in queries.runs():
            line = run_line(one, zone)
            self.stdout.write(f"{line.pk:>5}  {line.when}, {line.who}: {line.title} ({line.summary}) — {line.state}")

    def _undo(self, number: int) -> None:
        run = queries.run(number)
        if run is None:
            raise CommandError(f"импорта под номером {number} нет. Список: parta import --runs")
        with closing(Progress()) as progress:
            try:
                undo.undo_run(
                    run,
                    by=None,
                    at=dates.now(),
                    progress=lambda done, total: progress("Отменяем", done / max(1, total)),
                )
            except Refused as refusal:
                raise CommandError(refusal.text) from None
        self.stdout.write(f"Отменено: {run.title}. Школа снова такая, как до этого импорта.")

    def _show(self, plan: Plan, *, brief: bool, names: bool) -> None:
        """Groups from the least to the most important: the end is what stays on the screen."""
        present = sizes(plan)
        for group, heading in reversed(GROUPS.items()):
            if not present[group] or (brief and group in {"created", "changed", "left", "same"}):
                continue
            self.stdout.write(f"{heading}: {present[group]}")
            for line in lines(plan, group, names=names):
                self.stdout.write(f"  {line}")
        table = count_table(plan.counts)
        for row in table.rows:
            numbers = ", ".join(
                f"{head.lower()} {number}" for head, number in zip(table.heads, row.numbers, strict=True)
            )
            self.stdout.write(f"{row.title}: {numbers}")

    def _timetable(self, plan: Plan, *, names: bool) -> None:
        """What of a timetable is not placed, and names that nobody knows."""
        if plan.unplaced:
            self.stdout.write(f"Что не удалось поставить: {len(plan.unplaced)}")
        for one in plan.unplaced:
            self.stdout.write(f"  {one.place}. {one.text if names else one.plain or one.text}")
        for name in plan.names:
            if not name.answer:
                shown = name.options[:4] if names or name.kind != "staff" else ()
                offered = ", ".join(f"«{title}»" for _, title in shown)
                self.stdout.write(f"Не сопоставлено — {KINDS_OF_NAMES[name.kind]}:{name.title}. {offered}")
        if any(not name.answer for name in plan.names):
            self.stdout.write(
                "Сопоставить: ключ --match 'учитель:Бабкин В.Г.=Бабкин Василий Георгиевич', примеры: parta help import"
            )

    def _hand_out(self, found: DryRun, where: str | None) -> None:
        if where:
            write_new(Path(where), found.list_to_fill())
            self.stdout.write(f"Список для согласий ({found.without_consent}) записан: {where}")
        elif found.without_consent:
            people = counted(found.without_consent, "человека", "человек", "человек")
            self.stdout.write(f"Нет согласия у {people}. Список для заполнения: ключ --consent-list согласия.xlsx")
        for grade, rows in found.roster.unknown_grades:
            shown = f"«{grade}»" if grade else "не указана"
            self.stdout.write(f"Параллель {shown}, строк отказано: {rows}. Считать нашей: ключ --grade {grade}=11")


def read_known(files: Sequence[Upload], consents: Sequence[Upload], choices: ReadOptions, progress: Progress) -> Roster:
    """The roster; of another program's file by the columns of the last time. Raises `RosterRefused`."""
    try:
        return read(files, consents, choices, progress)
    except HeadingsUnknown:
        found = mappings.remembered(read_preview(files))
        if found is None:
            raise RosterRefused(f"{title_of([one.name for one in files])}: {UNKNOWN}") from None
        if found.unsure:
            raise RosterRefused(f"{title_of([one.name for one in files])}: {OF_ONE_FILE}") from None
        return read(files, consents, replace(choices, mapping=found), progress)


UNKNOWN = (
    "это таблица другой программы, и Парте не известно, что в каком столбце. Загрузите её один раз на странице "
    "«Импорт списков»: Парта спросит о столбцах и запомнит их."
)
OF_ONE_FILE = (
    "класс, предмет, период или дата этих отметок не стоят в самом файле. Загрузите его на странице «Импорт списков»: "
    "Парта спросит о них."
)


def grade_map(given: Sequence[str]) -> dict[str, int]:
    """«12=11» → {"12": 11}; «=7»: no grade written."""
    found = {}
    for pair in given:
        grade, equals, level = pair.rpartition("=")
        if not equals:
            raise CommandError(f"--grade {pair}: пишется так: --grade 12=11", returncode=WRONG_CALL)
        if not (level.strip().isdecimal() and int(level) in GRADE_LEVELS):
            raise CommandError(f"--grade {pair}: наша параллель — число от 1 до 11", returncode=WRONG_CALL)
        found[grade.strip()] = int(level)
    return found


def matches(given: Sequence[str], plan: Plan) -> tuple[tuple[str, str], ...]:
    """What `--match` says, as `Roster.choices`."""
    found = []
    for text in given:
        try:
            found.append(choice_of(text, plan.names))
        except ValueError as error:
            raise CommandError(f"--match {text}: {error}", returncode=WRONG_CALL) from None
    return tuple(found)


def gather(paths: Sequence[str]) -> list[Upload]:
    """The files of all paths; raises `RosterRefused`."""
    return [upload for path in paths for upload in read_folder(Path(path))]


def schools(found: DryRun) -> str:
    """The schools of a set, to choose one of."""
    listed = "\n".join(
        f"  {one.key:<12} {one.name} — обучающихся: {one.pupils}, сотрудников: {one.staff}"
        for one in found.roster.schools
    )
    return f"в наборе несколько школ. Повторите с ключом --school и ключом вашей школы:\n{listed}"
