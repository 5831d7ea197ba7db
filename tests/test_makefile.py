import re
import subprocess

import yaml

from tests.settings_source import BASE_DIR

INTERNAL = {"help", "browser"}


def test_list_every_target():
    text = (BASE_DIR / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", text, re.M)
    assert phony

    listed = subprocess.check_output(["make", "help"], cwd=BASE_DIR, text=True)

    assert set(re.findall(r"^  make ([a-z-]+) ", listed, re.M)) == set(phony[1].split()) - INTERNAL


def test_run_every_check_in_ci():
    text = (BASE_DIR / ".ci" / "run").read_text()

    assert "for target in lint test test-services; do" in text
    assert "set -euo pipefail" in text


def test_run_the_same_on_github():
    workflow = yaml.safe_load((BASE_DIR / ".github" / "workflows" / "ci.yml").read_text())

    runs = {
        name: [step["run"] for step in job["steps"] if "run" in step]
        for name, job in workflow["jobs"].items()
    }
    assert runs == {"ci": [".ci/run"], "coverage": ["make coverage"]}
