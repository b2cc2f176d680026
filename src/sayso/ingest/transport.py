"""The way to public addresses and to no other: what is looked up is checked, and that is connected to.

A page's address can come from anybody, also as a redirect. Whoever wrote it must not get the reader to
ask the machine that it runs on, or its neighbours, for what only they may see.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable, Iterator
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from sayso.errors import DocumentError

# Host and port to what socket.getaddrinfo gives.
Lookup = Callable[..., list[tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]]]

_NAT64 = ip_network("64:ff9b::/96")
# What Python's own tables, in all of the versions that we run on, take for public: addresses of protocols
# (a cloud's metadata among them), and Azure's own service.
_LOCAL = (ip_network("192.0.0.0/24"), ip_network("168.63.129.16/32"))


class PublicOnly(httpx.BaseTransport):
    """Sends requests to hosts that are at public addresses; DocumentError for any other.

    The name is looked up once, and the connection goes to the address that was checked; Host and the
    certificate's name stay those of the host.
    """

    def __init__(self, subject: str, lookup: Lookup | None = None) -> None:
        """`subject` is the address that errors name; `lookup` is asked in place of the system's resolver."""
        self._subject = subject
        self._lookup = lookup or socket.getaddrinfo
        # No connection is used twice: by its address alone, one host's could be taken for another's.
        self._inner = httpx.HTTPTransport(verify=trusted(), limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the first of the host's addresses that takes a connection."""
        failed: httpx.TransportError | None = None
        for address in self._addresses(request.url):
            try:
                return self._inner.handle_request(_to(address, request))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed or httpx.ConnectError("the host has no address")

    def close(self) -> None:
        """Give back the connections."""
        self._inner.close()

    def _addresses(self, url: httpx.URL) -> list[str]:
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            host = url.raw_host.decode("ascii").strip("[]")
            found = self._lookup(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
        if any(not is_public(address) or is_own(address) for address in addresses):
            raise DocumentError(
                self._subject,
                "leads to an address of this machine or of a network of its own, not of the web",
                "where that is meant, allow it with --allow-private",
            )
        return addresses


def trusted() -> ssl.SSLContext:
    """Whom to trust on safe connections; made once, since reading all certificates takes some 40 ms."""
    return _trusted(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _trusted(file: str | None, folder: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()  # which reads these two from the environment


def _to(address: str, request: httpx.Request) -> httpx.Request:
    extensions = {**request.extensions, "sni_hostname": request.url.raw_host.decode("ascii")}
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,  # Host among them
        stream=request.stream,
        extensions=extensions,
    )


def is_public(address: str) -> bool:
    """Whether this IP address, in any way of writing it that a resolver gives, is one of the public web.

    >>> is_public("9.9.9.9"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        given = ip_address(address)
    except ValueError:
        return False
    return all(_is_public(one) for one in (given, *_within(given)))


def is_own(address: str) -> bool:
    """Whether this IP address is one of this machine's own: a server may have a public one.

    From there, services can be reached that a firewall keeps from everybody else.
    """
    given = ip_address(address)
    return any(_is_own(one) for one in (given, *_within(given)))


def _is_own(address: IPv4Address | IPv6Address) -> bool:
    # Nothing is sent: the system only says from which address it would send, and to itself it is the same.
    family = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 9))
            return str(probe.getsockname()[0]) == str(address)
    except OSError:  # no way there at all
        return False


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    local = address.is_multicast or address.is_link_local or address.is_loopback or address.is_unspecified
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return True  # by what is within
        local = local or address.is_site_local
    return address.is_global and not (local or address.is_reserved or any(address in one for one in _LOCAL))


def _within(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """The addresses that this one leads on to."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
