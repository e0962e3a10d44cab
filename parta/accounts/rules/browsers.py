"""The name of a browser and its system by the User-Agent: a label for its owner, never a proof of anything. Pure."""

UNKNOWN = "Неизвестный браузер"

# The first that occurs: nearly all of them also call themselves Chrome and Safari.
_BROWSERS = (
    ("YaBrowser/", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("MiuiBrowser/", "Браузер Xiaomi"),
    ("HuaweiBrowser/", "Браузер Huawei"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Aurora", "Аврора"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def label(user_agent: str) -> str:
    """«Chrome, Windows»"""
    found = [next((title for sign, title in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or UNKNOWN
