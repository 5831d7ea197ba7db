import uuid

import pytest

from organizations.forms.audit import AuditFilter
from portal.signing import link_token, record_token


@pytest.mark.parametrize(
    "text",
    [
        f"https://sso.example.com/l/{link_token(uuid.UUID(int=1))}/",
        link_token(uuid.UUID(int=1)),
        f"see /dns/{record_token(12)}/",
    ],
)
def test_a_pasted_link_is_refused_and_kept_nowhere(text: str) -> None:
    form = AuditFilter({"q": text, "kind": "staff"})

    assert form.query() == "kind=staff"
    assert form.ignored() == [
        "Search: A link opens a customer's setup, so it mustn't appear in a URL. Press "
        "Ctrl-K and paste it there."
    ]


def test_the_same_wish_has_one_query_string() -> None:
    told = {"junk": "1", "about": "ticket", "q": " acme & co ", "kind": "", "since": "2026-03-01"}

    assert AuditFilter(told).query() == "q=acme+%26+co&about=ticket&since=2026-03-01"
