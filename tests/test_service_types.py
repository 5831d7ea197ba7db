"""What services take and give says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent


def annotations(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Name and annotation of all that others may call or read."""
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            taken = node.args
            arguments = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs]
            for one in (*arguments, taken.vararg, taken.kwarg):
                if one and one.annotation:
                    yield f"{node.name}({one.arg})", one.annotation
            if node.returns:
                yield node.name, node.returns
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from annotations(node.body)
        elif isinstance(node, ast.AnnAssign):
            yield ast.unparse(node.target), node.annotation


def test_no_public_signature_of_a_service_says_any() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for app in ("organizations", "tickets")
        for path in sorted((ROOT / app / "services").rglob("*.py"))
        for name, annotation in annotations(ast.parse(path.read_text()).body)
        if any(isinstance(one, ast.Name) and one.id == "Any" for one in ast.walk(annotation))
    ]

    assert found == []
