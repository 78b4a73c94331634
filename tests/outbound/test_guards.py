import socket

import pytest

from tests.guards import LeftTheMachine


def test_no_test_can_contact_another_machine(contacted: list[str]) -> None:
    with socket.socket() as tried, pytest.raises(LeftTheMachine, match=r"93\.184\.216\.34"):
        tried.connect(("93.184.216.34", 80))
    assert contacted == ["93.184.216.34"]


def test_no_test_can_look_up_a_name() -> None:
    with pytest.raises(LeftTheMachine, match=r"news\.example"):
        socket.getaddrinfo("news.example", 80)
