"""Home as a queue: groups, filters, acts on what is selected, and the same by keyboard."""

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from organizations.models import Attention, Customer, User
from portal import clock
from tests.browser import assert_accessible_and_fits
from tests.factories import make_connection, make_customer, make_tenant
from tests.organizations.pages.counting import queries

Reason = Attention.Reason


def items(count: int, *reasons: Reason, customer: Customer | None = None) -> list[Attention]:
    """So many items of each reason, each of a connection of its own."""
    tenant = make_tenant()
    customer = customer or make_customer()
    made = []
    for number in range(count):
        connection = make_connection(customer, tenant)
        made += [
            Attention(
                customer=customer,
                connection=connection,
                reason=reason,
                detail=f"Matter {number}",
                since=clock.now() - timedelta(hours=count - number),
            )
            for reason in reasons or (Reason.STALLED,)
        ]
    return Attention.objects.bulk_create(made)


def shown(desk: Client, query: str = "") -> list[str]:
    groups = desk.get(f"/?{query}").context["groups"]
    return [one.detail for group in groups for one in group.items]


def act(desk: Client, name: str, *chosen: Attention, **fields: str) -> str:
    data = {"act": name, "item": [one.pk for one in chosen], **fields}
    return desk.post("/attention/change/", data, follow=True).content.decode()


@pytest.mark.django_db
def test_groups_by_reason_with_counts_and_shows_the_first_of_each(desk: Client) -> None:
    items(12, Reason.STALLED, Reason.BOUNCED)

    answer = desk.get("/")

    groups = [(g.reason, g.count, len(g.items)) for g in answer.context["groups"]]
    assert groups == [(Reason.BOUNCED, 12, 8), (Reason.STALLED, 12, 8)]
    assert answer.context["total"] == 24
    assert "View all 12" in answer.content.decode()


@pytest.mark.django_db
def test_a_kind_has_pages_of_its_own(desk: Client) -> None:
    items(60)

    first = desk.get("/?kind=stalled").context["page"]
    second = desk.get(f"/?kind=stalled&after={first.after}").context["page"]

    assert [len(first.rows), len(second.rows)] == [50, 10]
    assert first.rows[0].detail == "Matter 0"  # longest waiting


@pytest.mark.django_db
def test_with_5000_items_asks_the_database_as_often_as_with_five(desk: Client) -> None:
    items(1, *list(Reason)[:5])
    few = queries(desk, "/")

    items(500, *list(Reason)[:10])

    assert queries(desk, "/") == few
    assert desk.get("/").context["total"] == 5_005


@pytest.mark.django_db
def test_filters_mine_unowned_and_all(desk: Client, support: User) -> None:
    items(1, customer=make_customer("Mine", owner=support))
    items(1, customer=make_customer("Unowned"))
    (given,) = items(1, customer=make_customer("Given"))
    Attention.objects.filter(pk=given.pk).update(assignee=support)

    def customers(query: str) -> set[str]:
        groups = desk.get(f"/?{query}").context["groups"]
        return {one.customer.name for group in groups for one in group.items}

    assert customers("whose=me") == {"Mine", "Given"}
    assert customers("whose=nobody") == {"Unowned"}
    assert customers("") == {"Mine", "Given", "Unowned"}
    assert customers("q=given") == {"Given"}


@pytest.mark.django_db
def test_what_is_snoozed_comes_back_in_time(desk: Client) -> None:
    first, _ = items(2)
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()

    page = act(desk, "snooze", first, until=tomorrow)

    assert "1 item snoozed until" in page
    assert shown(desk) == ["Matter 1"]
    assert shown(desk, "show=snoozed") == ["Matter 0"]
    Attention.objects.filter(pk=first.pk).update(snoozed_until=clock.now())
    assert shown(desk) == ["Matter 0", "Matter 1"]


@pytest.mark.django_db
def test_the_first_due_comes_first(desk: Client) -> None:
    _, second = items(2)

    act(desk, "due", second, due=clock.now().date().isoformat())

    assert shown(desk) == ["Matter 1", "Matter 0"]


@pytest.mark.django_db
def test_resolves_several_lists_why_and_undoes(desk: Client) -> None:
    page = act(desk, "resolve", *items(3), why="All called back.")
    assert "3 items marked as resolved" in page
    assert "You're all caught up" in page.replace("&#x27;", "'")
    assert desk.get("/?show=resolved").content.decode().count("All called back.") == 3

    page = desk.post("/attention/undo/", {"next": "/"}, follow=True).content.decode()

    assert "Undone: 3 items" in page
    assert len(shown(desk)) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("resolve", {}, "Say in one line why"),
        ("snooze", {"until": "2020-01-01"}, "Choose a day after today"),
        ("snooze", {"until": "soon"}, "Enter a valid date"),
        ("assign", {"assignee": "999999"}, "Select a valid choice"),
        ("dance", {}, "Select a valid choice"),
    ],
)
def test_says_what_is_wrong(desk: Client, name: str, fields: dict[str, str], told: str) -> None:
    assert told in act(desk, name, *items(1), **fields)
    assert len(shown(desk)) == 1


@pytest.mark.django_db
def test_asks_for_a_selection(desk: Client) -> None:
    assert "Select at least one item first" in act(desk, "assign")


@pytest.mark.django_db
def test_viewers_see_the_queue_and_change_nothing(desk_as, viewer: User) -> None:
    (item,) = items(1)
    desk = desk_as(viewer)

    assert "queue-form" not in desk.get("/").content.decode()
    assert desk.post("/attention/change/", {"act": "wake", "item": item.pk}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_by_keyboard(page_for, support: User) -> None:
    items(3)
    page: Page = page_for(support)
    page.goto("/")

    page.keyboard.press("?")
    expect(page.locator("#queue-keys")).to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.get_by_role("dialog").get_by_label("Why?").fill("Solved on the phone.")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("1 item marked as resolved")
    assert Attention.objects.get(resolution="Solved on the phone.").detail == "Matter 1"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("Undone")
    page.wait_for_load_state()

    page.keyboard.press("j")
    expect(page.locator("[data-queue-open]").first).to_be_focused()
    page.keyboard.press("s")
    until = page.get_by_label("Snooze until")
    expect(until).to_be_focused()
    until.fill("2030-12-31")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("snoozed until December 31, 2030")
    expect(page.locator("[data-queue-row]")).to_have_count(2)

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")


@pytest.mark.django_db(transaction=True)
def test_without_javascript_and_at_every_width(page_for, support: User) -> None:
    items(10, Reason.STALLED, Reason.ASKED, customer=make_customer("Acme International GmbH"))
    page: Page = page_for(support, javascript=False)
    page.goto("/")

    page.locator("[name=item]").first.check()
    page.get_by_placeholder("Why is it resolved?").fill("Nothing to do.")
    page.get_by_role("button", name="Mark as resolved").click()

    expect(page.get_by_text("1 item marked as resolved.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: 1 item")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_fits_and_keeps_the_stages_in_one_line(page_for, support: User) -> None:
    items(2, *Reason, customer=make_customer("Acme International GmbH"))
    page: Page = page_for(support)
    page.goto("/")
    assert_accessible_and_fits(page)
    for width in (768, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        tops = page.locator(".pipeline__stage").evaluate_all(
            "all => new Set(all.map(one => one.getBoundingClientRect().top)).size"
        )
        assert tops == 1
