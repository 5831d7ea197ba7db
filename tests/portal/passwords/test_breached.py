"""Passwords that leaked elsewhere: by the bundled list, and by a file of hashes."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from portal.doctor import NotChecked, Trouble
from portal.doctor.passwords import breached
from portal.passwords.breached import BreachedPasswordValidator
from portal.passwords.hash_file import HashFile, Unusable

LEAKED = [f"leaked phrase {number}" for number in range(500)]


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest().upper()


def write(path: Path, passwords: list[str], *, end: str = "\r\n") -> str:
    # Counts of any length, so that lines are of many lengths.
    rows = sorted(f"{sha1(one)}:{7 ** (place % 9)}" for place, one in enumerate(passwords))
    path.write_bytes("".join(row + end for row in rows).encode())
    return str(path)


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> str:
    settings.BREACHED_PASSWORDS_FILE = write(tmp_path / "hashes.txt", LEAKED)
    return settings.BREACHED_PASSWORDS_FILE


def refused(password: str) -> bool:
    try:
        BreachedPasswordValidator().validate(password)
    except ValidationError as error:
        assert error.code == "password_breached"
        return True
    return False


@pytest.mark.parametrize(
    "password", ["1q2w3e4r5t6y", "trustno1", "TrustNo1", "Liverpool1!", "2026iloveyou"]
)
def test_the_bundled_list_and_what_is_close_to_it(password: str) -> None:
    assert refused(password)


@pytest.mark.parametrize(
    "password", ["correct horse", "liverpool-86152-31", "a quiet harbour", "x" * 3_000, "Ω" * 12]
)
def test_what_nobody_is_known_to_have_used(password: str) -> None:
    assert not refused(password)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("count", [1, 2, 3, 500])
def test_finds_every_line_and_no_other(tmp_path: Path, count: int, end: str) -> None:
    known = HashFile(write(tmp_path / "hashes.txt", LEAKED[:count], end=end))

    assert all(known.holds(one) for one in LEAKED[:count])
    assert not any(known.holds(f"{one}!") for one in LEAKED)


def test_reads_a_last_line_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "hashes.txt"
    path.write_text("\n".join(sorted(sha1(one) for one in LEAKED[:9])))

    assert all(HashFile(str(path)).holds(one) for one in LEAKED[:9])


def test_reads_little_of_a_large_file(file: str) -> None:
    """Most of it is a hole, which whoever reads all of it notices by the time and memory."""
    big = Path(file).with_name("big.txt")
    with big.open("wb") as out:
        out.write(Path(file).read_bytes())
        out.truncate(4 * 2**30)

    with pytest.raises(Unusable):
        HashFile(str(big)).holds(LEAKED[0])


def test_a_password_of_the_file_is_refused(file: str) -> None:
    assert refused(LEAKED[250])
    assert not refused(f"{LEAKED[250]} and more")
    assert not refused("with a lone \ud800 surrogate")
    assert breached().startswith("The file has about ")


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "is a directory"),
        (make_pipe, "isn't a file"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"\x00" * 100_000), "isn't a list"),
        (lambda path: path.write_bytes(b"8846F7EAEE8FB117AD06BDD830B7586C:12\r\n" * 50), "isn't a"),
        (lambda path: path.write_text("\n".join(map(sha1, LEAKED))), "ordered"),
    ],
    ids=["missing", "folder", "pipe", "empty", "zeros", "NTLM", "by count"],
)
def test_a_file_that_is_none_refuses_nobody_and_is_told(
    tmp_path: Path, settings: Any, make: Any, why: str
) -> None:
    path = tmp_path / "hashes.txt"
    make(path)
    settings.BREACHED_PASSWORDS_FILE = str(path)

    assert not refused("correct horse")
    with pytest.raises(Trouble, match=why) as found:
        breached()
    assert str(path) in str(found.value)
    assert "PORTAL_BREACHED_PASSWORDS_FILE" in found.value.remedy


def test_a_path_that_cannot_be(settings: Any) -> None:
    settings.BREACHED_PASSWORDS_FILE = "/no\0where"

    assert not refused("correct horse")


def test_without_a_file_the_doctor_says_so(settings: Any) -> None:
    settings.BREACHED_PASSWORDS_FILE = ""

    with pytest.raises(NotChecked, match="bundled"):
        breached()
