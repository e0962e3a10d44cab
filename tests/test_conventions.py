"""Conventions that a reader can't see broken at a glance. Each check says where and why."""

import ast
import base64
import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent
PARTA = ROOT / "parta"
LONGEST_MODULE = 400
# Long lists of data, not code: topics of school programmes, names.
DATA_MODULES = ("parta/ops/demo/topics", "parta/ops/demo/names")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """Files of the repository, and those about to be added to it."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def modules(*parts: str, tests: bool = False) -> Iterator[tuple[str, ast.Module]]:
    """(name, syntax tree) of our modules whose path has one of `parts` as a folder or a file stem."""
    for path in sorted(PARTA.rglob("*.py")):
        steps = {*path.relative_to(PARTA).parts[:-1], path.stem}
        if (not parts or steps & set(parts)) and ("tests" in steps) == tests:
            yield name_of(path), ast.parse(path.read_text())


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_views_reach_objects_only_through_scopes() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules("views")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]
    assert not found, "take a scope of access.py, a query or an action instead of .objects"


def test_rules_are_pure() -> None:
    found = [
        f"{name}: {what}"
        for name, tree in modules("rules")
        for what in imported(tree)
        if what.split(".")[0] == "django" or "models" in what.split(".")
    ]
    assert not found, "rules/ is plain Python over plain data"


def test_migrations_import_no_application_code() -> None:
    found = [
        f"{name}: {what}"
        for name, tree in modules("migrations")
        for what in imported(tree)
        if what.startswith("parta.")
    ]
    assert not found, "a migration must work whatever the code has become"


def test_only_views_commands_and_core_dates_read_the_clock() -> None:
    allowed = {"views", "commands"}
    clocks = {"now", "today", "utcnow", "localdate", "localtime"}
    owners = {"timezone", "datetime", "date", "dt"}
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name != "parta/core/dates.py" and not allowed & {*Path(name).parts, Path(name).stem}
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in clocks and ast.unparse(node.value).split(".")[-1] in owners
    ]
    assert not found, "take the instant (at=) or the date (on=) as an argument"


# Who may set a password: the account's own action, and the backend for the time an unknown login takes.
SETTERS = {"parta/accounts/actions.py": {"set_password"}, "parta/teaching/backends.py": {"set_password"}}
# Who may call it: the person, signed in or by a one-time code.
SETTERS |= {
    "parta/accounts/views/own.py": {"change_password"},
    "parta/people/actions/invitations.py": {"change_password"},
}


def test_only_the_person_sets_a_password_and_no_paper_knows_one() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        if (called := ast.unparse(node.func).split(".")[-1]) in {"set_password", "change_password"}
        if called not in SETTERS.get(name, set())
    ]
    assert not found, "nobody sets another's password, let alone everybody's: a one-time code is issued"
    secret = ("parta.accounts.models", "parta.accounts.actions", "parta.accounts.passwords")
    printed = [
        f"{name}: {what}" for name, tree in modules("papers") for what in imported(tree) if what.startswith(secret)
    ]
    printed += [name_of(path) for path in PARTA.rglob("*.typ") if re.search(r"\.(password|login)\b", path.read_text())]
    assert not printed, "never a password or a login on paper"


def test_a_pupil_is_made_in_one_place_only() -> None:
    """CARD-01. The demo and the bench make whole schools of invented people, each with its consents."""
    # By hand only cards.add_pupil; the import's plan stands behind its own consent gate.
    allowed = {"parta/people/cards.py", "parta/ops/importing/people.py"}
    invented = ("parta/ops/demo", "parta/ops/bench/")
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name not in allowed and not name.startswith(invented) and "migrations" not in name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            ast.unparse(node.func) in {"Pupil", "Pupil.objects.create", "Pupil.objects.get_or_create"}
            or (
                node.args
                and ast.unparse(node.args[0]) == "'people.Pupil'"
                and ast.unparse(node.func).endswith("create")
            )
        )
    ]
    assert not found, "a pupil comes into being with a consent only: people.cards.add_pupil"


def test_modules_stay_short() -> None:
    long = {
        name_of(path): lines
        for path in tracked()
        if path.suffix == ".py" and not {"migrations", "tests"} & set(path.relative_to(ROOT).parts)
        if not name_of(path).startswith(DATA_MODULES)
        if (lines := len(path.read_text().splitlines())) > LONGEST_MODULE
    }
    assert not long, f"longer than {LONGEST_MODULE} lines: split by what it is about"


@pytest.mark.parametrize("path", json.loads((ROOT / "vendor.json").read_text()))
def test_vendored_file_is_the_recorded_one(path: str) -> None:
    recorded = json.loads((ROOT / "vendor.json").read_text())[path]["sha384"]
    actual = base64.b64encode(hashlib.sha384((ROOT / path).read_bytes()).digest()).decode()
    assert actual == recorded, "changed by hand? bin/vendor --sums records it"


def test_every_vendored_file_is_recorded() -> None:
    recorded = json.loads((ROOT / "vendor.json").read_text())
    folders = ("vendor/", "paper_fonts/", "core/fonts/")
    found = [name for path in tracked() if any(folder in (name := name_of(path)) for folder in folders)]
    assert [name for name in found if name not in recorded] == []


# In two parts, so that this file passes its own check.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry" + ".npmjs",
    "npmjs" + ".com/package",
    "yarnpkg" + ".com",
]
REGISTRIES += ["jsdelivr" + ".net", "unpkg" + ".com", "cdnjs" + ".", "deb.debian" + ".org", "fonts.google" + "apis"]
MACHINE_PATHS = ["/" + "work/", "/" + "root/", "/home/" + "runner"]


def test_no_registry_hosts_and_no_machine_paths() -> None:
    found = []
    vendored = json.loads((ROOT / "vendor.json").read_text())
    for path in tracked():
        if name_of(path) in vendored or b"\0" in (content := path.read_bytes())[:8000]:
            continue
        text = content.decode(errors="replace")
        for word in REGISTRIES + MACHINE_PATHS:
            if re.search(rf"(?<![\w/.]){re.escape(word)}" if word.startswith("/") else re.escape(word), text):
                found.append(f"{name_of(path)}: {word}")
    assert not found


def test_templates_have_no_inline_code() -> None:
    found = []
    for path in sorted(PARTA.glob("*/jinja2/**/*.html")):
        text = path.read_text()
        for tag in re.findall(r"<script\b[^>]*>", text):
            if "src=" not in tag and not re.search(r'type="(importmap|application/json)"', tag):
                found.append(f"{name_of(path)}: {tag}")
        found += [f"{name_of(path)}: {match}" for match in re.findall(r"<style\b|\sstyle=|\son[a-z]+=\"", text)]
    assert not found, "the Content-Security-Policy drops it: use a class or a module"


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def test_commands_in_documents_exist() -> None:
    found = []
    for path in documents():
        for command in re.findall(r"(?<![\w/.])(bin/[a-z-]+)", path.read_text()):
            if not (ROOT / command).is_file():
                found.append(f"{name_of(path)}: {command}")
        for command in re.findall(r"`?bin/parta ([a-z]+)", path.read_text()):
            if command != "help" and command not in get_commands():
                found.append(f"{name_of(path)}: parta {command}")
    assert not found


def test_links_in_documents_lead_somewhere() -> None:
    found = []
    for path in documents():
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
            if not re.match(r"[a-z]+:", link) and not (path.parent / link).exists():
                found.append(f"{name_of(path)}: {link}")
    assert not found


def test_every_command_of_ours_has_russian_help() -> None:
    ours = {name: app for name, app in get_commands().items() if app.startswith("parta.")}
    assert "serve" in ours
    silent = [name for name, app in ours.items() if not re.search("[а-яё]", load_command_class(app, name).help)]
    assert not silent


def test_environment_variables_are_documented() -> None:
    used = set(re.findall(r'"(PARTA_[A-Z_]+)"', (ROOT / "config/settings.py").read_text()))
    text = (ROOT / "docs/ops/settings.md").read_text()
    assert used
    assert not [name for name in sorted(used) if f"`{name}`" not in text]


def test_every_table_is_in_the_glossary() -> None:
    text = (ROOT / "docs/glossary.md").read_text()
    ours = [model for model in apps.get_models() if model.__module__.startswith("parta.")]
    assert ours
    assert not [model.__name__ for model in ours if f"`{model.__name__}`" not in text]
