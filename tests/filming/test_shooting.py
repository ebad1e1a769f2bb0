"""Composing ahead of the encoder."""

from __future__ import annotations

import threading
from fractions import Fraction

import coded_frames as cf
import pytest

from composer.filming.captions import Caption
from composer.filming.segments import Footage, plan_segments
from composer.filming.shooting import composed, composer_count, shoot
from composer.progress import unseen


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_frames_come_in_the_order_of_their_numbers(threads: int) -> None:
    turn = threading.Condition()
    later: list[int] = []

    def compose(number: int) -> int:
        # An odd frame is not ready before the even one after it has been begun, where there are threads for both.
        with turn:
            later.append(number)
            turn.notify_all()
            if threads > 1 and number % 2 and number < 19:
                assert turn.wait_for(lambda: number + 1 in later, timeout=10)
        return number

    assert list(composed(compose, range(20), threads)) == list(range(20))
    assert sorted(later) == list(range(20))


@pytest.mark.parametrize("threads", [1, 3])
def test_a_frame_that_fails_ends_the_composing(threads: int) -> None:
    asked: list[int] = []

    def compose(number: int) -> int:
        asked.append(number)
        if number == 5:
            raise RuntimeError("no keyframe")
        return number

    seen: list[int] = []
    with pytest.raises(RuntimeError, match="no keyframe"):
        seen.extend(composed(compose, range(1000), threads))
    assert seen == [0, 1, 2, 3, 4]
    assert len(asked) <= 6 + 2 * threads


@pytest.mark.parametrize(("processors", "threads"), [(1, 1), (2, 1), (7, 1), (8, 2), (12, 3), (64, 4), (None, 1)])
def test_a_composer_works_for_each_four_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, threads: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert composer_count() == threads


def test_many_composers_film_the_same_bytes(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    size, rate = (320, 180), Fraction(30)
    caption = Caption(text="1980", start_frame=100, end_frame=140)
    footage = Footage(frame_digests=cf.digests(150), size=size, rate=rate, captions=(caption,))
    segments = plan_segments(footage, "8.0")
    made = []
    for processors in (1, 16):
        monkeypatch.setattr("os.cpu_count", lambda count=processors: count)
        store = tmp_path / str(processors)
        (store / "segments").mkdir(parents=True)
        shoot(segments, footage, lambda number: cf.coded(number, size), store, unseen)
        made.append([path.read_bytes() for path in sorted((store / "segments").glob("*.mp4"))])
    assert len(made[0]) == 2
    assert made[0] == made[1]
