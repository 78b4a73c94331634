"""The process that forks a child per sandbox call. It is started by exec with nothing of the caller but a search path.

The standard library's fork server comes close, but hands its children the caller's whole environment, imports the
caller's main program in each of them and, before Python 3.14, preloads only what lies in the working directory.

Protocol, over one stream socket per call, which the caller sends here: the child writes its process id (8 bytes),
reads a pickled task, writes the answer; when it has ended, the server adds its exit code (4 bytes) and closes.
"""

import contextlib
import gc
import importlib
import os
import pickle
import selectors
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Iterable
from typing import NoReturn

PROCESS_ID = struct.Struct("<q")
EXIT_CODE = struct.Struct("<i")


def serve(control_fd: int, modules: Iterable[str]) -> None:
    """Import the modules, then fork a child for every socket that arrives, until the caller is gone."""
    for module in modules:
        importlib.import_module(module)
    # What outlives every child needs no collecting in each of them; that would copy the memory they share.
    gc.collect()
    gc.freeze()
    running: dict[int, socket.socket] = {}
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    signal.set_wakeup_fd(waker.fileno())
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    with socket.socket(fileno=control_fd) as control, selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if woken in ready:
                woken.recv(4096)
                _report_ended(running)
            if control in ready:
                channel = _next_call(control)
                if channel is None:
                    return
                pid = os.fork()
                if pid == 0:
                    _answer_and_exit(channel, not_ours=[control, woken, waker, *running.values()])
                running[pid] = channel


def _report_ended(running: dict[int, socket.socket]) -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            # A caller that gave up has closed its end.
            with running.pop(ended[0]) as channel, contextlib.suppress(OSError):
                channel.sendall(EXIT_CODE.pack(os.waitstatus_to_exitcode(ended[1])))


def _next_call(control: socket.socket) -> socket.socket | None:
    """Return the socket of the next call, or None when the caller has closed its end."""
    message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    return socket.socket(fileno=descriptors[0]) if message else None


def _answer_and_exit(channel: socket.socket, *, not_ours: Iterable[socket.socket]) -> NoReturn:
    """In the child: answer one task."""
    exit_code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in not_ours:
            other.close()
        channel.sendall(PROCESS_ID.pack(os.getpid()))
        with channel.makefile("rb") as tasks:
            task = pickle.load(tasks)  # noqa: S301  # the caller's, who started this process
        channel.sendall(task.answer())
        exit_code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(exit_code)
