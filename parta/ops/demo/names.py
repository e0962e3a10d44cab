"""Names as they stand in real class lists: three stocks (Russian and neighbours, Tatar, Armenian), both sexes."""

from random import Random

from parta.ops.demo.model import Name

RU, TAT, ARM = "ru", "tat", "arm"

SURNAMES: dict[str, list[str]] = {
    RU: """
        Авдеев Агафонов Акимов Андреев Анисимов Антипин Архипов Астахов Афанасьев Баранов Басов Беспалов Блинов
        Бобров Богданов Большаков Борисов Бородин Брагин Булатов Быков Вавилов Веденеев Верещагин Виноградов Власов
        Воробьёв Воронин Вяземский Галкин Герасимов Глебов Голубев Горбачёв Гордеев Горшков Грачёв Гришин Гурьев
        Давыдов Дементьев Дёмин Дорофеев Дубровский Дьячков Евсеев Елисеев Ёлкин Еремеев Ерофеев Ефимов Жданов Жуков
        Журавский Завьялов Зайцев Замятин Захаров Зверев Зимин Злобин Зубков Зыков Иванов Игнатов Исаев Казанцев
        Калугин Каменский Капустин Карпов Карташов Касаткин Кириллов Климов Князев Коваленко Ковальчук Козлов
        Колесников Комаров Кондратьев Коновалов Королёв Корнилов Костин Котов Кравченко Красильников Круглов Крылов
        Кудрявцев Кузнецов Кулагин Куликов Лапин Ларин Левченко Леонтьев Литвиненко Логинов Лосев Лукин Лыков Львов
        Мазуров Майоров Максимов Малышев Мартынов Маслов Матвеев Медведев Мещеряков Минаев Михайлов Моисеев
        Мясников Наумов Некрасов Нестеров Никифоров Никольский Новиков Носов Овчинников Озеров Олейник Осинцев
        Остапенко Панов Панфилов Парамонов Пахомов Петухов Плотников Поздняков Покровский Поляк Пономарёв Прокофьев
        Прохоров Пузырёв Рогов Родионов Рожков Романенко Румянцев Русаков Рыбаков Савицкий Садовский Сазонов
        Салтыков Самсонов Селезнёв Серов Сидоров Силин Симонов Ситников Скворцов Соболев Сорокин Старостин Стрельцов
        Субботин Суворов Сухарев Сычёв Терентьев Тимченко Толмачёв Трофимов Туманов Ушаков Фадеев Федосеев Филатов
        Фокин Харитонов Хохлов Цыганков Черепанов Чернов Чернышёв Чистяков Шаповалов Шестаков Ширяев Шмидт Шубников
        Щеглов Щербаков Щукин Юдин Якушев Римский-Корнев Ким Миллер Бондарь Левин Гофман Соловьёв-Дёмин
    """.split(),
    TAT: """
        Абдуллин Гайнутдинов Гарифуллин Закиров Каримов Мингазов Мухаметшин Нуриев Рахимов Садыков Фаттахов Хабибуллин
        Шакиров Шарипов Юнусов
    """.split(),
    ARM: "Арутюнян Геворгян Григорян Мартиросян Оганесян Петросян Саркисян".split(),
}

BOYS: dict[str, list[str]] = {
    RU: """
        Александр Алексей Андрей Антон Арсений Артём Артемий Богдан Борис Вадим Василий Виктор Владимир Владислав
        Всеволод Вячеслав Георгий Глеб Григорий Даниил Данила Демьян Денис Дмитрий Евгений Егор Елисей Захар Иван Игорь
        Илья Кирилл Константин Лев Леонид Макар Максим Марк Матвей Мирон Михаил Назар Никита Николай Олег Павел Пётр
        Платон Родион Роман Руслан Савва Савелий Семён Сергей Станислав Степан Тимофей Тимур Тихон Фёдор Филипп Юрий
        Ярослав
    """.split(),
    TAT: "Айдар Амир Артур Булат Дамир Данияр Ильнур Камиль Карим Марат Рамиль Ренат Самат Тимур Эмиль".split(),
    ARM: "Арман Артур Давид Гор Нарек Левон Тигран Эрик".split(),
}

GIRLS: dict[str, list[str]] = {
    RU: """
        Агата Александра Алёна Алина Алиса Анастасия Ангелина Анна Арина Валентина Валерия Варвара Василиса Вера
        Вероника Виктория Виолетта Галина Дарья Диана Ева Евгения Екатерина Елена Елизавета Есения Злата Зоя Ирина
        Карина Кира Кристина Ксения Лидия Любовь Маргарита Марина Мария Марта Марьяна Милана Мирослава Надежда Наталья
        Ника Олеся Ольга Полина Светлана Серафима Снежана София Софья Стефания Таисия Татьяна Ульяна Эвелина Юлия
        Яна Ярослава
    """.split(),
    TAT: "Азалия Аделина Айгуль Алсу Амина Амелия Гузель Динара Камилла Лейла Лиана Регина Самира Эльвира".split(),
    ARM: "Анаит Ани Арпине Гаяне Лилит Мане Нарине Сона Эмма".split(),
}

