"""The sheets of our own workbook: the one home of their columns, for the reader and for the template."""

from dataclasses import dataclass

from parta.core.roles import ROLE_TITLES
from parta.ops.roster.tables import heading_key

SAMPLE_MARK = "образец"


@dataclass(frozen=True)
class Column:
    heading: str
    hint: str
    sample: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()  # offered as a drop-down list; other values may be typed
    width: int = 18

    @property
    def key(self) -> str:
        return heading_key(self.heading)


@dataclass(frozen=True)
class Sheet:
    title: str
    about: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        return heading_key(self.title)


_YES_NO = ("да", "нет")
LAST = Column("Фамилия", "Фамилия полностью.", "", required=True)
FIRST = Column("Имя", "Имя полностью.", "", required=True, width=14)
PATRONYMIC = Column("Отчество", "Отчество, если есть.", "")
EMAIL = Column("E-mail", "Один адрес; можно не заполнять.", "", width=26)
PHONE = Column("Телефон", "10 цифр после +7; можно не заполнять.", "", width=18)
CONSENT_DATE = Column(
    "Дата согласия",
    "Когда подписано согласие на обработку персональных данных. Без согласия строка не загружается.",
    "01.09.2025",
)
CONSENT_SIGNER = Column("Кто подписал", "ФИО того, кто подписал согласие.", "", width=30)
MARK = Column("Пометка", f"Строка со словом «{SAMPLE_MARK}» не загружается.", SAMPLE_MARK, width=12)


def _named(column: Column, sample: str) -> Column:
    return Column(column.heading, column.hint, sample, column.required, column.choices, column.width)


ROLES = Column(
    "Роли",
    "Через «;»: "
    + ", ".join(ROLE_TITLES.values())
    + ". Пусто — учитель. Классного руководителя впишите на лист «Классы».",
    "учитель",
    choices=tuple(ROLE_TITLES.values()),
    width=30,
)
POSITION = Column("Должность", "Как в штатном расписании.", "учитель математики", width=26)
WORKS_FROM = Column("Работает с", "Дата; можно не заполнять.", "")
WORKS_TO = Column("Работает по", "Дата увольнения, если известна.", "")
STAFF = Sheet(
    "Сотрудники",
    "Все, кому нужен доступ. На остальных листах пишите ФИО так же, как здесь.",
    (
        _named(LAST, "Смирнова"),
        _named(FIRST, "Ольга"),
        _named(PATRONYMIC, "Викторовна"),
        POSITION,
        ROLES,
        _named(EMAIL, "smirnova@example.ru"),
        _named(PHONE, "+7 900 000-00-01"),
        WORKS_FROM,
        WORKS_TO,
        MARK,
    ),
)

CLASS = Column("Класс", "Параллель и буква: 5А.", "5А", required=True, width=10)
HOMEROOM = Column("Классный руководитель", "ФИО с листа «Сотрудники».", "Смирнова Ольга Викторовна", width=34)
CLASSES = Sheet("Классы", "Все классы с 1 по 11.", (CLASS, HOMEROOM, MARK))

BIRTH_DATE = Column("Дата рождения", "ДД.ММ.ГГГГ. Отличает однофамильцев.", "14.03.2014", required=True)
SEX = Column("Пол", "м или ж.", "м", choices=("м", "ж"), width=8)
HEALTH = Column(
    "Сведения о здоровье",
    "да — подписавший согласен и на сведения о здоровье (отметка «б»); пусто — нет.",
    "да",
    choices=_YES_NO,
    width=20,
)
STUDIES_FROM = Column("Учится с", "Дата прибытия, если посреди года.", "")
PUPILS = Sheet(
    "Обучающиеся",
    "Одна строка — один обучающийся. Строка без даты согласия и подписавшего не загружается.",
    (
        _named(LAST, "Волков"),
        _named(FIRST, "Пётр"),
        _named(PATRONYMIC, "Андреевич"),
        BIRTH_DATE,
        SEX,
        CLASS,
        CONSENT_DATE,
        _named(CONSENT_SIGNER, "Волкова Анна Игоревна"),
        HEALTH,
        STUDIES_FROM,
        MARK,
    ),
)

RELATION = Column(
    "Кем приходится",
    "мать, отец, опекун…",
    "мать",
    choices=("мать", "отец", "опекун", "попечитель", "законный представитель"),
)
CHILDREN = Column(
    "Дети",
    "Фамилия, имя и класс; нескольких — через «;»: Волков Пётр 5А; Волкова Вера 3Б.",
    "Волков Пётр 5А",
    required=True,
    width=40,
)
GUARDIANS = Sheet(
    "Родители",
    "Родители и законные представители. На каждого нужно его собственное согласие.",
    (
        _named(LAST, "Волкова"),
        _named(FIRST, "Анна"),
        _named(PATRONYMIC, "Игоревна"),
        RELATION,
        CHILDREN,
        _named(EMAIL, "volkova@example.ru"),
        _named(PHONE, "+7 900 000-00-02"),
        CONSENT_DATE,
        Column("Кто подписал", "Пусто — сам родитель.", "", width=30),
        MARK,
    ),
)

SUBJECT = Column("Предмет", "Как в учебном плане.", "Математика", required=True, width=24)
CLASS_LIST = Column("Классы", "Один класс или несколько через «;»: 10А; 10Б.", "5А", required=True, width=14)
LABEL = Column("Подгруппа", "1-я гр., мальчики…; пусто — весь класс.", "", width=14)
TEACHERS = Column("Учитель", "ФИО с листа «Сотрудники»; двух — через «;».", "Смирнова Ольга Викторовна", width=34)
HOURS = Column("Часов в неделю", "Целое число.", "5", width=16)
MEMBERS = Column(
    "Состав подгруппы",
    "Фамилия и имя через «;». Пусто — состав распределят в Парте.",
    "",
    width=50,
)
LOAD = Sheet(
    "Предметы и нагрузка",
    "Одна строка — один журнал: предмет в классе. Подгруппа — отдельная строка.",
    (SUBJECT, CLASS_LIST, LABEL, TEACHERS, HOURS, MEMBERS, MARK),
)

WEEKDAY = Column(
    "День",
    "День недели.",
    "понедельник",
    required=True,
    choices=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота"),
    width=16,
)
NUMBER = Column("Урок", "Номер урока от 0 до 12.", "1", required=True, width=8)
ROOM = Column("Кабинет", "Можно не заполнять.", "214", width=12)
TIMETABLE = Sheet(
    "Расписание",
    "Одна строка — один урок недели. Пустая подгруппа у предмета, поделённого целиком, — все подгруппы сразу.",
    (CLASS, WEEKDAY, NUMBER, SUBJECT, LABEL, ROOM, MARK),
)

SHEETS = (STAFF, CLASSES, PUPILS, GUARDIANS, LOAD, TIMETABLE)
