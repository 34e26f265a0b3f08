"""What one input does to its process costs that input: the others come through, in their order."""

import os
import pickle
import struct
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest

from ytaexcel import apart
from ytaexcel.apart import Limits, Lost, each_apart, limit_memory, serve
from ytaexcel.errors import ProcessError

LIMITS = Limits(seconds=60, bytes=200_000_000)
has_limits_of_memory = pytest.mark.skipif(
    sys.platform != "linux",
    reason="RLIMIT_DATA bounds memory on Linux only; macOS takes the limit and does not hold it, Windows has none",
)


def doubler(offset: int = 0) -> Callable[[Any], Any]:
    """What the processes run: a number is doubled, a word is done."""

    def work(task: Any) -> Any:
        match task:
            case "end":
                os._exit(3)
            case "abort":
                os.abort()
            case "hang":
                while True:
                    pass
            case "sleep":
                time.sleep(0.4)
                return "slept"
            case "grow":
                return len([bytes(10_000_000) for _ in range(10_000)])
            case "raise":
                raise KeyError("sheet")
            case "print":
                os.write(1, b"printed by a library")
                return "printed"
            case "speak":
                os.write(2, b"memory allocation of 549755813888 bytes failed\n")
                os.abort()
            case "which":
                return os.getpid()
        return 2 * task + offset

    return work


def cannot_start() -> Callable[[Any], Any]:
    raise ImportError("pandas")


def results(tasks: list[Any], workers: int = 2, limits: Limits = LIMITS) -> list[Any]:
    return list(each_apart(doubler, (0,), tasks, workers, limits))


def test_results_come_in_the_order_of_the_inputs() -> None:
    assert list(each_apart(doubler, (1,), ["sleep", *range(20)], 2, LIMITS)) == [
        "slept",
        *(2 * number + 1 for number in range(20)),
    ]


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        ("end", Lost("died", "exit code 3")),
        ("raise", Lost("died", "KeyError: 'sheet'")),
        ("speak", Lost("out_of_memory")),
        pytest.param("grow", Lost("out_of_memory"), marks=has_limits_of_memory),
    ],
)
def test_a_process_that_is_lost_costs_one_input(deed: str, why: Lost) -> None:
    assert results([1, deed, 2, deed, 3]) == [2, why, 4, why, 6]


def test_the_abort_of_a_native_library_costs_one_input() -> None:
    before, lost, after = results([1, "abort", 2], workers=1)
    assert (before, lost.why, after) == (2, "died", 4)
    assert lost.how.startswith("exit code ")


def test_an_input_that_takes_too_long_is_given_up_and_the_others_come_through() -> None:
    started = time.monotonic()
    found = results([1, "hang", 2, 3], limits=Limits(seconds=1, bytes=LIMITS.bytes))
    assert found == [2, Lost("too_slow"), 4, 6]
    assert time.monotonic() - started < 20


def test_what_a_library_prints_does_not_stand_among_the_results() -> None:
    assert results(["print", 1], workers=1) == ["printed", 2]


def test_one_process_takes_many_inputs_and_none_is_started_without() -> None:
    pids = results(["which"] * 10, workers=1)
    assert len(set(pids)) == 1
    assert pids[0] != os.getpid()
    assert results([]) == []


def test_processes_that_cannot_be_started_are_our_fault_and_told_once() -> None:
    with pytest.raises(ProcessError, match="cannot be started"):
        list(each_apart(cannot_start, (), [1, 2, 3], 2, LIMITS))


def test_a_system_that_starts_no_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    with pytest.raises(ProcessError, match="cannot be started"):
        list(each_apart(doubler, (0,), [1], 1, LIMITS))


def test_whoever_stops_asking_leaves_no_process_behind() -> None:
    asked: Iterator[Any] = each_apart(doubler, (0,), ["which", "hang", "hang", "hang"], 2, LIMITS)
    pid = next(asked)
    started = time.monotonic()
    asked.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 10
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_worker_that_was_closed_starts_no_process() -> None:
    worker = apart._Worker((doubler,), LIMITS)
    worker.close()
    with pytest.raises(ProcessError, match="stopped"):
        worker.give(1)


# --- what runs in the process, run in this one -----------------------------------------------------------------------


def frames(*values: Any) -> BytesIO:
    packed = [pickle.dumps(value) for value in values]
    return BytesIO(b"".join(struct.pack(">Q", len(each)) + each for each in packed))


def answers(stream: BytesIO) -> list[Any]:
    stream.seek(0)
    found = []
    while head := stream.read(8):
        found.append(pickle.loads(stream.read(struct.unpack(">Q", head)[0])))
    return found


@pytest.fixture
def no_limits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The limits that would have been set: those of the tests' own process stay as they are."""
    limited: list[int] = []
    monkeypatch.setattr(apart, "limit_memory", limited.append)
    return limited


def test_a_process_answers_that_it_is_ready_and_then_each_input(no_limits: list[int]) -> None:
    results = BytesIO()
    serve(frames((7, (doubler, 1)), 1, "raise", 2), results)
    assert answers(results) == [None, 3, Lost("died", "KeyError: 'sheet'"), 5]
    assert no_limits == [7]


def test_an_input_that_was_cut_off_ends_the_process(no_limits: list[int]) -> None:
    results = BytesIO()
    serve(BytesIO(frames((7, (doubler,)), 1, "x" * 100).getvalue()[:-5]), results)
    assert answers(results) == [None, 2]


def test_a_process_without_memory_ends_at_once_with_a_code_that_says_so(
    no_limits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> Callable[[Any], Any]:
        def work(_: Any) -> Any:
            raise MemoryError

        return work

    def ends(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(apart.os, "_exit", ends)
    stream = iter([(7, (full,)), 1])
    monkeypatch.setattr(apart, "_received", lambda _: next(stream))
    with pytest.raises(SystemExit, match="86"):
        serve(BytesIO(), BytesIO())


@has_limits_of_memory
def test_limits_are_set_as_far_as_the_system_allows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource  # Windows has none; the mark above keeps this test from running there

    hard = {resource.RLIMIT_DATA: resource.RLIM_INFINITY, resource.RLIMIT_CORE: 0}
    wanted = []

    def refuse(what: int, limits: tuple[int, int]) -> None:
        wanted.append((what, limits))
        raise ValueError("not allowed")

    monkeypatch.setattr(resource, "getrlimit", lambda what: (0, hard[what]))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    limit_memory(5)
    assert wanted == [
        (resource.RLIMIT_DATA, (5, resource.RLIM_INFINITY)),
        (resource.RLIMIT_CORE, (0, 0)),
    ]
