import ast
import json
import re
import subprocess
from functools import cache
from typing import Any

import pytest
from cryptography.fernet import Fernet

from tests.settings_source import BASE_DIR, variables

# For docker-compose.yml: it makes DATABASE_URL and REDIS_URL of the passwords.
NOT_SETTINGS = {
    *("POSTGRES_PASSWORD", "REDIS_PASSWORD"),
    *("PYTHON_IMAGE", "POSTGRES_IMAGE", "REDIS_IMAGE"),
}


@cache
def example() -> dict[str, tuple[bool, str]]:
    """Each variable of .env.example: whether it is to be filled in, and its value."""
    lines = re.findall(r"^(# )?([A-Z_]+)=(.*)$", (BASE_DIR / ".env.example").read_text(), re.M)
    return {name: (not comment, value.strip('"')) for comment, name, value in lines}


def as_text(default: ast.expr) -> str:
    """Write a default as the environment would."""
    value: Any = ast.literal_eval(default)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(value)
    return json.dumps(value) if isinstance(value, dict) else str(value)


def test_explain_every_setting_and_no_other():
    assert set(example()) - NOT_SETTINGS == set(variables())


def test_demand_only_what_has_no_default():
    demanded = {name for name, (to_fill_in, _) in example().items() if to_fill_in}

    assert demanded == {
        *("PORTAL_SECRET_KEY", "PORTAL_ENCRYPTION_KEYS", "PORTAL_LINK_KEYS"),
        *("PORTAL_BASE_URL", "PORTAL_ALLOWED_HOSTS"),
        *("POSTGRES_PASSWORD", "REDIS_PASSWORD"),
    }


# The default folder depends on where the project lies.
@pytest.mark.parametrize("name", sorted(set(variables()) - {"PORTAL_VAR_DIR"}))
def test_show_the_true_default(name):
    to_fill_in, value = example()[name]

    if not to_fill_in:
        assert value == as_text(variables()[name])


def test_give_a_command_that_makes_good_keys():
    text = (BASE_DIR / ".env.example").read_text()
    command = re.search(r"^#   (python3 -c .*)$", text, re.M)
    assert command

    lines = subprocess.check_output(command[1], shell=True, text=True).splitlines()

    keys = dict(line.split("=", 1) for line in lines)
    assert set(keys) == {"PORTAL_SECRET_KEY", "PORTAL_ENCRYPTION_KEYS", "PORTAL_LINK_KEYS"}
    Fernet(keys["PORTAL_ENCRYPTION_KEYS"])
    assert len(set(keys["PORTAL_SECRET_KEY"])) > 20
