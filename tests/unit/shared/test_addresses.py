from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.addresses import Network, is_public, may_connect, url_faults

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

# Every kind of address that is no receiver's on the internet: IANA's special-purpose registries, both ends of the
# larger blocks, and the ways in which IPv6 carries an IPv4 address.
NOT_PUBLIC = """
0.0.0.0 0.0.0.1 0.255.255.255 10.0.0.0 10.0.0.1 10.255.255.255 100.64.0.0 100.64.0.1 100.100.100.200 100.127.255.255
127.0.0.0 127.0.0.1 127.0.1.1 127.255.255.255 169.254.0.1 169.254.169.254 169.254.170.2 169.254.169.123
169.254.255.255 172.16.0.0 172.16.0.1 172.17.0.1 172.31.255.255 192.0.0.1 192.0.0.8 192.0.0.9 192.0.0.10 192.0.0.170
192.0.0.171 192.0.0.192 192.0.2.1 192.0.2.255 192.88.99.1 192.88.99.2 192.168.0.1 192.168.1.1 192.168.255.255
198.18.0.0 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 203.0.113.255 224.0.0.1 224.0.0.251 232.1.1.1
233.252.0.1 239.255.255.250 239.255.255.255 240.0.0.1 250.1.2.3 255.255.255.254 255.255.255.255
:: ::1 ::2 ::127.0.0.1 ::10.0.0.1 ::169.254.169.254 ::ffff:0.0.0.0 ::ffff:10.0.0.1 ::ffff:100.64.0.1
::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:7f00:0001 ::ffff:169.254.169.254 ::ffff:a9fe:a9fe ::ffff:172.16.0.1
::ffff:192.168.0.1 ::ffff:0:127.0.0.1 ::ffff:0:10.0.0.1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::7f00:1
64:ff9b::169.254.169.254 64:ff9b::192.168.1.1 64:ff9b:1::1 64:ff9b:1::10.0.0.1 64:ff9b:1:ffff::127.0.0.1 100::1
100:0:0:1::1 2001::1 2001:0:7f00:1::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:1::2 2001:2::1 2001:3::1
2001:4:112::1 2001:10::1 2001:20::1 2001:30::1 2001:db8::1 2001:db8:ffff::1 2002:7f00:1::1 2002:a00:1::1
2002:a9fe:a9fe::1 2002:c0a8:101::1 3fff::1 3fff:fff:ffff::1 5f00::1 5f00:ffff::1 4000::1 8000::1 e000::1 fc00::1
fd00::1 fd00:ec2::254 fd12:3456:789a::1 fdff:ffff::1 fe80::1 fe80::a9fe:a9fe fe80::1%eth0 febf::1 fec0::1 feff::1
ff00::1 ff01::1 ff02::1 ff02::fb ff05::2 ff0e::1 ffff::1 2606:4700:4700::1111%1
"""

PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 41.90.64.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 169.253.255.255
169.255.0.1 172.15.255.255 172.32.0.1 192.0.1.1 192.0.3.1 192.167.255.255 192.169.0.1 196.216.2.1 198.17.255.255
198.20.0.1 223.255.255.255 2001:200::1 2001:4860:4860::8888 2003::1 2606:4700:4700::1111 2a00:1450:4001:800::200e
2c0f:fb50:4003::1 2001:43f8:110::1
"""

FAULTY = [
    "https://127.0.0.1/",
    "https://10.0.0.1/hook",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[64:ff9b::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1%25eth0]/",
    "https://[5f00::1]/",
    "https://0.0.0.0:8443/",
    "http://example.org/",
    "HTTP://example.org/",
    "http://8.8.8.8/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "//example.org/",
    "example.org/hook",
    "/hook",
    "",
    "https://",
    "https:///hook",
    "https://:443/",
    "https://@/",
    "https://example.org:80/",
    "https://example.org:22/",
    "https://example.org:5432/",
    "https://example.org:65536/",
    "https://example.org:-1/",
    "https://example.org:port/",
    "https://user@example.org/",
    "https://user:password@example.org/",
    "https://:password@example.org/",
    "https://example.org@127.0.0.1/",
    "https://example.org/#part",
    "https://example.org/ hook",
    "https://example.org\n.example.net/",
    "https://exam\tple.org/",
    "https://example.org/\r\nX-Injected: 1",
    "https://exa\x00mple.org/",
    "https://[::1/",
    "https://[not-an-address]/",
]


def codes(url: str, networks: tuple[Network, ...] = ()) -> set[str]:
    return {fault.code for fault in url_faults(url, networks)}


@pytest.mark.parametrize("text", NOT_PUBLIC.split())
def test_an_address_that_is_not_on_the_internet_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))
    assert not may_connect(text, 443, networks=(), encrypted=True)


@pytest.mark.parametrize("text", PUBLIC.split())
def test_a_public_address_is_reached_by_https_on_its_two_ports_only(text: str) -> None:
    assert is_public(ip_address(text))
    ports = [port for port in (22, 80, 443, 8080, 8443) if may_connect(text, port, networks=(), encrypted=True)]
    assert ports == [443, 8443]
    assert not may_connect(text, 443, networks=LOOPBACK, encrypted=False)


@pytest.mark.parametrize("text", ["example.org", "localhost", "", "127.1", "2130706433", "0x7f.0.0.1", "127.0.0.01"])
def test_no_connection_is_opened_to_what_is_not_written_as_an_address(text: str) -> None:
    assert not may_connect(text, 443, networks=LOOPBACK, encrypted=True)


def wrapped(address: IPv4Address) -> list[IPv6Address]:
    """Give IPv6 addresses that stand for an IPv4 one: compatible, mapped, translated, NAT64, 6to4, Teredo."""
    low = int(address)
    prefixes = ["::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::", "64:ff9b:1::"]
    teredo = int(IPv6Address("2001::"))
    return [
        *(IPv6Address(int(IPv6Address(prefix)) | low) for prefix in prefixes),
        IPv6Address(0x2002 << 112 | low << 80 | 1),
        IPv6Address(teredo | low ^ 0xFFFFFFFF),
        IPv6Address(teredo | low << 64),
    ]


@given(st.sampled_from([IPv4Address(text) for text in NOT_PUBLIC.split() if ":" not in text]))
def test_a_private_address_stays_private_however_it_is_wrapped(address: IPv4Address) -> None:
    assert [str(one) for one in wrapped(address) if is_public(one)] == []


@given(st.ip_addresses())
def test_nothing_that_python_calls_special_is_public(address: IPv4Address | IPv6Address) -> None:
    special = address.is_private or address.is_multicast or address.is_reserved or address.is_link_local
    assert not (special and is_public(address))


@pytest.mark.parametrize("url", FAULTY)
def test_a_url_that_must_not_be_called_has_a_fault(url: str) -> None:
    assert codes(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org/",
        "https://example.org:443/hook?tenant=KE",
        "https://EXAMPLE.org:8443/hook",
        "https://8.8.8.8/hook",
        "https://[2001:4860:4860::8888]:8443/hook",
        "https://xn--bcher-kva.example/hook",
    ],
)
def test_a_public_https_url_is_taken(url: str) -> None:
    assert codes(url) == set()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/hook", "http://[::1]:8000/", "https://127.9.9.9/", "http://localhost:8000/"]
)
def test_the_operators_networks_are_taken_by_http_and_any_port(url: str) -> None:
    assert codes(url, LOOPBACK) == set()


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "https://10.0.0.1/", "http://8.8.8.8/", "https://8.8.8.8:22/", "https://[::2]/"]
)
def test_an_operators_network_opens_no_other(url: str) -> None:
    assert codes(url, LOOPBACK)


def test_every_fault_is_told_and_points_at_the_url() -> None:
    faults = url_faults("https://user:password@10.0.0.1/#part", ())
    assert {fault.code for fault in faults} == {"credentials", "fragment", "not_public"}
    assert {fault.pointer for fault in faults} == {"/url"}
    assert all(fault.detail for fault in faults)


def test_the_password_of_a_url_is_not_repeated() -> None:
    faults = url_faults("https://user:s3cr3t@example.org/", ())
    assert faults
    assert all("s3cr3t" not in fault.detail for fault in faults)


@given(st.text())
def test_any_text_is_judged_without_failing(text: str) -> None:
    assert all(fault.code for fault in url_faults(text, ()))
    assert all(fault.code for fault in url_faults(f"https://{text}/", LOOPBACK))
