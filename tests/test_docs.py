"""The documents lead to files that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "OPERATING.md")
# Names of paths: folders with a slash at the end, files with a suffix, or hidden ones.
PATH = re.compile(r"[\w.<>-]+(?:/[\w.<>-]+)*(?:/|\.(?:py|md|html|txt|json|yml|toml|example)\b)")
MODULE = re.compile(r"(?:portal|organizations|tickets)(?:\.[a-z_0-9]+)+(?:\(\))?")
LINK = re.compile(r"\]\(([^)#:]+)\)")
# Their folder is named beside them.
TEMPLATE_FILES = {"subject.txt", "body.txt", "body.html"}


def named(text: str) -> Iterator[str]:
    """Each path that a document names in code or links to, and each module by its dotted name."""
    yield from LINK.findall(text)
    for code in re.findall(r"`([^`\n]+)`", text):
        if PATH.fullmatch(code) or MODULE.fullmatch(code):
            yield code
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        if not language:
            yield from folders(block)


def folders(tree: str) -> Iterator[str]:
    """The folders of a map, in which each two spaces lead a level down."""
    parent = ""
    for indent, names in re.findall(r"^( {2})?((?:\w+/ ?)+)", tree, re.M):
        for name in names.split():
            yield f"{parent}{name}" if indent else name
        parent = parent if indent else names.split()[0]


def values(path: str) -> set[str]:
    """What a path's <placeholder> may stand for."""
    before, _, rest = path.partition("<")
    after = rest.partition(">")[2].rstrip("/")
    return {
        str(one.relative_to(ROOT)).removeprefix(before).removesuffix(after)
        for one in ROOT.glob(f"{before}*{after}")
        if one.is_dir() == path.endswith("/") and one.name != "__init__.py"
    }


def exists(path: str) -> bool:
    if "<" in path:  # <kind>, <resource>: several, or it is no pattern
        return len(values(path)) >= 3
    if "/" in path or (ROOT / path).exists():
        found = ROOT / path
        return found.is_dir() if path.endswith("/") else found.exists()
    # A module or a function in one: portal.db.trigrams.like
    *parts, last = path.removesuffix("()").split(".")
    module = ROOT.joinpath(*parts)
    if (module / last).is_dir() or (module / f"{last}.py").exists():
        return True
    source = module.with_suffix(".py") if not module.is_dir() else module / "__init__.py"
    return source.exists() and re.search(rf"\b{last}\b", source.read_text()) is not None


@pytest.mark.parametrize("document", DOCUMENTS)
def test_names_only_what_exists(document: str) -> None:
    paths = {*named((ROOT / document).read_text())} - TEMPLATE_FILES

    assert {path for path in paths if not exists(path)} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_means_the_same_by_a_placeholder_everywhere(document: str) -> None:
    paths = [path for path in named((ROOT / document).read_text()) if "<" in path]
    common: dict[str, set[str]] = {}
    for path in paths:
        name = path.partition("<")[2].partition(">")[0]
        common[name] = common.get(name, values(path)) & values(path)

    assert {name: both for name, both in common.items() if len(both) < 3} == {}


def test_names_every_package_of_services() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    packages = {
        f"{app}/services/{folder.name}/"
        for app in ("organizations", "tickets")
        for folder in (ROOT / app / "services").iterdir()
        if (folder / "__init__.py").exists()
    }

    assert {path for path in packages if f"`{path}`" not in text} == set()


@pytest.mark.parametrize(
    "text",
    [
        "`portal/nowhere.py`",
        "`portal/nowhere/`",
        "`portal/<nowhere>/nothing.py`",
        "`portal.db.nowhere`",
        "[x](NOWHERE.md)",
        "```\nnowhere/\n```",
    ],
)
def test_would_notice_what_does_not_exist(text: str) -> None:
    assert [exists(path) for path in named(text)] == [False]
