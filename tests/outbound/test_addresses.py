import ipaddress

import pytest

from incidents.outbound import addresses
from incidents.outbound.refusals import RefusedAddress

_REFUSED = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.255 168.63.129.16
    169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1
    198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::2 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:0 64:ff9b::7f00:1
    64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:20::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1
    fd12:3456::1 fd00:ec2::254 fe80::1 fe80::1%eth0 febf::1 fec0::1 ff02::1 ff0e::1
"""
REFUSED = _REFUSED.split()

PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "2a00:1450:4001::5"]


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    with pytest.raises(RefusedAddress) as refused:
        addresses.check_address(address)
    assert refused.value.address == address
    assert address in str(refused.value)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert str(addresses.check_address(address)) == address


@pytest.mark.parametrize("text", ["localhost", "0x7f000001", "2130706433", "0177.0.0.1", "127.1", "", "1.1.1.1/32"])
def test_what_is_no_literal_is_refused(text: str) -> None:
    with pytest.raises(RefusedAddress, match="not an IPv4 or IPv6 literal"):
        addresses.check_address(text)


def test_an_allow_list_opens_only_its_networks() -> None:
    allowed = (ipaddress.ip_network("10.1.0.0/16"),)
    assert str(addresses.check_address("10.1.2.3", allowed_networks=allowed)) == "10.1.2.3"
    with pytest.raises(RefusedAddress):
        addresses.check_address("10.2.0.1", allowed_networks=allowed)


def test_an_allow_list_reaches_the_mapped_spelling() -> None:
    allowed = (ipaddress.ip_network("127.0.0.0/8"),)
    assert str(addresses.check_address("::ffff:127.0.0.1", allowed_networks=allowed)) == "::ffff:7f00:1"


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "168.63.129.16", "100.100.100.200"]
)
def test_no_allow_list_opens_metadata_services(address: str) -> None:
    everything = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
    with pytest.raises(RefusedAddress, match="which no allow list opens"):
        addresses.check_address(address, allowed_networks=everything)


def test_an_allow_list_is_read_line_by_line() -> None:
    networks = addresses.parse_networks(["127.0.0.0/8", "", "  fd12::/48 "])
    assert [str(network) for network in networks] == ["127.0.0.0/8", "fd12::/48"]


@pytest.mark.parametrize("line", ["10.0.0.1/8", "intranet", "10.0.0.0/33"])
def test_a_line_that_is_no_network_is_named(line: str) -> None:
    with pytest.raises(addresses.InvalidNetwork, match=line):
        addresses.parse_networks([line])
