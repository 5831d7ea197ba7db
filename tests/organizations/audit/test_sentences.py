import re
from pathlib import Path
from string import Formatter

import pytest

from organizations.models import Event
from organizations.services import audit
from organizations.services.audit.sentences import sentence, sentences
from organizations.verbs import AuditVerb
from portal.auth0.events import Step
from tests.factories import SYSTEM
from tickets.models import Message

PRODUCT = Path(__file__).parents[3]
ENUMS = AuditVerb.__subclasses__()
# Made of data: what Auth0's log and the mail service tell.
MADE = re.compile(r"(assistant|message):")


def written() -> set[str]:
    """Every member of an enum of verbs that the product names outside of it."""
    enums = {enum.__module__: enum for enum in ENUMS if enum.__name__ == "Verb"}
    found = set()
    for app in ("organizations", "tickets"):
        for path in (PRODUCT / app).rglob("*.py"):
            if path.name == "published.py":  # names verbs, and writes none
                continue
            source = path.read_text()
            imported = re.search(r"from (\w+\.verbs) import .*\bVerb\b", source)
            for name in re.findall(r"\bVerb\.([A-Z_]+)", source):
                found.add(enums[imported[1] if imported else f"{app}.verbs"][name].value)
    return found


def test_knows_the_sentence_of_every_verb() -> None:
    assert set(sentences()) == {verb.value for enum in ENUMS for verb in enum}
    assert all(" " in one for one in sentences().values())  # told, not made from the name


def test_no_verb_is_there_that_nobody_writes() -> None:
    assert {verb for verb in sentences() if not MADE.match(verb)} == written()


def test_what_is_made_of_data_has_its_verbs() -> None:
    made = {f"message:{state}" for state in Message.State.values if state != Message.State.QUEUED}
    made |= {f"assistant:{step}{how}" for step in Step for how in ("", "_failed")}

    assert {verb for verb in sentences() if MADE.match(verb)} == made


def test_nothing_else_is_written() -> None:
    """The type of `audit.record` says so, and no code writes an event past it."""
    makers = {
        str(path.relative_to(PRODUCT))
        for app in ("organizations", "tickets")
        for path in (PRODUCT / app).rglob("*.py")
        if re.search(r"\bEvent\.objects\.(bulk_)?create|(?<!class )\bEvent\(", path.read_text())
    }

    assert makers == {"organizations/services/audit/__init__.py"}
    with pytest.raises(AttributeError):
        audit.record("customer:create", by=SYSTEM)  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", sorted(sentences()))
def test_reads_well_with_and_without_its_data(verb: str) -> None:
    names = {name for _, name, _, _ in Formatter().parse(sentences()[verb]) if name}

    full = sentence(Event(verb=verb, data=dict.fromkeys(names, "word")))
    empty = sentence(Event(verb=verb, data={}))

    assert full.count("word") >= len(names)
    assert "{" not in full + empty


def test_writes_stages_and_lists_as_words() -> None:
    moved = Event(verb="connection:stage", data={"was": "planned", "to": "domain_pending"})
    changed = Event(verb="customer:change", data={"name": "Acme", "changed": ["external_id"]})

    assert sentence(moved) == "moved the connection from “planned” to “domain pending”"
    assert sentence(changed) == "changed Acme: external id"


def test_shows_a_verb_of_an_older_release() -> None:
    assert sentence(Event(verb="customer:rename", data={})) == "customer:rename"
