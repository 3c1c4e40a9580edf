"""Which addresses that strangers name may be called: public ones by https, and networks the operator names."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from shared.errors import Fault

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS = frozenset({443, 8443})

# Unicast that the internet routes; all other IPv6 space is local, reserved, or a way to write something else.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_REFUSED: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, among it the metadata services of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # Teredo, benchmarks, ORCHID and other protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4, which carries an IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",  # documentation
    )
)


def is_public(address: Address) -> bool:
    """Say whether an address is somebody's on the internet; one that wraps another (mapped, NAT64) never is."""
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _GLOBAL_UNICAST):
        return False
    return not _within(address, _REFUSED)


def may_connect(host: str, port: int, *, networks: Sequence[Network], encrypted: bool) -> bool:
    """Say whether a connection may be opened to a numeric address: to a public one only encrypted, to 443 or 8443."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if _within(address, networks):
        return True
    return encrypted and port in PORTS and is_public(address)


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def url_faults(url: str, networks: Sequence[Network]) -> list[Fault]:
    """Say what speaks against calling a URL; `networks` are those the operator allows beside public addresses.

    This tells of faults early; the connection checks the address again.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return [_fault("invalid_url", "Not a URL such as https://example.org/path")]
    if not parts.hostname or any(sign.isspace() or not sign.isprintable() for sign in url):
        return [_fault("invalid_url", "Not a URL such as https://example.org/path")]
    return [*_form_faults(parts), *_address_faults(parts, port, networks)]


def _form_faults(parts: SplitResult) -> list[Fault]:
    faults = []
    if parts.username is not None or parts.password is not None:
        faults.append(_fault("credentials", "No user or password in the URL"))
    if parts.fragment:
        faults.append(_fault("fragment", "No part after #; it never reaches a server"))
    return faults


def _address_faults(parts: SplitResult, port: int | None, networks: Sequence[Network]) -> list[Fault]:
    encrypted = parts.scheme == "https"
    if parts.scheme not in ({"http", "https"} if networks else {"https"}):
        return [_fault("https_only", "Only https is taken")]
    if not networks and port not in {None, *PORTS}:
        return [_fault("port", f"Only the ports {' and '.join(map(str, sorted(PORTS)))} are taken")]
    host = parts.hostname or ""
    target = port or (443 if encrypted else 80)
    if _is_numeric(host) and not may_connect(host, target, networks=networks, encrypted=encrypted):
        return [_fault("not_public", "Only public addresses are taken")]
    return []


def _is_numeric(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _fault(code: str, detail: str) -> Fault:
    return Fault("/url", code, detail)
