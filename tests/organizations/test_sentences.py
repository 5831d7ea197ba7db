import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from organizations.models import Event
from organizations.sentences import SENTENCES, sentence
from portal.auth0.events import Step
from tickets.models import Message

PRODUCT = Path(__file__).parents[2]
VERB = re.compile(
    r"(attention|audit|connection|contact|customer|domain|job|link|note|organization|preset|profile"
    r"|staff|tenant|ticket|view):[a-z_]+"
)


def verbs_in_code() -> set[str]:
    """Every text in the services that looks like a verb; `sentences.py` itself does not count."""
    found = set()
    for app in ("organizations", "tickets"):
        for path in (PRODUCT / app).rglob("*.py"):
            if path.name == "sentences.py" or "views" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and VERB.fullmatch(str(node.value)):
                    found.add(str(node.value))
    return found


def test_has_a_sentence_for_every_verb() -> None:
    made = {f"message:{state}" for state in Message.State.values if state != Message.State.QUEUED}
    made |= {f"assistant:{step}{how}" for step in Step for how in ("", "_failed")}

    assert (verbs_in_code() | made) - set(SENTENCES) == set()


def test_has_no_sentence_that_nobody_needs() -> None:
    told = {verb for verb in SENTENCES if not verb.startswith(("assistant:", "message:"))}

    assert told - verbs_in_code() == set()


@pytest.mark.parametrize("verb", sorted(SENTENCES))
def test_reads_well_with_and_without_its_data(verb: str) -> None:
    names = {name for _, name, _, _ in Formatter().parse(SENTENCES[verb]) if name}

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
    assert sentence(Event(verb="customer:merge", data={})) == "customer:merge"
