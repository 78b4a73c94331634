"""HTTP servers of our own on 127.0.0.1, well-behaved and otherwise. A behaviour writes bytes to a connected socket."""

import contextlib
import functools
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)

Behaviour = Callable[[socket.socket], None]


@dataclass
class Server:
    """A running server; `requests` are the request heads as received."""

    port: int
    requests: list[str] = field(default_factory=list)

    def url(self, path: str = "/", *, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextlib.contextmanager
def serving(behave: Behaviour, *, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve every connection by `behave`, each in a thread, until the block ends."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        server = Server(listener.getsockname()[1])
        serve = functools.partial(_serve, server=server, behave=behave, tls=tls)
        acceptor = threading.Thread(target=_accept, args=(listener, serve, stop))
        acceptor.start()
        try:
            yield server
        finally:
            stop.set()
            acceptor.join()


def _accept(listener: socket.socket, serve: Callable[[socket.socket], None], stop: threading.Event) -> None:
    threads = []
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            connection, _ = listener.accept()
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()
    for thread in threads:
        thread.join(timeout=5)


def _serve(connection: socket.socket, server: Server, behave: Behaviour, tls: ssl.SSLContext | None) -> None:
    # A client that hangs up is what most of these tests are about.
    with connection, contextlib.suppress(OSError):
        connection.settimeout(5)
        with tls.wrap_socket(connection, server_side=True) if tls else contextlib.nullcontext(connection) as stream:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = stream.recv(65536)
                if not piece:
                    return
                head += piece
            server.requests.append(head.decode("latin-1"))
            behave(stream)


def answering(body: bytes = b"", *headers: str, status: str = "200 OK") -> Behaviour:
    """Answer with these headers, Content-Length and the body."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return sending("\r\n".join(lines).encode() + body)


def redirecting(location: str, status: str = "302 Found") -> Behaviour:
    return answering(b"", f"Location: {location}", status=status)


def sending(message: bytes) -> Behaviour:
    return lambda stream: stream.sendall(message)


def repeating(head: bytes, piece: bytes, *, pause_seconds: float = 0.0) -> Behaviour:
    """Send `head`, then `piece` again and again until the client hangs up."""

    def behave(stream: socket.socket) -> None:
        stream.sendall(head)
        while True:
            stream.sendall(piece)
            if pause_seconds:
                time.sleep(pause_seconds)

    return behave


def silent(stream: socket.socket) -> None:
    """Say nothing until the client hangs up."""
    stream.recv(1)
