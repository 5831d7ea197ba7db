"""The README's API quick start, run as written."""

import os
import re
import subprocess
from pathlib import Path

from django.conf import settings

_WHERE = re.compile(r"^export API=.*$", re.MULTILINE)


def section() -> str:
    text = Path(settings.BASE_DIR, "README.md").read_text()
    return text.partition("## API quick start")[2].partition("\n## ")[0]


def run_quick_start(portal: str, key: str) -> list[str]:
    """Run the shell of the section, in its order, against a portal; return the lines it prints."""
    blocks = "\n".join(re.findall(r"^```sh\n(.*?)^```", section(), re.DOTALL | re.MULTILINE))
    script = _WHERE.sub(f"export API={portal}/api/v1 KEY={key}", blocks)
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "no_proxy": "*"},
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.strip().splitlines()
