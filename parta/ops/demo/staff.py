"""Staff of the demo school and who teaches what. The names come from the mock-ups where these have them."""

from parta.ops.demo.model import Name, Staff

# key, «Фамилия Имя Отчество», position, roles, room
_STAFF: tuple[tuple[str, str, str, str, str], ...] = (
    ("vorontsov", "Воронцов Сергей Михайлович", "директор", "director", "101"),
    ("ermakova", "Ермакова Людмила Михайловна", "заместитель директора по УВР", "deputy", "103"),
    (
        "samoylova",
        "Самойлова Светлана Юрьевна",
        "заместитель директора по УВР, учитель истории и обществознания",
        "deputy teacher",
        "310",
    ),
    ("lukyanova", "Лукьянова Зоя Фёдоровна", "секретарь", "secretary", "102"),
    ("gusev", "Гусев Антон Валерьевич", "ответственное лицо за ведение журнала", "responsible", "104"),
    ("smirnova", "Смирнова Наталья Юрьевна", "учитель начальных классов", "teacher", "111"),
    ("kuzmina", "Кузьмина Татьяна Владимировна", "учитель начальных классов", "teacher", "112"),
    ("aksyonova", "Аксёнова Марина Геннадьевна", "учитель начальных классов", "teacher", "113"),
    ("belova", "Белова Надежда Александровна", "учитель русского языка и литературы", "teacher", "305"),
    ("timofeeva", "Тимофеева Ольга Борисовна", "учитель русского языка и литературы", "teacher", "306"),
    ("zueva", "Зуева Екатерина Андреевна", "учитель русского языка и литературы", "teacher", "307"),
    ("nikitin", "Никитин Олег Григорьевич", "учитель математики", "teacher", "211"),
    ("frolova", "Фролова Алла Сергеевна", "учитель математики", "teacher", "212"),
    (
        "zhuravlyova",
        "Журавлёва Вера Николаевна",
        "учитель математики и информатики, диспетчер расписания",
        "teacher scheduler",
        "213",
    ),
    (
        "khasanov",
        "Хасанов Марат Ильдарович",
        "учитель информатики, учитель кабинета информатики",
        "teacher it_teacher",
        "219",
    ),
    ("yusupova", "Юсупова Розалия Рашидовна", "учитель английского языка", "teacher", "301"),
    ("kovalyova", "Ковалёва Дарья Игоревна", "учитель английского языка", "teacher", "302"),
    ("denisenko", "Денисенко Кристина Олеговна", "учитель английского языка", "teacher", "303"),
    ("sokolova", "Соколова Елена Викторовна", "учитель физики", "teacher", "214"),
    ("petrova", "Петрова Инна Сергеевна", "учитель физики и математики", "teacher", "216"),
    ("fomina", "Фомина Елизавета Константиновна", "учитель химии", "teacher", "314"),
    ("ryabinina", "Рябинина Галина Фёдоровна", "учитель биологии", "teacher", "315"),
    ("ivanova", "Иванова Тамара Геннадьевна", "учитель географии", "teacher", "316"),
    ("gromov", "Громов Павел Алексеевич", "учитель истории", "teacher", "309"),
    ("mkrtchyan", "Мкртчян Ануш Суреновна", "учитель истории и обществознания", "teacher", "308"),
    ("mironova", "Миронова Анна Юрьевна", "учитель музыки", "teacher", "120"),
    ("laptev", "Лаптев Игорь Станиславович", "учитель физической культуры", "teacher", "спортзал"),
    ("sidorchuk", "Сидорчук Виктория Павловна", "учитель физической культуры", "teacher", "малый зал"),
    ("drozdov", "Дроздов Николай Петрович", "учитель труда (технологии) и ОБЗР", "teacher", "мастерская"),
    ("polyakova", "Полякова Лариса Викторовна", "учитель труда (технологии) и ИЗО", "teacher", "118"),
)

# Where there is no cabinet of its own kind, the teacher's room serves; informatics has its own two.
INFORMATICS_ROOMS = {"khasanov": "219", "zhuravlyova": "220"}

HOMEROOMS = {
    "1А": "smirnova",
    "3А": "kuzmina",
    "4А": "aksyonova",
    "5А": "frolova",
    "5Б": "zueva",
    "7А": "timofeeva",
    "8А": "fomina",
    "8Б": "sokolova",
    "9А": "belova",
    "10А": "zhuravlyova",
}

