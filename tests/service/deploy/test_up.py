import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest

from deploy.local.ports import free_port
from deploy.local.settings import read_settings
from tests.servers import ending_with_us

HARAMBEE = [sys.executable, "-m", "deploy.cli"]


@pytest.fixture
def told(tmp_path):
    gateway = free_port()
    return {
        **os.environ,
        "HARAMBEE_DATA": str(tmp_path / "data"),
        "HARAMBEE_CACHE": str(read_settings().places.cache),
        "HARAMBEE_PORT": str(gateway),
        "HARAMBEE_MAILBOX_PORT": str(free_port(taken={gateway})),
        "DEMO": "0",
    }


def ask(told, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*HARAMBEE, *words], env=told, check=False, capture_output=True, text=True, timeout=120)


@contextmanager
def platform(told) -> Iterator[list[str]]:
    """Run `harambee up` until it is ready; when the context ends, the list holds every line that it said."""
    command = [*HARAMBEE, "up"]
    with (
        subprocess.Popen(command, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as up,
        ending_with_us(up.pid),
    ):
        said: list[str] = []
        assert up.stdout is not None
        for line in up.stdout:
            said.append(line.rstrip())
            if line.startswith("Ctrl-C stops"):
                break
        try:
            assert up.poll() is None, "\n".join(said)
            yield said
        finally:
            up.send_signal(signal.SIGTERM)
            said += [line.rstrip() for line in up.stdout]
        assert up.wait(60) == 0


def test_one_command_runs_everything_and_stops_it_and_the_data_stay(told):
    others = set(psutil.Process().children(recursive=True))
    with platform(told) as said:
        url = next(re.search(r"Overview\s+(\S+)", line)[1] for line in said if "Overview" in line)
        assert httpx.get(f"{url}health/ready").status_code == 200
        assert ask(told, "status").returncode == 0
        key = ask(told, "key", "create", "a program", "--role", "reader", "--country", "KE").stdout.strip()
        headers = {"Authorization": f"Bearer {key}"}
        assert httpx.get(f"{url}v1/actors", headers=headers).status_code == 200
        refused = ask(told, "up")
        assert (refused.returncode, "Harambee runs already" in refused.stderr) == (1, True)
        parts = set(psutil.Process().children(recursive=True)) - others
    assert "registry: stopped" in said
    assert not [part for part in parts if part.is_running() and "services." in " ".join(part.cmdline())]

    with platform(told) as said:
        assert not [line for line in said if "First set-up" in line]
        assert httpx.get(f"{url}v1/actors", headers=headers).status_code == 200


def test_a_wrong_setting_and_an_idle_platform_are_said_without_a_traceback(told):
    wrong = ask({**told, "HARAMBEE_PORT": "high"}, "up")
    idle = ask(told, "status")

    assert wrong.returncode == idle.returncode == 1
    assert wrong.stderr.startswith("Settings that cannot be used: HARAMBEE_PORT: ")
    assert "`make run` starts it" in idle.stderr
    assert "Traceback" not in wrong.stderr + idle.stderr
