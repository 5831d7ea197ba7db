"""Domains that are no company's own: mail providers where anybody gets an address, and sites."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from portal.text.addresses import readable

_PROVIDERS = """
aol.com arcor.de bluewin.ch btinternet.com comcast.net daum.net ezweb.ne.jp docomo.ne.jp
fastmail.com free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.fr gmx.net gmx.us
googlemail.com hanmail.net hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr
hotmail.it icloud.com i.softbank.jp inbox.lv laposte.net libero.it live.co.uk live.com live.de
live.fr live.nl mac.com mail.com mail.de mail.ru mailbox.org me.com msn.com naver.com neuf.fr o2.pl
onet.pl orange.fr outlook.com outlook.de outlook.es outlook.fr outlook.jp pm.me posteo.de proton.me
protonmail.com qq.com rediffmail.com rocketmail.com seznam.cz sfr.fr sina.com t-online.de tuta.com
tuta.io tutanota.com uol.com.br virgilio.it wanadoo.fr web.de wp.pl yahoo.ca yahoo.co.in yahoo.co.jp
yahoo.co.uk yahoo.com yahoo.com.br yahoo.de yahoo.es yahoo.fr yahoo.it yandex.com yandex.ru
ymail.com zoho.com zohomail.com 126.com 163.com
"""
_DOMAINS = frozenset(_PROVIDERS.split())

# Sites on which many companies have a page, and those that give each a name below their own.
PAGES_AT = frozenset(
    (
        *("linkedin.com", "facebook.com", "fb.com", "fb.me", "x.com", "twitter.com", "xing.com"),
        *("instagram.com", "youtube.com", "youtu.be", "tiktok.com", "pinterest.com", "threads.net"),
        *("linktr.ee", "linkin.bio", "beacons.ai", "bio.link", "about.me", "medium.com", "t.me"),
        *("github.com", "gitlab.com", "crunchbase.com", "yelp.com", "g.page", "goo.gl", "bit.ly"),
        *("sites.google.com", "maps.google.com", "docs.google.com", "maps.app.goo.gl"),
        *("google.com", "vk.com", "weibo.com", "wa.me", "notion.site", "carrd.co", "etsy.com"),
    )
)
BUILDERS = (
    *(".wixsite.com", ".wordpress.com", ".blogspot.com", ".weebly.com", ".squarespace.com"),
    *(".business.site", ".myshopify.com", ".github.io", ".gitlab.io", ".webflow.io", ".carrd.co"),
    *(".jimdofree.com", ".jimdosite.com", ".notion.site", ".godaddysites.com", ".netlify.app"),
    *(".vercel.app", ".web.app", ".strikingly.com", ".tumblr.com", ".linktr.ee", ".wixstudio.com"),
    *(".framer.website", ".mystrikingly.com", ".site123.me", ".webnode.page", ".canva.site"),
)


def check_closed_domain(domain: str) -> None:
    """Raise ValidationError for a domain (lower-case) at which anybody gets an address."""
    if is_free_mailbox(domain):
        raise ValidationError(
            f"Anyone can get an address at {readable(domain)}, so it doesn't identify a "
            "company. Enter the company's own domain."
        )


def check_own_domain(domain: str) -> None:
    """The same also for a site with pages of many companies, which lists have for their own.

    The company behind such a site is a customer that staff enter on its own page.
    """
    check_closed_domain(domain)
    if domain in PAGES_AT or f".{domain}".endswith(BUILDERS):
        raise ValidationError(
            f"Many companies have a page at {domain}, so it doesn't identify one. Enter the "
            "company's own domain: the part after the @ in its email addresses."
        )


def is_free_mailbox(domain: str) -> bool:
    """Answer whether addresses at this domain (lower-case) are open to everybody."""
    return domain in _DOMAINS


def is_at(domain: str, domains: Iterable[str]) -> bool:
    """Answer whether a domain is one of these or below one (all lower-case)."""
    return any(domain == one or domain.endswith(f".{one}") for one in domains)
