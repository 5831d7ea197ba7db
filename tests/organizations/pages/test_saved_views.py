from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Customer, Event, SavedView, User
from organizations.roles import Role
from tests.factories import make_customer, make_user

pytestmark = pytest.mark.django_db

LIST = "/customers/"


@pytest.fixture(autouse=True)
def acme(db: None) -> Customer:
    return make_customer("Acme")


def labels(desk: Client, **query: Any) -> list[str]:
    return [link["label"] for link in desk.get(LIST, query).context["tabs"]["views"]]


def view_of(user: User, name: str = "Stuck", query: str = "stage=opened", **fields: Any):
    return SavedView.objects.create(user=user, name=name, query=query, **fields)


def test_everybody_finds_the_usual_views(desk: Client, support: User) -> None:
    make_customer("Globex", owner=support)

    page = desk.get(LIST, {"owner": "me"})

    assert labels(desk) == ["All", "Mine", "Needs attention", "Not mapped"]
    assert [row.name for row in page.context["page"].rows] == ["Globex"]
    assert '?owner=me" aria-current="page">Mine' in " ".join(page.content.decode().split())


def test_saves_what_is_shown_under_a_name(desk: Client, support: User) -> None:
    answer = desk.post("/views/new/?owner=me&q=&junk=x&stage=opened&after=", {"name": "Stuck"})

    view = SavedView.objects.get()
    assert (view.user, view.name, view.query) == (support, "Stuck", "stage=opened&owner=me")
    assert answer["Location"] == "/customers/?stage=opened&owner=me"
    assert "Stuck" in labels(desk)
    assert Event.objects.get(verb="view:save").data["filters"] == "stage=opened&owner=me"


def test_offers_to_save_only_what_is_no_view_yet(desk: Client, support: User) -> None:
    view_of(support)

    def may_save(**query: str) -> bool:
        return "Save view" in desk.get(LIST, query).content.decode()

    assert not may_save()
    assert not may_save(show="attention")
    assert not may_save(stage="opened")
    assert may_save(stage="opened", sort="recent")


def test_will_not_save_the_whole_list(desk: Client) -> None:
    answer = desk.post("/views/new/?stage=nonsense", {"name": "All"}, follow=True)

    assert "Filter or sort the list first" in answer.content.decode()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [("", "required"), ("x" * 61, "60"), ("STUCK", "already"), ("a\0b", "a control character")],
)
def test_says_what_is_wrong_with_a_name(desk: Client, support: User, name: str, told: str) -> None:
    view_of(support)

    answer = desk.post("/views/new/?stage=live", {"name": name})

    assert told in str(answer.context["form"].errors["name"])
    assert SavedView.objects.count() == 1


def test_colleagues_may_use_the_same_name(desk: Client, viewer: User) -> None:
    view_of(viewer)

    desk.post("/views/new/?stage=live", {"name": "Stuck"})

    assert SavedView.objects.filter(name="Stuck").count() == 2


def test_renames_and_deletes_ones_own(desk: Client, support: User) -> None:
    view = view_of(support)
    page = desk.get(LIST, {"stage": "opened"}).content.decode()
    assert f"/views/{view.pk}/edit/" in page

    renamed = desk.post(f"/views/{view.pk}/edit/", {"name": "Waiting"})
    assert renamed["Location"] == "/customers/?stage=opened"
    assert "Waiting" in labels(desk)
    assert "Delete view “Waiting”?" in desk.get(f"/views/{view.pk}/delete/").content.decode()
    desk.post(f"/views/{view.pk}/delete/")

    assert "Waiting" not in labels(desk)
    verbs = Event.objects.filter(target=f"view:{view.pk}").values_list("verb", flat=True)
    assert set(verbs) == {"view:change", "view:delete"}


def test_anothers_own_view_is_not_there(desk: Client, manager: User) -> None:
    view = view_of(manager)

    assert "Stuck" not in labels(desk)
    for deed in ("edit", "delete"):
        assert desk.post(f"/views/{view.pk}/{deed}/", {"name": "Mine"}).status_code == 404


def test_managers_share_views_and_keep_them_in_order(
    desk: Client, manager: User, desk_as: Callable[[User], Client]
) -> None:
    managers = desk_as(manager)
    managers.post("/views/new/?stage=opened", {"name": "Stuck", "shared": "on"})
    view = SavedView.objects.get()

    assert "Stuck" in labels(desk, stage="opened")
    assert "Edit view" not in desk.get(LIST, {"stage": "opened"}).content.decode()
    assert desk.post(f"/views/{view.pk}/delete/").status_code == 403

    another = desk_as(make_user(Role.MANAGER))
    another.post(f"/views/{view.pk}/edit/", {"name": "Stuck"})
    assert "Stuck" not in labels(desk)


def test_support_cannot_share(desk: Client) -> None:
    assert "everybody" not in desk.get("/views/new/?stage=opened").content.decode()

    desk.post("/views/new/?stage=opened", {"name": "Stuck", "shared": "on"})

    assert not SavedView.objects.get().shared


def test_a_view_whose_tenant_is_gone_still_opens(desk: Client, support: User) -> None:
    view_of(support, query="tenant=999")

    page = desk.get(LIST, {"tenant": "999"})

    assert page.status_code == 200
    assert "valid choice" in page.content.decode()
