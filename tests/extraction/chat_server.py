"""A chat-completions server on loopback that answers as a test tells it: well, badly, slowly, or not at all."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer: sent after `wait_seconds`, its body in `pieces` pieces with as long a wait before each."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    wait_seconds: float = 0.0
    pieces: int = 1


@dataclass
class ChatServer:
    """What it answers, in turn, the last again and again; and what it was asked."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)

    def says(self, *facts: dict[str, Any], relevant: bool = True, **changes: Any) -> None:
        """Answer from now on with these facts."""
        self.answers.append(completion(json.dumps({"relevant": relevant, "facts": facts}), **changes))


def completion(content: Any, *, finish_reason: str = "stop", tokens: Any = 1000) -> Answer:
    """A completion as such servers wrap it."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    body = {"object": "chat.completion", "choices": [choice], "usage": {"total_tokens": tokens}}
    return Answer(body=json.dumps(body).encode())


@contextlib.contextmanager
def serving_chat(answers: Sequence[Answer] = ()) -> Iterator[ChatServer]:
    """Serve on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            chat.paths.append(self.path)
            chat.keys.append(self.headers["Authorization"])
            chat.questions.append(asked)
            answer = chat.answers.pop(0) if len(chat.answers) > 1 else chat.answers[0]
            # A client that has hung up is what the slow answers are about.
            with contextlib.suppress(ConnectionError):
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            time.sleep(answer.wait_seconds)
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            size = -(-len(answer.body) // answer.pieces) or 1
            for start in range(0, len(answer.body), size):
                time.sleep(answer.wait_seconds)
                self.wfile.write(answer.body[start : start + size])

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    chat = ChatServer(url=f"http://127.0.0.1:{server.server_address[1]}/v1", answers=list(answers))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
