"""The examples for Kubernetes and systemd: valid, and as careful as docker-compose.yml."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.settings_source import BASE_DIR

DEPLOY = BASE_DIR / "portal" / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


@cache
def objects() -> dict[str, dict[str, Any]]:
    text = (DEPLOY / "kubernetes.yaml").read_text()
    return {f"{one['kind']} {one['metadata']['name']}": one for one in yaml.safe_load_all(text)}


def pods() -> dict[str, dict[str, Any]]:
    return {
        name: one["spec"]["template"]["spec"]
        for name, one in objects().items()
        if "template" in one["spec"]
    }


@pytest.mark.parametrize("name", objects())
def test_each_object_follows_the_schema_of_kubernetes(name: str) -> None:
    kubernetes_validate.validate(objects()[name], "1.34", strict=True)


def test_has_every_part_once() -> None:
    assert set(objects()) == {
        *("Job portal-migrate", "Deployment portal-web", "Service portal-web"),
        *("PodDisruptionBudget portal-web", "Deployment portal-worker"),
        *("PodDisruptionBudget portal-worker", "Deployment portal-beat"),
    }
    beat = objects()["Deployment portal-beat"]["spec"]
    assert (beat["replicas"], beat["strategy"]) == (1, {"type": "Recreate"})


@pytest.mark.parametrize("name", pods())
def test_each_container_can_change_nothing(name: str) -> None:
    pod = pods()[name]
    (container,) = pod["containers"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]
    assert name.startswith("Job") or "livenessProbe" in container


def test_selects_the_pods_that_it_makes() -> None:
    labels = [
        one["spec"]["template"]["metadata"]["labels"]
        for one in objects().values()
        if "template" in one["spec"]
    ]
    for one in objects().values():
        selector = one["spec"].get("selector", {})
        assert not selector or selector.get("matchLabels", selector) in labels


def compose() -> dict[str, Any]:
    return yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_runs_the_same_everywhere(part: str) -> None:
    (container,) = pods()[f"Deployment portal-{part}"]["containers"]
    (unit,) = (path for path in UNITS if path.stem == f"portal-{part}")

    command = compose()[part]["command"]
    assert " ".join(container["command"]) == command
    # There, beat keeps its schedule with the other data.
    started = command.replace(" --schedule /tmp/beat-schedule", "")
    assert f"ExecStart=/srv/portal/.venv/bin/{started}\n" in unit.read_text()


def test_serves_the_same_by_systemd_as_in_the_image() -> None:
    image = (BASE_DIR / "Dockerfile").read_text()
    parts = re.findall(r'"([^"]+)"', image[image.index('CMD ["gunicorn"') :])
    unit = (DEPLOY / "systemd" / "portal-web.service").read_text()

    command = " ".join(parts).replace("0.0.0.0", "127.0.0.1")
    assert f"ExecStart=/srv/portal/.venv/bin/{command}\n" in unit


@pytest.mark.parametrize("name", [name for name, one in compose().items() if "build" in one])
def test_containers_of_compose_can_change_nothing(name: str) -> None:
    service = compose()[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["tmpfs"] == ["/tmp"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_each_unit_is_one_that_systemd_takes(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text()
    assert [
        line for line in text.splitlines() if not re.match(r"(\[\w+\]|#.*|\w+=.+|)$", line)
    ] == []
    assert "EnvironmentFile=/srv/portal/.env\n" in text
    assert "Restart=always\n" in text
    if not (verifier := shutil.which("systemd-analyze")):
        return  # the lines above hold everywhere
    # Neither program nor folder is here.
    here = tmp_path / unit.name
    here.write_text(re.sub(r"^(ExecStart)=\S+", r"\1=/bin/true", text, flags=re.M))
    said = subprocess.run(
        [verifier, "verify", "--man=no", "--generators=no", str(here)],
        capture_output=True,
        text=True,
        check=False,
    )

    told = [line for line in said.stderr.splitlines() if unit.name in line]
    assert told == []
