"""docs/rules.md is made from the rules modules: `python -m tests.rules_document` writes it, a test compares."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "rules.md"
HEAD = """# Rules of the school

Each rule stands once, as a pure function in `parta/<app>/rules/`, with an id and the Russian sentence users are shown.
This page is made from the code by `.venv/bin/python -m tests.rules_document`; a test keeps it true.

| id | sentence | function | test |
|---|---|---|---|
"""


def lines() -> list[str]:
    """A table line for every rule of every rules module, in order of ids."""
    found = {}
    for path in sorted(ROOT.glob("parta/*/rules/*.py")):
        tree = ast.parse(path.read_text())
        for rule_id, sentence in rules_of(tree).items():
            assert rule_id not in found, f"{rule_id} stands twice"
            names = ", ".join(f"`{name}`" for name in functions_for(tree, rule_id))
            module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
            found[rule_id] = f"| {rule_id} | {sentence} | `{module}`: {names} | {tests_of(module, path)} |"
    return [found[key] for key in sorted(found)]


def rules_of(tree: ast.Module) -> dict[str, str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "RULES":
            return ast.literal_eval(node.value)
    return {}


def functions_for(tree: ast.Module, rule_id: str) -> list[str]:
    """Functions and classes whose docstring names the rule; else all public ones of the module."""
    public = [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    named = [node.name for node in public if rule_id in (ast.get_docstring(node) or "")]
    return named or [node.name for node in public if isinstance(node, ast.FunctionDef)]


def tests_of(module: str, path: Path) -> str:
    """Test files of the app that import the module."""
    package, _, name = module.rpartition(".")
    pattern = re.compile(rf"from {re.escape(module)} import|from {re.escape(package)} import .*\b{name}\b")
    files = sorted(path.parent.parent.glob("tests/test_*.py"))
    return ", ".join(f"`{file.relative_to(ROOT)}`" for file in files if pattern.search(file.read_text()))


def text() -> str:
    return HEAD + "\n".join(lines()) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(text())
