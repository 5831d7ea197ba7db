"""The client stays a library of its own: what it may import, and where."""

import ast
import sys
from pathlib import Path

import portal.auth0

FOLDER = Path(portal.auth0.__file__).parent


def imported_from_outside(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            modules = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules = [str(node.module)]
        else:
            continue
        for module in modules:
            if not (module + ".").startswith("portal.auth0."):
                yield module.partition(".")[0]


def test_import_the_standard_library_httpx_and_pyjwt_only():
    used: dict[str, set[str]] = {}
    for path in FOLDER.rglob("*.py"):
        for name in imported_from_outside(path):
            if name not in sys.stdlib_module_names:
                used.setdefault(name, set()).add(path.name)

    assert used == {"httpx": {"wire.py"}, "jwt": {"tokens.py"}}
