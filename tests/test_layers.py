"""`organizations` knows nothing of `tickets`, in any form that an import linter does not see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

import tickets.templatetags

APP = Path(settings.BASE_DIR, "organizations")
TEMPLATES = Path(settings.BASE_DIR, "templates", "organizations")
LIBRARIES = {path.stem for path in Path(tickets.templatetags.__path__[0]).glob("*.py")}
# An address, a template, a task: "tickets:new", "tickets/customers/_bulk.html", "tickets.sweep".
NAMED = re.compile(r"\btickets[:/.]\w")


def related() -> set[str]:
    """The names under which rows of tickets hang on those of organizations."""
    return {
        field.name
        for model in apps.get_app_config("organizations").get_models()
        for field in model._meta.related_objects
        if field.related_model._meta.app_label == "tickets"
    }


def known_to(path: Path) -> Iterator[str]:
    """What of tickets a module names."""
    names = related()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=imported):
                yield from (one.name for one in imported if one.name.startswith("tickets"))
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] == "tickets":
                yield module
            # Of those names, Django's ValidationError has one too.
            case ast.Attribute(attr=name, value=value) if name in names:
                if not (isinstance(value, ast.Name) and value.id == "error"):
                    yield f".{name}"
            case ast.keyword(arg=str(lookup)) if "__" in lookup and names & {*lookup.split("__")}:
                yield lookup
            case ast.Constant(value=str(text)):
                if NAMED.search(text) or (" " not in text and names & {*text.split("__")}):
                    yield text


def test_no_module_of_organizations_knows_tickets() -> None:
    known = {path.name: [*known_to(path)] for path in APP.rglob("*.py")}

    assert {name: told for name, told in known.items() if told} == {}


def test_no_template_of_organizations_knows_tickets() -> None:
    hanging = re.compile(rf"[.|](?:{'|'.join(sorted(related()))})\b")
    loads = re.compile(rf"{{% load [^%]*\b(?:{'|'.join(sorted(LIBRARIES))})\b")

    known = {
        f"{path.name}: {found[0]}"
        for path in TEMPLATES.rglob("*.html")
        for found in re.finditer(
            rf"{NAMED.pattern}|{hanging.pattern}|{loads.pattern}", path.read_text()
        )
    }

    assert known == set()


def test_would_notice_what_organizations_must_not_know(tmp_path: Path) -> None:
    module = tmp_path / "upward.py"
    module.write_text(
        "from tickets import services\n"
        "reverse('tickets:new')\n"
        "rows.filter(tickets__state='issued').prefetch_related('connection__tickets')\n"
        "connection.policy\n"
    )

    told = ["tickets", "tickets:new", "tickets__state", "connection__tickets", ".policy"]
    assert sorted(known_to(module)) == sorted(told)
