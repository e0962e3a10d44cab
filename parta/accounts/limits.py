"""What is counted at each door, and how much of it is free."""

from datetime import datetime, timedelta

from parta.accounts.devices import Device
from parta.accounts.rules.waiting import Limit
from parta.accounts.throttling import Counter, failures_of

DAY, HOUR, TEN_MINUTES = timedelta(days=1), timedelta(hours=1), timedelta(minutes=10)

ONE_DEVICE = Limit(free=5, window=DAY, most=50)
# DOOR-04: any 24 hours touch two windows at most, so that is 100 guesses. The smaller number leaves the owner on a new
# device elsewhere most of the greater one.
ONE_NETWORK = Limit(free=5, window=DAY, most=10)
ALL_STRANGE_DEVICES = Limit(free=25, window=DAY, most=50)
# A whole school sits behind one address: who guesses there may slow the others down by seconds, not by minutes.
NETWORK = Limit(free=300, window=TEN_MINUTES, longest=timedelta(seconds=5))

# A guess of six digits succeeds with 3 in 1,000,000 (three steps of time are good), so some 40 a day for all strange
# browsers together and 110 for the owner's own make one in 8,000 and one in 3,000 a day, while the owner is told.
APP_STRANGE = Limit(free=5, window=DAY, longest=HOUR)
APP_KNOWN = Limit(free=5, window=DAY, longest=timedelta(minutes=15))
# Of eight digits 20 codes are good: 1,500 guesses a day make one in 3,000. Never long: it is the way in meanwhile.
SHEET = Limit(free=5, window=DAY)

# DOOR-05. Each login counts once: a class behind one address mistypes its own passwords.
TRIED = Limit(free=30, window=TEN_MINUTES)
SPRAYING = Limit(free=0, window=TEN_MINUTES, longest=timedelta(seconds=2))

# In the 30 days of a code: 21,000 guesses of 14^12 from one network, 45,000 from all that have failed thrice a day.
CODES_OF_NETWORK = Limit(free=100, window=HOUR, longest=timedelta(seconds=5))
# Nobody may close the door to a whole school: guesses come one in two seconds at worst.
CODES_OF_SITE = Limit(free=300, window=HOUR, longest=timedelta(seconds=2))
CODES_OF_NETWORK_A_DAY = Limit(free=700, window=DAY, most=700)
CODES_OF_SITE_A_DAY = Limit(free=1500, window=DAY, most=1500)
CODES_OF_A_HOME = 3  # so many failures a day a network has whatever the others do


def sign_in(login: str, device: Device, network: str, *, sprays: bool = False) -> list[Counter]:
    """DOOR-02: on a known device only its own failures count. `sprays`: the network is known for it. DOOR-05."""
    if device.knows(login):
        return [Counter(ONE_DEVICE, ("device", login, device.token))]
    counters = [
        Counter(ONE_NETWORK, ("login at network", login, network)),
        Counter(ALL_STRANGE_DEVICES, ("login", login), cleared=False),  # a success elsewhere renews no guesses
        Counter(NETWORK, ("network", network), cleared=False),
    ]
    if sprays:
        counters.append(Counter(SPRAYING, ("spraying network", network), cleared=False))
    return counters


def tried_at(network: str) -> Counter:
    """How many logins have failed there lately."""
    return Counter(TRIED, ("logins tried at network", network))


def tried(login: str, network: str) -> Counter:
    """That this one has."""
    return Counter(TRIED, ("tried at network", login, network))


def own_password(user_id: int) -> list[Counter]:
    """Who found a page left open may not guess the present password."""
    return [Counter(ONE_DEVICE, ("own password", str(user_id)))]


def second_factor(login: str, device: Device, *, sheet: bool) -> list[Counter]:
    """FACTOR-04. Strange browsers' failures stay when the owner gets in; app and sheet don't delay each other."""
    known = device.knows(login)
    limit = SHEET if sheet else APP_KNOWN if known else APP_STRANGE
    what = ("sheet" if sheet else "app", login, device.token if known else "")
    return [Counter(limit, what, cleared=known)]


def code(network: str, *, at: datetime) -> list[Counter]:
    of_network = Counter(CODES_OF_NETWORK_A_DAY, ("code at network a day", network), cleared=False)
    counters = [
        of_network,
        Counter(CODES_OF_NETWORK, ("code at network", network), cleared=False),
        Counter(CODES_OF_SITE, ("code",), cleared=False),
    ]
    if failures_of(of_network, at=at) >= CODES_OF_A_HOME:
        counters.append(Counter(CODES_OF_SITE_A_DAY, ("code a day",), cleared=False))
    return counters
