"""How long the next attempt waits after failures. Pure."""

from dataclasses import dataclass
from datetime import timedelta

RULES = {
    "DOOR-01": "После нескольких неудач подряд следующая попытка ждёт: секунду, две, четыре и так до минуты, "
    "если неудачи общие для школы — до нескольких секунд. "
    "Навсегда не закрывается ничего.",
    "DOOR-02": "Чужие неудачи не задерживают человека на устройстве, с которого он уже входил.",
}

LONGEST_WAIT = timedelta(seconds=60)


@dataclass(frozen=True)
class Limit:
    """DOOR-01: `free` failures within `window` cost nothing; each further one doubles the wait, up to `longest`."""

    free: int
    window: timedelta
    longest: timedelta = LONGEST_WAIT

    def wait_after(self, failures: int) -> timedelta:
        """The wait that begins with failure number `failures` of the window. DOOR-01."""
        over = failures - self.free
        if over < 0:
            return timedelta()
        return min(timedelta(seconds=2 ** min(over, 16)), self.longest)
