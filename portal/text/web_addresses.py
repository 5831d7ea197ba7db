"""Whether a short text, such as a name, holds an address that a mail program would lead to."""

import re

# What stands before a point in names: Dr.Smith, St.John.
_TITLES = "dr|prof|st|ste|mr|mrs|ms|jr|sr|ing|dipl|mag|phil|med|rer|nat|pol|jur|hab|lic|van|de"
_ADDRESS = re.compile(
    r"@|://|\bwww\.|/"
    # A host name: what mail programs make links of.
    rf"|(?<![\w.-])(?!(?:{_TITLES})\.)[\w-]{{2,}}(?:\.[\w-]+)*\.[a-z]{{2,}}(?![\w-])",
    re.IGNORECASE,
)


def holds_address(text: str) -> bool:
    """Return whether a text holds a web or e-mail address, or what looks like one."""
    return bool(_ADDRESS.search(text))
