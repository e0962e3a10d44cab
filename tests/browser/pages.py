"""What browser flows and screenshots share: which Chromium, sizes, signing in, the accessibility check."""

import os
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

CHROMIUM = Path(os.environ.get("PARTA_CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
ENDING_ANIMATIONS = """() => Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getTiming().iterations < Infinity).map(one => one.finished))"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def sign_in(page: Page, login: str, password: str, *, stays: bool = False) -> None:
    """Through the real form, as a person does. `stays`: a refusal is expected."""
    page.goto("/login/")
    page.locator("input[autocomplete=username]").fill(login)
    page.locator("input[autocomplete=current-password]").fill(password)
    with page.expect_navigation():
        page.locator("input[autocomplete=current-password]").press("Enter")
    if not stays and "/login" in page.url:
        raise AssertionError(f"{login}: not signed in")


def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 A and AA on this page, one line each: rule, element, what to do."""
    # What is still fading in has less contrast than it will have.
    page.evaluate(ENDING_ANIMATIONS)
    page.evaluate(AXE.read_text())  # through the debugger: the page's CSP stays on
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    return [
        f"{violation['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
