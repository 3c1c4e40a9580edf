"""What a killed process has left is deleted, and nothing else."""

import signal
import subprocess
import sys
from pathlib import Path

from shared.spool import spool_folder

UPLOADING = """
import sys, time
from pathlib import Path
from shared.spool import spool_folder
with spool_folder("registry", Path(sys.argv[1])) as folder:
    (folder / "upload").write_text("half")
    print(folder, flush=True)
    time.sleep(60)
"""


def uploading(parent: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen([sys.executable, "-c", UPLOADING, parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as said:
        return process, Path(said.readline().strip())


def test_what_a_killed_process_has_left_is_deleted_and_what_another_uses_stays(tmp_path: Path) -> None:
    killed, left = uploading(tmp_path)
    running, used = uploading(tmp_path)
    other = tmp_path / "harambee-other"
    other.mkdir()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert (left / "upload").exists()
    with spool_folder("measurement", tmp_path):
        assert left.exists(), "another service's"
    with spool_folder("registry", tmp_path) as own:
        assert not left.exists()
        assert (used / "upload").read_text() == "half"
        assert own.exists()
        assert other.exists()
    assert not own.exists()
    running.kill()
    running.wait()


def test_a_link_under_its_name_is_not_followed(tmp_path: Path) -> None:
    with spool_folder("registry", tmp_path) as own:
        name = own.name
    precious = tmp_path / "precious"
    precious.mkdir()
    (tmp_path / name).symlink_to(precious)
    with spool_folder("registry", tmp_path):
        assert precious.exists()
