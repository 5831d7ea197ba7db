"""Messages to chat services, written by Apprise and sent as `portal.external.outbound` sends.

Apprise calls `requests` itself, which would follow redirects, go into private networks and wait
for long. So each of its plugins that is used here gets a stand-in for that module, which calls
`portal.external.outbound` and knows nothing else. Which plugins is a short list for the same
reason: one that did more than a POST would fail. `json://` is not on it, because webhooks do that,
signed; nor are `tgram://`, `mailto://` and the like, which lead to people and not to a team's room.
"""

import logging
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import requests
from apprise.asset import AppriseAsset
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins import (
    discord,
    google_chat,
    mattermost,
    rocketchat,
    slack,
    workflows,
)

from portal.external.outbound import Calls

# It would log addresses, which are secrets.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Service:
    """A chat service: its plugin, what its addresses begin with, and what may follow a ?."""

    name: str
    plugin: Any
    begins: tuple[str, ...]
    options: frozenset[str] = frozenset()
    # Of plugins that know several ways, those that are one POST.
    modes: tuple[str, ...] = ()


_TEAMS = frozenset({"api-version", "sp", "sv", "sig", "pa"})
SERVICES = (
    Service(
        "Slack",
        slack.NotifySlack,
        ("https://hooks.slack.com/services/", "slack://"),
        modes=(slack.SlackMode.WEBHOOK,),
    ),
    Service("Teams", workflows.NotifyWorkflows, ("workflow://", "workflows://"), _TEAMS),
    Service("Discord", discord.NotifyDiscord, ("https://discord.com/api/webhooks/", "discord://")),
    Service(
        "Google Chat",
        google_chat.NotifyGoogleChat,
        ("https://chat.googleapis.com/", "gchat://"),
        frozenset({"key", "token", "threadkey"}),
    ),
    Service(
        "Mattermost", mattermost.NotifyMattermost, ("mmosts://", "mmost://"), modes=("webhook",)
    ),
    Service(
        "Rocket.Chat", rocketchat.NotifyRocketChat, ("rockets://", "rocket://"), modes=("webhook",)
    ),
)
NAMES = [service.name for service in SERVICES]


# Under our name, and without pictures from elsewhere.
_ASSET = AppriseAsset(
    app_id="SSO onboarding", app_desc="SSO onboarding", image_url_mask="", image_url_logo=""
)


class Wrong(Exception):
    """An address that isn't one of a chat service; its text says what to do."""


def service_of(address: str) -> str:
    """Return the name of the service that an address belongs to. Raises Wrong."""
    return _read(address)[0].name


def send(address: str, *, title: str, body: str, private: bool) -> str:
    """Send a message; return what went wrong, "" if nothing did.

    `private`: it may go into a private network, and by http. Call it outside transactions.
    """
    try:
        service, plugin = _read(address)
    except Wrong as error:
        return str(error)
    call = _Call(private)
    token = _CALL.set(call)
    try:
        taken = plugin.notify(title=title, body=body)
    finally:
        _CALL.reset(token)
    if taken:
        return ""
    return f"{service.name}: {call.error or 'The message wasn’t accepted.'}"


def plain(text: str) -> str:
    """Return a text that no chat service takes for a mention, a link, or formatting."""
    return text.translate(_HARMLESS)


# Look-alikes: "<!channel>" and "@everyone" would call everybody.
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "@": "＠", "[": "(", "]": ")", "`": "'", "\n": " "})


def _read(address: str) -> tuple[Service, Any]:
    for service in SERVICES:
        native = getattr(service.plugin, "parse_native_url", lambda _: None)(address)
        if not native and not address.startswith(service.begins):
            continue
        found = native or service.plugin.parse_url(address)
        if not found:
            break
        # An option could name a file of ours to send, or switch checks off.
        if more := sorted({name.lower() for name in found["qsd"]} - service.options):
            raise Wrong(f"Remove “{more[0]}” from the URL.")
        try:
            plugin = service.plugin(**found, asset=_ASSET)
        except (AppriseImproperlyConfigured, TypeError, ValueError):
            break
        if service.modes and plugin.mode not in service.modes:
            raise Wrong(f"For {service.name}, use the URL of an incoming webhook.")
        return service, plugin
    raise Wrong(
        "Paste the URL of an incoming webhook of Slack, Teams, Discord, or Google Chat, such as "
        "https://hooks.slack.com/services/…. For Mattermost, use mmosts://host/token, and for "
        "Rocket.Chat, rockets://webhook/token@host."
    )


class _Call:
    """What one message may do, and what became of it."""

    def __init__(self, private: bool) -> None:
        self.private = private
        self.error = ""


_CALL: ContextVar[_Call] = ContextVar("chat_call")


class _Guarded:
    """What a plugin finds where it looks for the module `requests`."""

    codes = requests.codes
    RequestException = requests.RequestException

    def post(
        self, url: str, *, data: Any = None, headers: Mapping[str, str] | None = None, **given: Any
    ) -> requests.Response:
        return self.request("POST", url, data=data, headers=headers, **given)

    def request(
        self,
        method: str,
        url: str,
        *,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        **_: Any,
    ) -> requests.Response:
        """Send it by `outbound`; whatever is no success raises `RequestException`."""
        call = _CALL.get()
        # Prepared as the plugin means it: parameters into the URL, a form into a body.
        wanted = requests.Request(
            method, url, data=data, headers=dict(headers or {}), params=params
        ).prepare()
        content: Any = wanted.body or b""
        told = {str(name): str(value) for name, value in wanted.headers.items()}
        told.pop("Content-Length", None)
        with Calls() as calls:
            reply = calls.post(
                str(wanted.url),
                content=content.encode() if isinstance(content, str) else content,
                headers=told,
                private=call.private,
            ).result()
        if not reply.is_good:
            answered = f"It responded with {reply.status}: {reply.body[:200]}".rstrip(": ")
            call.error = reply.error or answered
            raise requests.RequestException(call.error)
        answer = requests.Response()
        answer.status_code = reply.status or 0
        answer._content = reply.body.encode()
        return answer


for _module in (discord, google_chat, mattermost, rocketchat, slack, workflows):
    _module.requests = _Guarded()  # type: ignore[attr-defined]
