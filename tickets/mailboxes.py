"""Mail providers where anybody gets an address: no sign that a person is at a company."""

from collections.abc import Iterable

_PROVIDERS = """
aol.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com
hotmail.com icloud.com laposte.net live.com mac.com mail.com mail.ru me.com msn.com orange.fr
outlook.com proton.me protonmail.com qq.com t-online.de web.de yahoo.co.jp yahoo.com yandex.com
yandex.ru ymail.com zoho.com 163.com
"""
_DOMAINS = frozenset(_PROVIDERS.split())


def is_free_mailbox(domain: str) -> bool:
    """Answer whether addresses at this domain (lower-case) are open to everybody."""
    return domain in _DOMAINS


def is_at(domain: str, domains: Iterable[str]) -> bool:
    """Answer whether a domain is one of these or below one (all lower-case)."""
    return any(domain == one or domain.endswith(f".{one}") for one in domains)
