import json
import re
from functools import cache
from typing import Any

import jsonschema
import pytest
import yaml

from portal.local.demo.options import PORTS
from tests.settings_source import BASE_DIR, variables


@cache
def compose() -> dict[str, Any]:
    return yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())


def services() -> dict[str, Any]:
    return compose()["services"]


def ours() -> list[str]:
    return [name for name, service in services().items() if "build" in service]


def read_by_sandbox() -> set[str]:
    sources = (BASE_DIR / "portal" / "local" / "auth0_sandbox").rglob("*.py")
    return set(re.findall(r"\bSANDBOX_[A-Z_]+\b", "".join(path.read_text() for path in sources)))


def test_follow_the_compose_schema():
    schema = json.loads((BASE_DIR / "tests" / "data" / "compose-spec.json").read_text())

    jsonschema.Draft202012Validator(schema).validate(compose())


@pytest.mark.parametrize("name", ours())
def test_set_only_what_is_read(name):
    known = read_by_sandbox() if name == "sandbox" else set(variables())

    assert set(services()[name]["environment"]) <= known


def test_ask_only_for_variables_that_are_explained():
    text = (BASE_DIR / "docker-compose.yml").read_text()
    asked_for = set(re.findall(r"\$\{([A-Z_]+)", text))

    explained = (BASE_DIR / ".env.example").read_text()
    unexplained = {name for name in asked_for if f"{name}=" not in explained}
    assert unexplained <= {*PORTS, *read_by_sandbox()}


def test_keep_broker_and_cache_apart():
    environment = services()["web"]["environment"]

    assert environment["REDIS_URL"].endswith("@broker:6379/0")
    assert environment["CACHE_URL"].endswith("@cache:6379/1")
    assert "--maxmemory-policy noeviction" in services()["broker"]["command"]


@pytest.mark.parametrize("name", ["broker", "cache"])
def test_ask_a_password_of_whoever_reads_tasks_or_cache(name):
    assert "--requirepass ${REDIS_PASSWORD:?" in services()[name]["command"]
    assert "REDIS_PASSWORD" in services()[name]["environment"]["REDISCLI_AUTH"]


def test_publish_ports_on_this_machine_only():
    ports = [port for service in services().values() for port in service.get("ports", ())]

    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_let_workers_be_many_and_beat_be_one():
    worker, beat = services()["worker"], services()["beat"]

    # A fixed name or port would stop a second worker from starting.
    assert not {"container_name", "ports", "deploy"} & set(worker)
    assert beat["deploy"]["replicas"] == 1


def test_start_after_the_migrations():
    for name in ("web", "worker", "beat"):
        condition = services()[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"


def test_watch_the_health_of_everything_that_stays():
    image_has_one = "HEALTHCHECK" in (BASE_DIR / "Dockerfile").read_text()
    for name, service in services().items():
        assert "healthcheck" in service or (image_has_one and name in ours())


def test_keep_sandbox_and_mail_out_of_production():
    assert {name for name, service in services().items() if "profiles" in service} == {
        "sandbox",
        "mail",
    }


def test_run_the_image_as_an_ordinary_user():
    users = re.findall(r"^USER (\S+)", (BASE_DIR / "Dockerfile").read_text(), re.M)

    assert users
    assert users[-1] not in ("root", "0")


def test_copy_only_what_is_not_ignored():
    allowed = set(re.findall(r"^!(\S+)", (BASE_DIR / ".dockerignore").read_text(), re.M))
    copied = set(re.findall(r"^COPY (\S+) ", (BASE_DIR / "Dockerfile").read_text(), re.M))

    assert copied - {"--from=build"} == allowed
    assert all((BASE_DIR / name).exists() for name in allowed)


def test_every_image_can_be_pinned_by_its_digest():
    compose_text = (BASE_DIR / "docker-compose.yml").read_text()
    dockerfile = (BASE_DIR / "Dockerfile").read_text()

    foreign = [one["image"] for one in services().values() if not {"build", "profiles"} & {*one}]
    assert foreign and all(re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[^}]+\}", one) for one in foreign)
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.M)) == {"${PYTHON_IMAGE}"}
    # Whatever builds without Compose starts from the same image.
    (default,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)", dockerfile, re.M)
    assert f"PYTHON_IMAGE: ${{PYTHON_IMAGE:-{default}}}" in compose_text
    assert f"# PYTHON_IMAGE={default}" in (BASE_DIR / ".env.example").read_text()
