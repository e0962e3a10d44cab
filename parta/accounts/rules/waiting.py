"""How long the next attempt waits after failures. Pure."""

from dataclasses import dataclass
from datetime import timedelta

RULES = {
    "DOOR-01": "После нескольких неудач подряд следующая попытка ждёт: секунду, две, четыре и так до минуты, "
    "если неудачи общие для школы — до нескольких секунд. "
    "Навсегда не закрывается ничего.",
    "DOOR-02": "Чужие неудачи не задерживают человека на устройстве, с которого он уже входил.",
    "DOOR-04": "С незнакомых устройств пароль одного человека пробуют не больше 50 раз за сутки, из одной сети — "
    "не больше 10. Дальше входят с устройства, на котором уже входили, или по новому коду.",
    "DOOR-05": "Когда из одной сети за 10 минут не подошли пароли больше чем к 30 логинам, вход оттуда "
    "с незнакомых устройств замедляется, а директор, заместители и ответственное лицо видят уведомление.",
}

LONGEST_WAIT = timedelta(seconds=60)


@dataclass(frozen=True)
class Limit:
    """DOOR-01: `free` failures within `window` cost nothing; each further one doubles the wait, up to `longest`.
    After `most` of them the window has to end. DOOR-04."""

    free: int
    window: timedelta
    longest: timedelta = LONGEST_WAIT
    most: int | None = None

    def wait_after(self, failures: int) -> timedelta:
        """The wait that begins with failure number `failures` of the window. DOOR-01."""
        over = failures - self.free
        if over < 0:
            return timedelta()
        return min(timedelta(seconds=2 ** min(over, 16)), self.longest)

    def used_up(self, failures: int) -> bool:
        return self.most is not None and failures >= self.most
