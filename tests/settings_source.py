"""The environment variables that portal/settings.py reads, taken from its source."""

import ast
from functools import cache
from pathlib import Path

BASE_DIR = Path(__file__).parent.parent


@cache
def variables() -> dict[str, ast.expr]:
    """Return each variable's name with the expression of its default."""
    tree = ast.parse((BASE_DIR / "portal" / "settings.py").read_text())
    found: dict[str, ast.expr] = {}
    for statement in tree.body:
        prefix = "PORTAL_" if isinstance(statement, ast.With) else ""
        for node in ast.walk(statement):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="env"), attr=kind),
                    args=[ast.Constant(value=str(name)), default],
                ) if kind != "prefixed":
                    found[prefix + name] = default
    return found
