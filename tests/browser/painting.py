"""How long a typed value takes to be painted in the journal of a running demo (bin/demo), in milliseconds.

    PARTA_HOME=… python -m tests.browser.painting [--at http://localhost:8000] [--path /journal/12/?period=year]

From the key's own time stamp to the second animation frame after it: the value has been painted by then.
"""

import argparse
import os
import statistics
from collections.abc import Iterable

from playwright.sync_api import Page, sync_playwright

from tests.browser.pages import CHROMIUM, CHROMIUM_ARGUMENTS, DESKTOP, sign_in
from tests.browser.shots import sign_ins

WATCH = """() => {
  window.painted = [];
  const frame = (action) => requestAnimationFrame(action);
  const watch = ({ timeStamp, key }) => {
    if (key === "Shift" || key === "Control") return;
    frame(() => frame(() => window.painted.push(performance.now() - timeStamp)));
  };
  addEventListener("keydown", watch, { capture: true });
}"""
SIZE = """() => [document.querySelectorAll("[data-journal] tbody tr").length,
  document.querySelectorAll("thead th[data-lesson]").length, document.querySelectorAll("td[data-v]").length]"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at", default=f"http://localhost:{os.environ.get('PORT', '8000')}", help="a running demo")
    parser.add_argument("--path", default="", help="a journal of the class teacher; empty: the first")
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        page = browser.new_context(base_url=arguments.at, viewport=DESKTOP, locale="ru-RU").new_page()
        teacher = sign_ins()["class_teacher"]
        sign_in(page, teacher["login"], teacher["password"])
        page.goto(arguments.path or "/journal/")
        if not arguments.path:
            page.goto(f"{page.locator('.shelf a').first.get_attribute('href')}?period=year")
        measure(page)
        browser.close()


def measure(page: Page) -> None:
    page.wait_for_selector("td[tabindex='0']")
    if not page.locator("journal-grid[data-writable]").count():
        raise SystemExit(f"{page.url}: a journal the class teacher only reads; name another with --path")
    rows, columns, filled = page.evaluate(SIZE)
    print(f"{rows} pupils × {columns} lessons, {filled} cells with content")
    page.evaluate(WATCH)
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Home")
    page.keyboard.press("KeyC")
    report(page, "a digit, going down", [f"Digit{2 + turn % 4}" for turn in range(rows - 2)])
    report(page, "an arrow", ["ArrowUp"] * (rows - 2))
    report(page, "a digit with the sheet in a hurry", [f"Digit{2 + turn % 4}" for turn in range(rows - 2)], pause=0)
    for _ in range(rows):
        page.keyboard.press("Shift+ArrowUp")
    report(page, f"a digit into a block of {page.locator('td.range').count()}", ["Digit4", "Digit5"] * 5, pause=300)
    report(page, "that taken back and done again", ["Control+KeyZ", "Control+KeyY"] * 5, pause=300)
    page.context.set_offline(True)
    report(page, "a digit without network, the column waiting", ["Shift+Digit4", "Shift+Digit5"] * 10)
    page.context.set_offline(False)
    page.wait_for_selector(".workbench__bar .save--ok")


def report(page: Page, what: str, keys: Iterable[str], pause: int = 60) -> None:
    """Press the keys with a pause of so many milliseconds and print what was measured."""
    page.evaluate("window.painted = []")
    count = 0
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(pause)
        count += 1
    page.wait_for_function("count => window.painted.length >= count", arg=count)
    times = sorted(page.evaluate("window.painted"))
    late = times[int(len(times) * 0.95)]
    middle = statistics.median(times)
    print(
        f"{what}, ms: fastest {times[0]:.0f}, median {middle:.0f}, 95 % {late:.0f}, longest {times[-1]:.0f} ({count})"
    )


if __name__ == "__main__":
    main()
