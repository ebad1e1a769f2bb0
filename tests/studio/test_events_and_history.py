"""What happens, told to every page from any thread; and the history of one file and another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from composer.studio.events import Hub
from composer.studio.history import Entry, History

T = TypeVar("T")
BOARD, BEATS = Path("film.yaml"), Path("song.beats.yaml")


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread of its own: the browser's fixture has an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def opened(hub: Hub) -> AsyncIterator[str]:
    """A stream that listens."""
    stream = hub.stream()
    assert "retry:" in await anext(stream)
    return stream


def test_every_page_is_told_in_order_from_any_thread() -> None:
    async def listen() -> list[list[str]]:
        hub = Hub()
        streams = [await opened(hub) for _ in range(3)]
        thread = Thread(target=lambda: [hub.publish("film", {"revision": n}) for n in range(20)])
        thread.start()
        told = [[await anext(stream) for _ in range(20)] for stream in streams]
        thread.join()
        return told

    expected = [f'event: film\ndata: {{"revision": {n}}}\n\n' for n in range(20)]
    assert run_apart(listen()) == [expected] * 3


def test_no_text_can_end_an_event_or_begin_another() -> None:
    words = "one\n\nevent: job\r\ndata: 1\r\u2028\u2029\x85</script>\x00"

    async def listen() -> str:
        hub = Hub()
        stream = await opened(hub)
        hub.publish("film", {"words": words})
        return await anext(stream)

    head, data, *rest = run_apart(listen()).split("\n")
    assert head == "event: film"
    assert json.loads(data.removeprefix("data: ")) == {"words": words}
    assert rest == ["", ""]


def test_a_page_that_reads_nothing_is_let_go_and_holds_nobody_up() -> None:
    async def listen() -> tuple[int, int]:
        hub = Hub()
        slow, quick = await opened(hub), await opened(hub)
        heard = 0
        for number in range(1000):
            hub.publish("film", {"revision": number})
            await anext(quick)
            heard += 1
        return heard, len([text async for text in slow])

    heard, late = run_apart(listen())
    assert heard == 1000
    assert late < 300


def test_closing_ends_all_streams_and_later_words_are_heard_by_nobody() -> None:
    async def listen() -> list[str]:
        hub = Hub()
        stream = await opened(hub)
        hub.close()
        heard = [text async for text in stream]
        hub.publish("film", {})
        return heard + [text async for text in hub.stream()][1:]

    assert run_apart(listen()) == []


def test_words_after_the_end_of_the_server_are_no_error() -> None:
    hub = Hub()

    async def leave() -> AsyncIterator[str]:
        return await opened(hub)

    stream = run_apart(leave())
    hub.publish("job", {})
    del stream


def entry(file: Path, label: str) -> Entry:
    return Entry(file=file, before=b"", after=b"", label=label)


def test_history_goes_back_and_forth() -> None:
    history = History()
    for label in "abc":
        history.add(entry(BOARD, label))
    history.undone()
    history.undone()
    assert (history.last, history.next) == (entry(BOARD, "a"), entry(BOARD, "b"))
    history.redone()
    assert (history.last, history.next) == (entry(BOARD, "b"), entry(BOARD, "c"))
    history.add(entry(BOARD, "d"))
    assert history.next is None


def test_what_someone_else_wrote_over_cannot_be_taken_back_nor_what_came_before_it() -> None:
    history = History()
    for file, label in ((BEATS, "a"), (BOARD, "b"), (BEATS, "c")):
        history.add(entry(file, label))
    history.forget(BOARD)
    assert history.last == entry(BEATS, "c")
    history.undone()
    assert history.last is None