FATHERS: dict[str, list[str]] = {
    RU: """
        Александр Алексей Анатолий Андрей Антон Артём Борис Вадим Валерий Василий Виктор Виталий Владимир Владислав
        Вячеслав Геннадий Григорий Денис Дмитрий Евгений Иван Игорь Илья Кирилл Константин Леонид Максим Михаил Николай
        Олег Павел Пётр Роман Сергей Станислав Степан Фёдор Юрий Ярослав
    """.split(),
    TAT: "Айрат Азат Ильдар Ильдус Камиль Марат Наиль Радик Рафаэль Ринат Руслан Рустам Фарид Шамиль".split(),
    ARM: "Арам Армен Ашот Вардан Карен Самвел Сурен Гагик".split(),
}

MOTHERS: dict[str, list[str]] = {
    RU: """
        Алёна Алла Анастасия Анна Валентина Вера Виктория Галина Дарья Евгения Екатерина Елена Жанна Инна Ирина Кристина
        Ксения Лариса Лидия Любовь Людмила Марина Мария Надежда Наталья Нина Оксана Олеся Ольга Светлана Татьяна Юлия
        Яна
    """.split(),
    TAT: "Альбина Алия Гульнара Гузель Лейсан Лилия Наиля Регина Розалия Эльвира Эльмира".split(),
    ARM: "Анаит Асмик Гаяне Карине Лусине Марине Нарине Рузанна".split(),
}

_IRREGULAR = {
    "Михаил": ("Михайлович", "Михайловна"),
    "Лев": ("Львович", "Львовна"),
    "Павел": ("Павлович", "Павловна"),
    "Пётр": ("Петрович", "Петровна"),
    "Илья": ("Ильич", "Ильинична"),
    "Никита": ("Никитич", "Никитична"),
    "Виталий": ("Витальевич", "Витальевна"),
    "Василий": ("Васильевич", "Васильевна"),
    "Анатолий": ("Анатольевич", "Анатольевна"),
    "Валерий": ("Валерьевич", "Валерьевна"),
    "Геннадий": ("Геннадьевич", "Геннадьевна"),
    "Григорий": ("Григорьевич", "Григорьевна"),
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Евгений": ("Евгеньевич", "Евгеньевна"),
    "Юрий": ("Юрьевич", "Юрьевна"),
    "Игорь": ("Игоревич", "Игоревна"),
    "Наиль": ("Наилевич", "Наилевна"),
    "Камиль": ("Камилевич", "Камилевна"),
    "Шамиль": ("Шамилевич", "Шамилевна"),
    "Рафаэль": ("Рафаэлевич", "Рафаэлевна"),
    "Алексей": ("Алексеевич", "Алексеевна"),
    "Андрей": ("Андреевич", "Андреевна"),
    "Николай": ("Николаевич", "Николаевна"),
    "Сергей": ("Сергеевич", "Сергеевна"),
}


def patronymic(father: str, sex: str) -> str:
    """The patronymic of a child of `father`: «Павел» → «Павлович», «Павловна»."""
    male, female = _IRREGULAR.get(father, (f"{father}ович", f"{father}овна"))
    return male if sex == "m" else female


def surname(male: str, sex: str) -> str:
    """The form for `sex` of a surname given in the masculine: «Киселёв» → «Киселёва», «Ким» → «Ким»."""
    if sex == "m":
        return male
    if "-" in male:
        return "-".join(surname(part, sex) for part in male.split("-"))
    if male.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return f"{male}а"
    if male.endswith(("ский", "цкий")):
        return f"{male[:-2]}ая"
    return male


class NameBook:
    """Hands out names without repeating a full name in the school. `seed` decides everything."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"names:{seed}")
        self._taken: set[str] = set()
        self._surnames: list[tuple[str, str]] = []

    def reserve(self, name: Name) -> Name:
        """Remember a name chosen by hand; a repeat is a mistake in the data and raises ValueError."""
        if name.full in self._taken:
            raise ValueError(f"{name.full} is already in the school")
        self._taken.add(name.full)
        return name

    def family(self, avoid: set[str]) -> tuple[str, str]:
        """(surname in the masculine, stock); `avoid` are the surnames already in the class."""
        for index, (last, _) in enumerate(self._surnames):
            if last not in avoid:
                return self._surnames.pop(index)
        self._surnames.extend(self._shuffled())
        return self.family(avoid)

    def _shuffled(self) -> list[tuple[str, str]]:
        pairs = [(last, stock) for stock, names in SURNAMES.items() for last in names]
        self._random.shuffle(pairs)
        return pairs

    def father(self, stock: str) -> str:
        return self._random.choice(FATHERS[stock])

    def child(self, last: str, stock: str, father: str, sex: str, avoid: set[str]) -> Name:
        """A new pupil's name; `avoid` are first names of brothers and sisters and, softly, of the class."""
        pool = (BOYS if sex == "m" else GIRLS)[stock]
        return self._new(surname(last, sex), pool, patronymic(father, sex), avoid)

    def parent(self, last: str, stock: str, sex: str, first: str = "") -> Name:
        """A parent's name; `first` when the children's patronymics already tell it."""
        pool = [first] if first else (FATHERS if sex == "m" else MOTHERS)[stock]
        for _ in range(50):
            grandfather = patronymic(self._random.choice(FATHERS[stock]), sex)
            name = Name(surname(last, sex), self._random.choice(pool), grandfather)
            if name.full not in self._taken:
                return self.reserve(name)
        raise ValueError(f"no free name for {last}")

    def _new(self, last: str, pool: list[str], father: str, avoid: set[str]) -> Name:
        free = [first for first in pool if first not in avoid and f"{last} {first} {father}" not in self._taken]
        return self.reserve(Name(last, self._random.choice(free or pool), father))
