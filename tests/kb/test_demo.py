"""The launcher's own decisions: its port, what it refuses, what it prints last."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kb import demo, demo_summary
from kb.embedded import data_folder

ROOT = Path(__file__).resolve().parents[2]


def run_launcher(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kb.demo", *arguments],
        cwd=ROOT,
        env=os.environ | {"PIKB_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=50,
    )


def test_free_port_is_used_as_asked() -> None:
    port = data_folder.find_free_port()

    assert demo.choose_port(str(port)) == port


def test_taken_port_is_said_and_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        chosen = demo.choose_port(str(port))

    assert chosen > port
    assert f"port {port} is taken" in capsys.readouterr().out


@pytest.mark.parametrize("wanted", ["http", "0", "65536", "-1", "8000 ", "٨٠٠٠"])
def test_port_that_is_none_is_refused_with_what_is_allowed(wanted: str) -> None:
    with pytest.raises(demo.BadSetting, match="is not a port number from 1 to 65535"):
        demo.choose_port(wanted)


def test_reset_erases_a_marked_folder_only(tmp_path: Path) -> None:
    ours = data_folder.open_data_folder(tmp_path / "ours")
    foreign = tmp_path / "foreign"
    foreign.mkdir()

    erased, refused, absent = (run_launcher(path, "--reset") for path in (ours, foreign, tmp_path / "none"))

    assert (erased.returncode, ours.exists()) == (0, False)
    assert (refused.returncode, foreign.exists()) == (1, True)
    assert "nothing was erased" in refused.stderr
    assert (absent.returncode, "nothing to erase" in absent.stdout) == (0, True)


def test_foreign_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    done = run_launcher(tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {tmp_path} holds files that this program did not make")
    assert done.stderr.count("\n") == 1


class _OneIncident(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path.startswith("/api/v1/incidents?party=Cambridge+Analytica")
        body = b'{"results": [{"id": "PIKB-2018-00007"}]}' if found else b'{"results": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _OneIncident) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_last_lines_say_where_who_what_to_try_and_how_to_stop(api: str, tmp_path: Path) -> None:
    text = demo_summary.render(
        base_url=api,
        username="curator",
        password="open-sesame",
        password_file=tmp_path / "curator-password",
        status={"articles_waiting": 5},
    )

    assert text.count("    curl 'http://127.0.0.1:") == 3
    assert f"curl '{api}/api/v1/incidents/PIKB-2018-00007/estimates" in text
    assert "curator, password open-sesame" in text
    assert f"5 articles wait for review: {api}/admin/review/" in text
    assert "make demo-reset" in text


def test_proxy_of_the_environment_is_not_asked_for_loopback(api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)

    assert demo_summary.find_incident(api) == "PIKB-2018-00007"


def test_no_line_is_shown_for_an_incident_that_is_not_published(api: str) -> None:
    assert demo_summary.find_incident(api, "Nobody") is None
    assert demo_summary.find_incident("http://127.0.0.1:1") is None
