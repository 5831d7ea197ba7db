"""Every command of OPERATING.md: run, or held against what it names where it can't be run here."""

import base64
import os
import re
import secrets
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet
from django.core.management import get_commands

from tests.settings_source import BASE_DIR

TEXT = (BASE_DIR / "OPERATING.md").read_text()
MANAGE = re.compile(r"^(?:\.venv/bin/)?python manage\.py (.+)$")
ALERTS = BASE_DIR / "portal" / "monitoring" / "metrics" / "grafana" / "alerts.yml"


def commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def held(command: str) -> bool:
    """Whether a command that isn't run here names only what exists."""
    words = shlex.split(command)
    services = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]
    match words:
        case ["cp", *sources, _target]:
            return all(any(BASE_DIR.glob(one)) for one in sources)
        case ["docker", "compose", "build"] | ["docker", "compose", "up", "-d", "--build"]:
            return True
        case ["docker", "compose", "up", "-d", "--scale", scaled]:
            return scaled.partition("=")[0] in services
        case ["docker", "compose", "up", "-d", "--no-deps", *named]:
            return set(named) <= set(services)
        case ["docker", "compose", "run", "--rm", service] if service in services:
            return True
        case ["docker", "compose", "exec", service, "python", "manage.py", command, *_] | [
            *_,
            "--volume",
            _,
            service,
            "python",
            "manage.py",
            command,
            _,
        ]:
            return service in services and command in get_commands()
        case ["docker", "image", "inspect", "--format", _, *images]:
            text = "".join(
                str(one.get("image")) + str(one.get("build")) for one in services.values()
            )
            return set(images) <= set(re.findall(r"\$\{[A-Z]+_IMAGE:-([^}]+)\}", text))
        case ["systemctl", "enable", "--now", *units]:
            folder = BASE_DIR / "portal" / "deploy" / "systemd"
            return all((folder / f"{unit}.service").exists() for unit in units)
        # Debian's and PostgreSQL's own; what Makefile does, too.
        case ["apt-get", "install", "--yes", *_] | ["adduser", "--system", *_]:
            return True
        case ["sudo", "-u", "postgres", "createuser" | "createdb", *_]:
            return True
        case ["python3", "-m", "venv", ".venv"] | ["set", "-a;", ".", "./.env;", "set", "+a"]:
            return True
        case [".venv/bin/pip", "install", "--require-hashes", "-r", lock]:
            return (BASE_DIR / lock).exists()
    return False


def test_names_only_what_exists_where_it_is_not_run() -> None:
    others = [one for one in commands() if not MANAGE.match(one) and not one.startswith("curl")]

    assert others
    assert [one for one in others if not held(one)] == []


def test_is_shell_that_bash_can_read() -> None:
    subprocess.run(["bash", "-n", "-c", "\n".join(commands())], check=True)


@pytest.mark.processes
def test_commands_of_the_portal_work_in_their_order(tmp_path: Path, redis_url: str) -> None:
    """On a new SQLite database in production's settings; before `restore`, it is lost."""
    file = tmp_path / "portal.backup"
    key = Fernet.generate_key().decode()
    env = {
        "PATH": os.environ["PATH"],
        "REDIS_URL": redis_url,
        "PORTAL_VAR_DIR": str(tmp_path / "var"),
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(48),
        "PORTAL_ENCRYPTION_KEYS": key,
        "PORTAL_LINK_KEYS": key,
        "PORTAL_BASE_URL": "https://localhost:1",
        "PORTAL_ALLOWED_HOSTS": "localhost",
        "PORTAL_TRUSTED_PROXY_COUNT": "1",
        "PORTAL_BACKUP_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "PORTAL_DNS_SERVERS": "127.0.0.1:1",
    }
    ran = [found[1] for one in commands() if (found := MANAGE.match(one))]
    # Said twice of the doctor; once will do.
    for command in dict.fromkeys(ran):
        words = shlex.split(command.replace("/tmp/portal.backup", str(file)))
        if words[0] == "restore":
            for lost in (tmp_path / "var").glob("portal.sqlite3*"):
                lost.unlink()
            assert manage(["migrate", "--no-input"], env).returncode == 0
        ended = manage(words, env)
        # Neither worker nor proxy is here, and the doctor says so.
        expected = 1 if words[0] == "doctor" else 0
        assert ended.returncode == expected, f"{command}: {ended.stdout}{ended.stderr}"
    assert {"migrate", "backup", "restore", "audit", "doctor", "reencrypt"} <= {
        one.split()[0] for one in ran
    }


def manage(words: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_asks_for_metrics_and_health_by_addresses_that_answer(
    live_server: Any, settings: Any, redis_url: str
) -> None:
    settings.METRICS_TOKEN = "of-prometheus"
    asked = [one for one in commands() if one.startswith("curl")]
    env = {
        "PATH": os.environ["PATH"],
        "no_proxy": "*",
        "PORTAL_METRICS_TOKEN": "of-prometheus",
        "PORTAL_BASE_URL": live_server.url,
    }

    for command in asked:
        # Without a worker, /healthz answers 503, which is an answer.
        ran = subprocess.run(
            ["bash", "-c", command.replace("--fail ", "")],
            env=env,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert "portal_part_up" in ran.stdout or '"database": "ok"' in ran.stdout
    assert len(asked) == 2


def test_says_what_to_do_about_each_alert() -> None:
    rules = yaml.safe_load(ALERTS.read_text())["groups"][0]["rules"]
    section = TEXT.partition("## Troubleshooting")[2].partition("\n## ")[0]

    assert {rule["alert"] for rule in rules} == set(
        re.findall(r"^\| (Portal\w+) \|", section, re.M)
    )


def test_tells_of_each_key() -> None:
    section = TEXT.partition("## Keys")[2].partition("\n## ")[0]

    for name in ("ENCRYPTION_KEYS", "LINK_KEYS", "SECRET_KEY", "BACKUP_KEY", "DOMAIN_CONNECT_KEY"):
        assert f"| `PORTAL_{name}` |" in section
