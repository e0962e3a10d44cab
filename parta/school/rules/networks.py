"""From where the staff may write [8.1.3]. Pure."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

RULES = {
    "NET-01": "Если школа назвала свои сети, сотрудники записывают только из них; читать можно отовсюду [8.1.3].",
    "NET-02": "Сети пишут по одной в строке; список без сети того, кто его сохраняет, не принимается.",
}

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class BadNetwork(ValueError):
    """A line that is no network: one Russian sentence with the number of the line."""


def address(text: str) -> Address | None:
    """The address as networks know it: an IPv4 one wrapped into IPv6 («::ffff:10.0.0.5») is itself again."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def networks(text: str) -> list[Network]:
    """Networks of a list, one a line; empty lines are passed over (NET-02)."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    return [_network(number, line) for number, line in lines if line]


def _network(number: int, line: str) -> Network:
    try:
        return ip_network(line)
    except ValueError:
        pass
    try:
        meant = ip_network(line, strict=False)
    except ValueError:
        raise BadNetwork(
            f"Строка {number}: «{line[:40]}» — не сеть. Напишите, например, 192.168.1.0/24 или один адрес."
        ) from None
    raise BadNetwork(f"Строка {number}: «{line[:40]}» — адрес внутри сети. Сама сеть пишется {meant}.")


def inside(where: Address | None, allowed: Sequence[Network]) -> bool:
    """Whether somebody at `where` may write; without a list everybody may (NET-01)."""
    return not allowed or (where is not None and any(where in network for network in allowed))


def outside_words(allowed: Sequence[Network]) -> str:
    """«Записывать можно только из сети школы (192.168.1.0/24). Читать можно отовсюду.»"""
    listed = ", ".join(str(network) for network in allowed)
    return f"Записывать можно только из сети школы ({listed}). Читать можно отовсюду."


def list_refusal(text: str, where: Address | None) -> str:
    """Why the list can't be saved by somebody at `where`; empty when it can (NET-02)."""
    try:
        allowed = networks(text)
    except BadNetwork as error:
        return str(error)
    if inside(where, allowed):
        return ""
    return f"Вашего адреса ({where or 'неизвестен'}) в этих сетях нет: вы сами не смогли бы больше ничего записать."
