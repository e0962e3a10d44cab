"""Screenshots of a running demo, for the README and for setting beside the mock-ups. Called by bin/shots."""

import argparse
import json
import os
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.pages import CHROMIUM, CHROMIUM_ARGUMENTS, DESKTOP, PHONE, sign_in

SIZES = {"desktop": DESKTOP, "phone": PHONE}
THEMES = ("light", "dark")
NOBODY = "nobody"


def sign_ins() -> dict[str, dict[str, str]]:
    """Role → sign-in (role, name, login, password); the first one of each role."""
    path = Path(os.environ["PARTA_HOME"]) / "demo-signins.json"
    found: dict[str, dict[str, str]] = {}
    for one in json.loads(path.read_text()):
        found.setdefault(one["role"], one)
    return found


def shoot(browser: Browser, arguments: argparse.Namespace, role: str, path: str, name: str) -> None:
    people = sign_ins() if role != NOBODY else {}
    if role != NOBODY and role not in people:
        raise SystemExit(f"no role {role!r} in demo-signins.json: {', '.join(people)}")
    for size in arguments.sizes.split(","):
        for theme in arguments.themes.split(","):
            context = browser.new_context(
                base_url=arguments.at,
                viewport=SIZES[size],
                color_scheme=theme,
                locale="ru-RU",
                timezone_id="Europe/Moscow",
                device_scale_factor=arguments.scale,
            )
            page = context.new_page()
            if role != NOBODY:
                sign_in(page, people[role]["login"], people[role]["password"])
            page.goto(path, wait_until="load")
            page.evaluate("document.fonts.ready")
            target = Path(arguments.folder) / f"{name}-{size}-{theme}.png"
            page.screenshot(path=target, full_page=arguments.full)
            print(target)
            context.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/shots", description=__doc__)
    parser.add_argument("folder", help="where the PNG files go")
    parser.add_argument("pages", nargs="+", metavar="ROLE:PATH:NAME", help=f"ROLE «{NOBODY}»: not signed in")
    parser.add_argument("--at", default=f"http://localhost:{os.environ.get('PORT', '8000')}", help="a running demo")
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--full", action="store_true", help="the whole page, not only what the window shows")
    arguments = parser.parse_args()
    Path(arguments.folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        for page in arguments.pages:
            role, path, name = page.split(":")
            shoot(browser, arguments, role, path, name)
        browser.close()


if __name__ == "__main__":
    main()
