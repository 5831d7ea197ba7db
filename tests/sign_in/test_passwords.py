"""Which passwords staff may set."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from organizations.models import User
from tests.inbox_process import Inbox

LEAKED = "seven leaks of March"


@pytest.mark.parametrize(
    "password", ["Umbrella2026!", "auth0-portal-1", "UMBRELLA-software", "qwertyuiop"]
)
def test_words_of_ours_and_common_ones_are_refused(settings: Any, password: str) -> None:
    settings.COMPANY_NAME = "Umbrella Software"

    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["umbrella over the sea", "correct horse battery", "x" * 64 + "Ω"]
)
def test_a_password_of_ones_own_is_taken(settings: Any, password: str) -> None:
    settings.COMPANY_NAME = "Umbrella Software"

    validate_password(password)


@pytest.fixture
def leaked(tmp_path: Path, settings: Any) -> str:
    """A password that only the file of Have I Been Pwned knows."""
    file = tmp_path / "hashes.txt"
    file.write_text(f"{hashlib.sha1(LEAKED.encode()).hexdigest().upper()}:5\r\n")
    settings.BREACHED_PASSWORDS_FILE = str(file)
    return LEAKED


def test_a_leaked_one_is_refused_where_a_forgotten_one_is_set(
    leaked: str, support: User, mails: Inbox, run_tasks: Any, client: Client
) -> None:
    with run_tasks():
        client.post("/account/password/reset/", {"email": support.email})
    [mail] = mails.messages()
    [path] = re.findall(r"http://localhost:8000(/\S+/key/\S+)", mail["Text"])
    form = client.get(path, follow=True)

    typed = {"password1": leaked, "password2": leaked}
    answer = client.post(form.redirect_chain[-1][0], typed)

    assert "leaked elsewhere" in answer.content.decode()
    assert not client.login(email=support.email, password=leaked)


@pytest.mark.parametrize("page", ["/account/password/change/", "/admin/password_change/"])
def test_a_leaked_one_is_refused_where_one_is_changed(
    leaked: str, operator: User, desk_as: Callable[[User], Client], page: str
) -> None:
    old, names = (
        ("oldpassword", ("password1", "password2"))
        if page.startswith("/account")
        else ("old_password", ("new_password1", "new_password2"))
    )

    answer = desk_as(operator).post(
        page, {old: "correct horse"} | dict.fromkeys(names, leaked), follow=True
    )

    assert "leaked elsewhere" in answer.content.decode()
    operator.refresh_from_db()
    assert operator.check_password("correct horse")


def test_a_leaked_one_is_refused_for_the_first_superuser(
    db: None, leaked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", leaked)
    create = ["createsuperuser", "--no-input", "--email", "root@ours.example", "--name", "Root"]

    with pytest.raises(CommandError, match=r"DJANGO_SUPERUSER_PASSWORD: .*leaked elsewhere"):
        call_command(*create)

    assert not User.objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    call_command(*create)
    assert User.objects.get().check_password("correct horse battery")


def test_a_missing_list_keeps_nobody_out(settings: Any, support: User, client: Client) -> None:
    settings.BREACHED_PASSWORDS_FILE = "/nowhere/hashes.txt"

    typed = {"login": support.email, "password": "correct horse"}
    answer = client.post("/account/login/", typed)

    assert answer.status_code == 302
    validate_password("umbrella over the sea")
