import subprocess
import sys

import psutil
import pytest

from deploy.local.failures import CannotStart
from deploy.local.instance import end_leftovers, is_running, note_running, noted, only_instance, running_address

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_second_instance_is_refused_and_told_who_the_first_is(tmp_path):
    held = "import sys, time; from pathlib import Path; from deploy.local.instance import only_instance\n"
    held += "with only_instance(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", held, tmp_path / "lock"], stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        assert is_running(tmp_path / "lock")
        with pytest.raises(CannotStart, match=rf"runs already .*process {first.pid}\).* HARAMBEE_DATA"):
            only_instance(tmp_path / "lock").__enter__()
        first.kill()

    assert not is_running(tmp_path / "lock")
    with only_instance(tmp_path / "lock"):
        assert is_running(tmp_path / "lock")


def test_what_a_killed_supervisor_left_behind_is_ended(tmp_path):
    with subprocess.Popen(SLEEP) as left:
        note_running(tmp_path / "running.json", {"kafka": left.pid})

        assert end_leftovers(tmp_path / "running.json") == ["kafka"]
        assert not psutil.pid_exists(left.pid)
    assert end_leftovers(tmp_path / "running.json") == []


def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path):
    with subprocess.Popen(SLEEP) as other:
        started = psutil.Process(other.pid).create_time()
        (tmp_path / "running.json").write_text(f'{{"kafka": [{other.pid}, {started - 100}]}}')

        assert end_leftovers(tmp_path / "running.json") == []
        assert other.poll() is None
        other.kill()


def test_processes_that_ended_are_not_listed(tmp_path):
    with subprocess.Popen(SLEEP) as ended, subprocess.Popen(SLEEP) as living:
        note_running(tmp_path / "running.json", {"ended": ended.pid, "living": living.pid})
        ended.kill()
        ended.wait()

        assert list(noted(tmp_path / "running.json")) == ["living"]
        living.kill()


def test_the_address_of_a_part_is_given_as_long_as_it_runs(tmp_path):
    file = tmp_path / "running.json"
    assert running_address(file, "gateway") is None
    with subprocess.Popen(SLEEP) as gateway:
        note_running(file, {"gateway": gateway.pid}, {"gateway": "http://127.0.0.1:8123"})
        assert running_address(file, "gateway") == "http://127.0.0.1:8123"
        assert list(noted(file)) == ["gateway"]
        gateway.kill()
        gateway.wait()
    assert running_address(file, "gateway") is None
