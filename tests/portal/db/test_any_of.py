import pytest
from django.db.models import Q

from organizations.models import Customer
from portal import clock
from portal.db import any_of as anyof
from portal.db.any_of import any_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("few", [0, 1, 2, 100])
def test_finds_the_same_whether_few_fit_or_many(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anyof, "_FEW", few)
    now = clock.now()
    Customer.objects.bulk_create(
        Customer(name=name, external_id=name, created_at=now, updated_at=now) for name in "abcd"
    )
    rows = Customer.objects.exclude(name="d").order_by("-name")

    found = any_of(rows, [Q(name="a"), Q(external_id__in=["a", "c"]), Q(name="d")])

    assert [row.name for row in found] == ["c", "a"]
    assert not any_of(rows, [Q(name="x"), Q(name="d")]).exists()
