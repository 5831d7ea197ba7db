from django.core.checks import run_checks


def ids() -> list[str | None]:
    return [message.id for message in run_checks() if (message.id or "").startswith("portal.")]


def test_good_settings_pass():
    assert ids() == []


def test_a_bad_encryption_key_stops_the_start_with_a_hint(settings):
    settings.ENCRYPTION_KEYS = ["short"]

    (message,) = [m for m in run_checks() if m.id == "portal.E001"]

    assert "PORTAL_ENCRYPTION_KEYS" in message.msg
    assert "Fernet.generate_key" in (message.hint or "")


def test_a_base_url_with_a_path_stops_the_start(settings):
    settings.BASE_URL = "https://onboarding.example.com/portal/"

    assert ids() == ["portal.E002"]
