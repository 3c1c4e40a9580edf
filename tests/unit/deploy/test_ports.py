import socket

import pytest

from deploy.local.failures import CannotStart
from deploy.local.ports import HOST, Ports, free_port, is_open, require_free


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_is_kept_from_start_to_start(tmp_path):
    first = Ports(tmp_path / "ports.json").find("kafka")

    assert Ports(tmp_path / "ports.json").find("kafka") == first
    assert Ports(tmp_path / "ports.json").kept("kafka") == first


def test_another_port_is_found_where_somebody_took_the_kept_one(tmp_path, taken):
    (tmp_path / "ports.json").write_text(f'{{"kafka": {taken}}}')

    assert Ports(tmp_path / "ports.json").find("kafka") != taken


def test_parts_never_share_a_port(tmp_path):
    ports = Ports(tmp_path / "ports.json")

    assert len({ports.find(f"part {number}") for number in range(20)}) == 20


def test_a_taken_port_is_said_with_the_way_out(taken):
    with pytest.raises(
        CannotStart, match=rf"Port {taken}, for the gateway, is taken by process .* HARAMBEE_PORT={taken + 1} make run"
    ):
        require_free(taken, purpose="the gateway", setting="HARAMBEE_PORT")


def test_nobody_answers_on_a_free_port(taken):
    assert is_open(taken)
    assert not is_open(free_port())
