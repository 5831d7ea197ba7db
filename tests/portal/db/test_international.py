"""Domains and addresses are found by any part of them as people read it."""

import pytest

from organizations.models import Contact, Customer, Domain
from organizations.search import customers
from portal import clock
from portal.db.international import like_address
from tests.factories import make_customer


@pytest.fixture
def muellerdrei(db: None) -> Customer:
    customer = make_customer("Drei")
    now = clock.now()
    Domain.objects.create(customer=customer, name="shop.xn--mllerdrei-q9a.example", created_at=now)
    Contact.objects.create(
        customer=customer, name="Anna", email="Anna@xn--mllerdrei-q9a.example", created_at=now
    )
    other = make_customer("Andere")
    Domain.objects.create(customer=other, name="xn--mller-kva.example", created_at=now)
    Domain.objects.create(customer=other, name="mllerdrei.example", created_at=now)
    return customer


@pytest.mark.parametrize(
    "text",
    [
        *(
            "müllerd",
            "MÜLLERD",
            "üllerdr",
            "lerdrei-q",
            "müllerdrei",
            "shop.müllerdr",
            "mu\u0308llerd",
        ),
        *("müllerdrei.exa", "xn--mllerdrei", "MÜLLERDREI.EXAMPLE", "ｍüllerdrei", "p.müllerdrei.e"),
    ],
)
def test_finds_a_domain(muellerdrei: Customer, text: str) -> None:
    assert [*customers(q=text)] == [muellerdrei]


@pytest.mark.parametrize("text", ["anna@mül", "a@müllerdrei", "ANNA@MÜLLERDREI.EXAMPLE"])
def test_finds_an_address(muellerdrei: Customer, text: str) -> None:
    found = Contact.objects.filter(like_address(Contact, "email", text))

    assert [one.customer for one in found] == [muellerdrei]


@pytest.mark.parametrize("text", ["möll", "müller & söhne", "日本", "ü.müller", "xn--müll"])
def test_finds_nothing_else(muellerdrei: Customer, text: str) -> None:
    assert not Domain.objects.filter(like_address(Domain, "name", text)).exists()


def test_finds_a_domain_without_any_letter_of_ascii(db: None) -> None:
    customer = make_customer("Reihe")
    Domain.objects.create(customer=customer, name="xn--wgv71a119e.jp", created_at=clock.now())

    assert [*customers(q="本語")] == [customer]
