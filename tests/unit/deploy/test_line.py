import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.local.failures import CannotStart
from deploy.local.instance import note_running

ANSWER = {"id": "1", "status": "finished", "counts": {"new": 1, "changed": 0, "unchanged": 0}, "items": []}


@pytest.fixture
def heard(monkeypatch, tmp_path):
    """Give the keys that a server on a port of its own was sent, and its address."""
    keys: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self):
            self.answer()

        def do_GET(self):
            self.answer()

        def answer(self):
            keys.append(self.headers["Authorization"])
            body = json.dumps(ANSWER).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    monkeypatch.setenv("HARAMBEE_DATA", str(tmp_path))
    for name in ("HARAMBEE_URL", "HARAMBEE_KEY", "HARAMBEE_PORT", "HARAMBEE_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "operator.key").write_text("hk_operator")
    server = HTTPServer(("127.0.0.1", 0), Server)
    Thread(target=server.serve_forever, daemon=True).start()
    yield keys, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_commands_find_the_instance_that_runs_on_this_data_folder(heard, tmp_path):
    keys, address = heard
    file = tmp_path / "activities.xml"
    file.write_text("<iati-activities/>")
    note_running(tmp_path / "running.json", {"gateway": os.getpid()}, {"gateway": address})
    assert CliRunner().invoke(app, ["import", str(file)]).exit_code == 0
    assert set(keys) == {"Bearer hk_operator"}


@pytest.mark.parametrize("command", [["import"], ["actors", "import"]])
def test_a_key_is_sent_nowhere_where_no_instance_runs(heard, tmp_path, command):
    file = tmp_path / "file.csv"
    file.write_text("a")
    outcome = CliRunner().invoke(app, [*command, str(file)])
    assert isinstance(outcome.exception, CannotStart)
    assert "No instance runs on" in str(outcome.exception)
    assert heard[0] == []


def test_a_port_that_is_said_is_called(heard, tmp_path, monkeypatch):
    keys, address = heard
    monkeypatch.setenv("HARAMBEE_PORT", address.rpartition(":")[2])
    file = tmp_path / "activities.xml"
    file.write_text("<iati-activities/>")
    assert CliRunner().invoke(app, ["import", str(file)]).exit_code == 0
    assert keys
