"""Which addresses may be reached, in every form they can be written or carried in."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.http.addresses import parse_address, refusal

REFUSED = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "2606:2800:220:1:0:5efe:7f00:1",
    "2606:2800:220:1:200:5efe:a00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
]
ALLOWED = [
    "93.184.216.34",
    "1.1.1.1",
    "8.8.8.8",
    "2606:2800:220:1:248:1893:25c8:1946",
    "64:ff9b::5db8:d822",
    "::ffff:93.184.216.34",
]
PRIVATE = [
    IPv4Network(text) for text in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
]


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    address = parse_address(text)
    assert address is not None
    assert refusal(address)


@pytest.mark.parametrize("text", ALLOWED)
def test_allowed(text: str) -> None:
    address = parse_address(text)
    assert address is not None
    assert refusal(address) is None


@pytest.mark.parametrize(
    "text", ["127.1", "0177.0.0.1", "0x7f000001", "2130706433", "0x7f.1", "017700000001", "[::1]", "127.0.1"]
)
def test_forms_that_c_libraries_read(text: str) -> None:
    address = parse_address(text)
    assert address is not None
    assert refusal(address)


@pytest.mark.parametrize("text", ["example.org", "1.2.3.4.5", "127.0.0.1.example.org", "", "0x", "9999999999999"])
def test_names_are_no_addresses(text: str) -> None:
    assert parse_address(text) is None or text == "0x"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(PRIVATE), st.integers(0, 2**24 - 1))
def test_no_ipv6_form_carries_a_private_address(network: IPv4Network, offset: int) -> None:
    inner = int(IPv4Address(int(network.network_address) + offset % network.num_addresses))
    forms = [
        (0xFFFF << 32) | inner,
        (0x0064FF9B << 96) | inner,
        (0x2002 << 112) | (inner << 80),
        (0x20010000 << 96) | (0x5DB8D822 << 64) | (inner ^ 0xFFFFFFFF),
        (0x26062800 << 96) | (0x5EFE << 32) | inner,
    ]
    assert refusal(IPv4Address(inner))
    assert all(refusal(IPv6Address(form)) for form in forms)
