"""Where a form leads that names a page in `next`."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from organizations.models import User
from portal.web.back import back

# Addresses that cannot be read, of other hosts, and of no page that has a name.
NEXT = ["https://[", "//[", "http://[::1", "https://evil.test/", "nonsense", "\x00", "?x"]
PUBLIC = [
    *("/account/login/", "/account/logout/", "/account/password/reset/", "/language/"),
    *("/account/oidc/company/login/", "/admin/login/", "/account/reauthenticate/"),
    "/account/2fa/authenticate/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("page", NEXT)
def test_no_door_breaks_on_the_page_to_go_to_next(client: Client, path: str, page: str) -> None:
    client.raise_request_exception = False
    typed = {"login": "a@b.example", "email": "a@b.example", "password": "x", "language": "de"}

    answers = [
        client.get(path, {"next": page}),
        client.post(f"{path}?language=de", {**typed, "next": page}),
        client.post(path, typed, query_params={"next": page}, headers={"referer": page}),
    ]

    assert all(answer.status_code < 500 for answer in answers)
    assert not any("evil.test" in answer.get("Location", "").split("?")[0] for answer in answers)


@pytest.mark.django_db
@pytest.mark.parametrize("page", NEXT)
@pytest.mark.parametrize(
    "path", [f"/account/{one}/" for one in ("login", "logout", "reauthenticate")]
)
def test_signs_in_whatever_the_next_page_is(
    support: User, desk_as: Callable[[User], Client], path: str, page: str
) -> None:
    client = Client() if "login" in path else desk_as(support)
    client.raise_request_exception = False
    typed = {"login": support.email, "password": "correct horse", "next": page}

    assert client.get(path, {"next": page}).status_code < 500
    assert client.post(path, typed).status_code == 302


@pytest.mark.parametrize("page", NEXT)
def test_leads_back_wherever_the_form_says(rf: RequestFactory, page: str) -> None:
    answer = back(rf.post("/", {"next": page}), "/tenants/")

    assert answer.url in ("/tenants/", page)
    assert "evil" not in answer.url and "[" not in answer.url
