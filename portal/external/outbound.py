"""Calls to addresses that people entered: never into a private network, and never for long.

A name is resolved for each call, and the call goes to the address that was found good. Asked
again by the HTTP client, DNS could say something else.
"""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from types import TracebackType

import httpx

# Seconds, of everything: DNS, connection, request, answer.
DEADLINE = 15.0
# Of an answer: bytes that are read, and characters that are kept.
_READ, _KEPT = 65_536, 2_000
# A host with many addresses is not worth the time to try each.
_MOST_ADDRESSES = 2
# IPv4 addresses that are reached by IPv6: https://www.rfc-editor.org/rfc/rfc6052
_TRANSLATED = IPv6Network("64:ff9b::/96")
# All of IPv6 that is given out to the internet, and what of it is for documents.
# https://www.iana.org/assignments/ipv6-address-space
_GIVEN_OUT, _DOCUMENTS = IPv6Network("2000::/3"), IPv6Network("3fff::/20")
# Of protocols, which Python takes for the internet's in part.
_PROTOCOLS = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a call: a status, or the reason why there is none; `body` is cut short."""

    status: int | None
    body: str = ""
    error: str = ""
    milliseconds: int = 0

    @property
    def is_good(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


class _NotAllowed(Exception):
    """The address must not be called."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Answer whether this is an address of the internet, in whichever form it is written."""
    if isinstance(address, IPv6Address):
        if within := address.ipv4_mapped or address.sixtofour:
            return is_public(within)
        if address in _TRANSLATED:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _GIVEN_OUT or address in _DOCUMENTS:
            return False  # also old ways to write an IPv4 address, and translations of a network
    elif any(address in network for network in _PROTOCOLS):
        return False
    return address.is_global and not address.is_multicast


class Calls:
    """Many calls at once: `with Calls() as calls: calls.post(…).result()`."""

    def __enter__(self) -> "Calls":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(_cancel_others(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def post(
        self, url: str, *, content: bytes, headers: Mapping[str, str], private: bool
    ) -> "Future[Reply]":
        """Begin a POST; it has ended within DEADLINE. Redirects are not followed.

        `private`: it may go to a private address, and by http.
        """
        call = _call("POST", url, content, headers, private)
        return asyncio.run_coroutine_threadsafe(call, self._loop)

    def get(self, url: str, *, headers: Mapping[str, str], private: bool) -> "Future[Reply]":
        """Begin a GET, in the same way."""
        call = _call("GET", url, b"", headers, private)
        return asyncio.run_coroutine_threadsafe(call, self._loop)


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _call(
    method: str, url: str, content: bytes, headers: Mapping[str, str], private: bool
) -> Reply:
    began = time.monotonic()
    answer = _Answer()
    error = ""
    try:
        async with asyncio.timeout(DEADLINE):
            await _send(method, httpx.URL(url), content, headers, private, answer)
    except TimeoutError:
        error = f"No answer within {DEADLINE:.0f} seconds."
    except _NotAllowed as refused:
        error = str(refused)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as failed:
        error = f"{type(failed).__name__}: {failed}".rstrip(": ")[:500]
    took = round((time.monotonic() - began) * 1000)
    # With the status, the receiver has said what counts: the rest may have been cut off.
    told = "" if answer.status else error
    return Reply(answer.status, answer.text(), told, took)


class _Answer:
    """What has arrived of an answer so far."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.body = b""

    def text(self) -> str:
        # What no database can hold is told by its sign.
        return self.body.decode("utf-8", "replace").replace("\0", "�")[:_KEPT]


async def _send(
    method: str,
    url: httpx.URL,
    content: bytes,
    headers: Mapping[str, str],
    private: bool,
    answer: _Answer,
) -> None:
    if url.scheme != "https" and not (private and url.scheme == "http"):
        raise _NotAllowed("The URL doesn’t start with https://.")
    host = url.raw_host.decode("ascii")
    addresses = await _addresses(host, url.port or (443 if url.scheme == "https" else 80), private)
    # A client for each call: a kept connection would be taken for another host with this address.
    client = httpx.AsyncClient(verify=_trusted(), trust_env=False, timeout=DEADLINE)
    async with client:
        for last, address in ((one == addresses[-1], one) for one in addresses):
            request = client.build_request(
                method,
                url.copy_with(host=address),
                content=content,
                headers={
                    **headers,
                    "Host": url.netloc.decode("ascii"),
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                },
                extensions={"sni_hostname": host},
            )
            try:
                response = await client.send(request, stream=True)
            except httpx.ConnectError:
                if last:
                    raise
                continue
            try:
                answer.status = response.status_code
                async for part in response.aiter_raw():
                    answer.body += part
                    if len(answer.body) >= _READ:
                        break
            finally:
                await response.aclose()
            return


async def _addresses(host: str, port: int, private: bool) -> list[str]:
    """Where a host is, IPv4 first. Raises _NotAllowed if any of it is private, OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not private and not all(is_public(ip_address(one.partition("%")[0])) for one in addresses):
        raise _NotAllowed(f"{host} is in a private network, which isn't allowed.")
    return sorted(addresses, key=lambda one: ":" in one)[:_MOST_ADDRESSES]


@cache
def _trusted() -> ssl.SSLContext:
    # Making one takes longer than most calls.
    return httpx.create_ssl_context(trust_env=False)
