"""The list of passwords that leaked elsewhere."""

from django.conf import settings

from portal.passwords.hash_file import HashFile, Unusable

from .examining import NotChecked, Trouble


def breached() -> str:
    path = settings.BREACHED_PASSWORDS_FILE
    if not path:
        raise NotChecked("Only the bundled list is used: PORTAL_BREACHED_PASSWORDS_FILE is empty.")
    try:
        count = HashFile(path).inspect()
    except Unusable as error:
        raise Trouble(
            f"{path} can't be used: {error}. Only the bundled list is used.",
            remedy="Put Have I Been Pwned's list there (SHA-1, ordered by hash), readable by "
            "web; or clear PORTAL_BREACHED_PASSWORDS_FILE.",
        ) from error
    return f"The file has about {count:,} passwords."