# subject → class → teachers; two teachers = two subgroups at the same hour.
TEACHING: dict[str, dict[str, str]] = {
    "russkiy": {
        "1А": "smirnova",
        "3А": "kuzmina",
        "4А": "aksyonova",
        "5А": "timofeeva",
        "5Б": "zueva",
        "7А": "timofeeva",
        "8А": "belova",
        "8Б": "belova",
        "9А": "belova",
        "10А": "zueva",
    },
    "english": {
        "3А": "yusupova kovalyova",
        "4А": "kovalyova denisenko",
        "5А": "yusupova denisenko",
        "5Б": "kovalyova denisenko",
        "7А": "yusupova kovalyova",
        "8А": "kovalyova denisenko",
        "8Б": "yusupova denisenko",
        "9А": "yusupova kovalyova",
        "10А": "yusupova denisenko",
    },
    "matematika": {"1А": "smirnova", "3А": "kuzmina", "4А": "aksyonova", "5А": "frolova", "5Б": "frolova"},
    "algebra": {"7А": "frolova", "8А": "nikitin", "8Б": "nikitin", "9А": "petrova", "10А": "zhuravlyova"},
    "informatika": dict.fromkeys(("7А", "8А", "8Б", "9А", "10А"), "khasanov zhuravlyova"),
    "fizika": {"7А": "sokolova", "8А": "petrova", "8Б": "sokolova", "9А": "sokolova", "10А": "petrova"},
    "himiya": dict.fromkeys(("8А", "8Б", "9А", "10А"), "fomina"),
    "biologiya": dict.fromkeys(("5А", "5Б", "7А", "8А", "8Б", "9А", "10А"), "ryabinina"),
    "geografiya": dict.fromkeys(("5А", "5Б", "7А", "8А", "8Б", "9А", "10А"), "ivanova"),
    "istoriya": {
        "5А": "mkrtchyan",
        "5Б": "mkrtchyan",
        "7А": "gromov",
        "8А": "gromov",
        "8Б": "gromov",
        "9А": "gromov",
        "10А": "samoylova",
    },
    "obshestvo": {"8А": "mkrtchyan", "8Б": "mkrtchyan", "9А": "mkrtchyan", "10А": "samoylova"},
    "muzyka": dict.fromkeys(("1А", "3А", "4А", "5А", "5Б", "7А", "8А", "8Б"), "mironova"),
    "fizra": {
        **dict.fromkeys(("1А", "3А", "4А", "5А", "5Б"), "sidorchuk"),
        **dict.fromkeys(("7А", "8А", "8Б", "9А", "10А"), "laptev"),
    },
    "izo": {"1А": "smirnova", "3А": "kuzmina", "4А": "aksyonova", **dict.fromkeys(("5А", "5Б", "7А"), "polyakova")},
    "trud": {
        "1А": "smirnova",
        "3А": "kuzmina",
        "4А": "aksyonova",
        **dict.fromkeys(("5А", "5Б", "7А", "8А", "8Б", "9А"), "drozdov polyakova"),
    },
    "obzr": dict.fromkeys(("8А", "8Б", "9А", "10А"), "drozdov"),
    "okruzh": {"1А": "smirnova", "3А": "kuzmina", "4А": "aksyonova"},
    "orkse": {"4А": "aksyonova"},
    "proekt": {"10А": "khasanov"},
}
# One teacher keeps the whole of reading and literature, and of mathematics, in a class.
TEACHING["chtenie"] = {key: TEACHING["russkiy"][key] for key in ("1А", "3А", "4А")}
TEACHING["literatura"] = {key: TEACHING["russkiy"][key] for key in ("5А", "5Б", "7А", "8А", "8Б", "9А", "10А")}
TEACHING["geometriya"] = TEACHING["veroyatnost"] = TEACHING["algebra"]


def staff() -> tuple[Staff, ...]:
    """All staff: director, two deputies, secretary, responsible person, 25 teachers."""
    return tuple(
        Staff(key, Name(*name.split()), position, tuple(roles.split()), room)
        for key, name, position, roles, room in _STAFF
    )
