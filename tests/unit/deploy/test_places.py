import os

import pytest

from deploy.local import places
from deploy.local.failures import CannotStart
from deploy.local.places import Places, prepare_data


def test_a_socket_has_a_short_path_however_long_that_of_the_data_is(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("t" * 100)))
    deep = Places(data=tmp_path / ("d" * 100) / ("e" * 100), cache=tmp_path)

    assert len(os.fsencode(deep.sockets / ".s.PGSQL.5432.lock")) <= 107


def test_two_data_folders_have_two_sockets(tmp_path):
    one, other = (Places(data=tmp_path / name, cache=tmp_path) for name in ("one", "other"))

    assert one.sockets != other.sockets
    assert one.sockets == Places(data=tmp_path / "one", cache=tmp_path).sockets


def test_the_data_folder_is_closed_to_others(tmp_path):
    prepare_data(Places(data=tmp_path / "new" / "data", cache=tmp_path))

    assert (tmp_path / "new" / "data").stat().st_mode & 0o777 == 0o700


def test_a_full_disk_is_said_before_anything_is_written_to_it(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "LEAST_FREE_BYTES", 1 << 62)

    with pytest.raises(CannotStart, match=r"Only \d+ MiB are free .* HARAMBEE_DATA"):
        prepare_data(Places(data=tmp_path / "data", cache=tmp_path))


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CannotStart, match="cannot be used: Not a directory"):
        prepare_data(Places(data=tmp_path / "file" / "data", cache=tmp_path))
