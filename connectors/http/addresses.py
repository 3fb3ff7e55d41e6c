"""Which IP addresses a stranger may make us reach: global unicast ones, whatever form they hide in.

`ipaddress.is_global` alone is not enough: it accepts multicast, and IPv6 forms that carry a private IPv4 address
(NAT64, 6to4). So carried addresses are unwrapped and judged too, and IPv6 must lie in 2000::/3 (IANA's global unicast).
Registries: IANA IPv4 and IPv6 special-purpose address registries (RFC 6890 and its successors).
"""

import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}", re.IGNORECASE)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_LOW_32_BITS = (
    _NAT64,
    IPv6Network("::/96"),  # IPv4-compatible, RFC 4291
    IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated, RFC 2765
)
_REFUSED_4: tuple[tuple[IPv4Network, str], ...] = (
    (IPv4Network("0.0.0.0/8"), "this machine"),
    (IPv4Network("127.0.0.0/8"), "this machine"),
    (IPv4Network("169.254.0.0/16"), "a link-local address, where clouds keep their metadata"),
    (IPv4Network("100.64.0.0/10"), "an address inside a carrier's network"),
    (IPv4Network("168.63.129.16/32"), "a cloud's own service address"),
    (IPv4Network("192.0.0.0/24"), "a reserved address"),
    (IPv4Network("192.88.99.0/24"), "a reserved address"),
    (IPv4Network("224.0.0.0/4"), "a multicast address"),
    (IPv4Network("240.0.0.0/4"), "a reserved address"),
)
_REFUSED_6: tuple[tuple[IPv6Network, str], ...] = (
    (IPv6Network("2001:db8::/32"), "an address for documentation"),
    (IPv6Network("3fff::/20"), "an address for documentation"),
)


def parse_address(text: str) -> Address | None:
    """The address that `text` writes, or None where it is a name. Brackets and a zone are allowed, and so are the
    forms that C libraries read (`127.1`, `0177.0.0.1`, `0x7f000001`, `2130706433`): a resolver would."""
    try:
        return ip_address(text.strip("[]").split("%", 1)[0])
    except ValueError:
        pass
    if not _NUMERIC.fullmatch(text):
        return None
    try:
        return IPv4Address(socket.inet_aton(text))
    except OSError:
        return None


def refusal(address: Address) -> str | None:
    """Why this address may not be reached, in words that fit "… is …"; None where it may."""
    if isinstance(address, IPv4Address):
        return _refusal_4(address)
    return _refusal_6(address)


def _refusal_4(address: IPv4Address) -> str | None:
    for network, words in _REFUSED_4:
        if address in network:
            return words
    return None if address.is_global else "a private address"


def _refusal_6(address: IPv6Address) -> str | None:
    for carried in _carried(address):
        if words := _refusal_4(carried):
            return f"{words} ({carried} in IPv6 form)"
    if address in _NAT64 or address.ipv4_mapped is not None:
        return None
    if address.is_loopback or address.is_unspecified:
        return "this machine"
    if address.is_multicast:
        return "a multicast address"
    if address not in _GLOBAL_UNICAST:
        return "a private or reserved address"
    for network, words in _REFUSED_6:
        if address in network:
            return words
    carries_public = address.sixtofour is not None or address.teredo is not None
    return None if address.is_global or carries_public else "a private or reserved address"


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """Every IPv4 address that this IPv6 address would deliver to."""
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    low = int(address) & 0xFFFFFFFF
    if any(address in network for network in _LOW_32_BITS) and low > 1:
        yield IPv4Address(low)
    if (int(address) >> 32) & 0xFDFFFFFF == 0x5EFE:  # ISATAP, RFC 5214: interface id 0000:5efe or 0200:5efe
        yield IPv4Address(low)
