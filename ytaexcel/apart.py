"""Runs a function over inputs that nobody vouches for, in processes of their own with limits of memory and time.

A process that dies, hangs or wants too much memory costs the input that it was working on; another one takes its
place and the order of the results is kept. The processes are started anew (nothing is forked), by the standard
library alone, so it works alike on Windows, macOS and Linux; a limit of memory exists where the system knows one.
"""

import os
import pickle
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import IO, Any, BinaryIO, Literal, TypeVar

from ytaexcel.errors import ProcessError
from ytaexcel.findings import Finding, finding

if sys.platform != "win32":
    import resource

T = TypeVar("T")
R = TypeVar("R")
_LENGTH = struct.Struct(">Q")
_OUT_OF_MEMORY = 86
"""Exit code of a process that has come to its limit of memory."""
_NO_MEMORY = b"memory allocation of"
"""What a native library says when it is refused memory, before it ends the process."""
_MOST_SAID = 100_000
_LAST_WORDS = 5.0
"""Seconds that a process which has closed its end is given to end by itself, so that its exit code is its own."""
_GONE = (OSError, EOFError, ValueError)
"""What talking to a process raises that is gone, or whose streams were closed (ValueError) meanwhile."""
_CHILD = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from ytaexcel.apart import main; sys.exit(main())"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may take."""

    seconds: float
    """For one input."""
    bytes: int
    """Of memory that it may write to, the interpreter's own included."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What comes in the place of a result when a process did not come through with an input."""

    why: Literal["died", "too_slow", "out_of_memory"]
    how: str = ""
    """The signal, exit code or exception, for those who look for the cause."""


def fault_of(lost: Lost, limits: Limits) -> Finding:
    """The finding on a file whose process did not come through with it."""
    match lost.why:
        case "died":
            return finding("F017", found=lost.how)
        case "too_slow":
            return finding("F018", allowed=f"{limits.seconds:g}")
        case "out_of_memory":
            return finding("F019", allowed=str(limits.bytes // 1_000_000))


def each_apart(
    make: Callable[..., Callable[[T], R]],
    arguments: Sequence[Any],
    inputs: Sequence[T],
    workers: int,
    limits: Limits,
) -> Iterator[R | Lost]:
    """One result, or what became of it, for each input, in their order.

    `make(*arguments)` is called once in each process and gives the function. What its module imports is the cost of
    a process; function, inputs and results are pickled. Raises `ProcessError` where no process can be started.
    """
    crew = [_Worker((make, *arguments), limits) for _ in range(min(workers, len(inputs)))]
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for each in crew:
        idle.put(each)

    def give(task: T) -> Any:
        worker = idle.get()
        try:
            return worker.give(task)
        finally:
            idle.put(worker)

    try:
        with ThreadPoolExecutor(max(1, len(crew))) as lanes:
            try:
                yield from lanes.map(give, inputs)
            finally:
                lanes.shutdown(wait=False, cancel_futures=True)
                _close(crew)
    finally:
        _close(crew)  # what a lane may have started since


class _Worker:
    """One place in the crew: a process, and the next one when it is lost."""

    def __init__(self, job: tuple[Any, ...], limits: Limits) -> None:
        self._job = job
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def give(self, task: object) -> Any:
        """The result of one input, or `Lost`."""
        process = self._process or self._start()
        is_late = threading.Event()
        assert process.stdin is not None
        assert process.stdout is not None

        def give_up() -> None:
            is_late.set()
            process.kill()

        watchdog = threading.Timer(self._limits.seconds, give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            _send(process.stdin, task)
            reply = _received(process.stdout)
        except _GONE:
            reply = None
        watchdog.cancel()
        watchdog.join()
        if reply is None or is_late.is_set():
            lost = self._lost(is_late.is_set())
            return lost if reply is None else reply
        return reply

    def close(self) -> None:
        """Ends the process, also in the middle of an input."""
        with self._lock:
            self._is_closed = True
        self._end()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._lock:  # whoever closes the worker meanwhile waits, and then ends the process
            if self._is_closed:
                raise ProcessError("Reading was stopped.")
            complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
            try:
                process = subprocess.Popen(
                    [sys.executable, "-I", "-c", _CHILD],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            except OSError as fault:
                complaints.close()
                raise ProcessError(
                    f"The process that reads workbooks cannot be started: {fault.strerror}."
                ) from fault
            self._process, self._complaints = process, complaints
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(sys.path, process.stdin)
            _send(process.stdin, (self._limits.bytes, self._job))
            _received(process.stdout)
        except _GONE as fault:
            raise ProcessError(
                f"The process that reads workbooks cannot be started: {self._lost(is_late=False).how}."
            ) from fault
        return process

    def _lost(self, is_late: bool) -> Lost:
        """Why the process is gone; the next input gets a new one."""
        code, said = self._end(patience=0 if is_late else _LAST_WORDS)
        if is_late:
            return Lost("too_slow")
        if code == _OUT_OF_MEMORY or _NO_MEMORY in said:
            return Lost("out_of_memory")
        return Lost("died", f"exit code {code}")

    def _end(self, patience: float = 0) -> tuple[int, bytes]:
        """(exit code, the last that it said on standard error)."""
        with self._lock:
            process, complaints = self._process, self._complaints
            self._process = self._complaints = None
        if process is None or complaints is None:
            return 0, b""
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        process.kill()
        code = process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not sent any more
                    stream.close()
        complaints.seek(max(complaints.seek(0, os.SEEK_END) - _MOST_SAID, 0))
        said = complaints.read()
        complaints.close()
        return code, said


def _close(crew: Sequence[_Worker]) -> None:
    for each in crew:
        each.close()


def _send(stream: BinaryIO | IO[bytes], value: object) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _received(stream: BinaryIO | IO[bytes]) -> Any:
    """The next value; raises EOFError where the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)


# --- in the process ------------------------------------------------------------------------------------------------


def main() -> None:
    """What the process runs: a job comes in first, then one input after the other; a result goes out for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started it is told to stop, and stops it
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the results
    serve(sys.stdin.buffer, results)


def serve(inputs: BinaryIO, results: BinaryIO) -> None:
    """Answers inputs until there are no more."""
    most_bytes, (make, *arguments) = _received(inputs)
    limit_memory(most_bytes)
    function = make(*arguments)
    _send(results, None)
    while True:
        try:
            task = _received(inputs)
        except EOFError:
            return
        try:
            _send(results, _tried(function, task))
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)  # nothing of the process can be trusted to have room any more


def _tried(function: Callable[[Any], Any], task: object) -> object:
    try:
        return function(task)
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 (whatever one file brings to light, the others are read)
        return Lost("died", f"{type(fault).__name__}: {fault}")


def limit_memory(most_bytes: int) -> None:
    """Limits what this process may write to, where the system knows such a limit; a crash leaves no copy of it."""
    if sys.platform != "win32":
        for what, wanted in ((resource.RLIMIT_DATA, most_bytes), (resource.RLIMIT_CORE, 0)):
            _, most = resource.getrlimit(what)
            with suppress(ValueError, OSError):
                resource.setrlimit(
                    what, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most)
                )
