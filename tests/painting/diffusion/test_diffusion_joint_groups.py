from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from composer.errors import ComposerError
from composer.geometry import IDENTITY, similarity_at
from composer.painting.diffusion.families.table import FAMILIES, family_named
from composer.painting.diffusion.joint.denoising import DENOISERS
from composer.painting.diffusion.joint.grouping import JOINT_FAMILIES, check_joint, group_of, joint_ingredients
from composer.painting.diffusion.joint.shelf import Shelf
from composer.painting.painter import Step
from composer.storyboard.records import Scene

PORTAL = similarity_at((0.5, 0.5), magnification=2, turn_degrees=0, aspect=16 / 9)


def steps(count: int, images: tuple[int, ...] = ()) -> tuple[Step, ...]:
    return tuple(
        Step(
            index=index,
            scene=Scene(id=f"s{index}", prompt="", image=Path("own.jpg") if index in images else None),
            view=0,
            framing=IDENTITY,
            portal=PORTAL if index < count - 1 else None,
            opening=None,
            inner_scene=None,
            width=1280,
            height=720,
            prompt=f"words {index}",
            avoid="",
            seed=index,
        )
        for index in range(count)
    )


def groups(film: tuple[Step, ...], size: int, pinned: tuple[int, ...] = ()) -> list[list[int]]:
    """The groups of all steps, each once, the outermost first."""
    found = [[step.index for step in group_of(film, each.index, size, pinned)] for each in film]
    return [group for number, group in enumerate(found) if group not in found[:number]]


def test_groups_are_counted_from_the_innermost_keyframe_outward() -> None:
    assert groups(steps(8), 4) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert groups(steps(9), 4) == [[0], [1, 2, 3, 4], [5, 6, 7, 8]]
    assert groups(steps(2), 6) == [[0, 1]]
    assert groups(steps(1), 4) == [[0]]


def test_a_step_is_in_one_group_only_and_all_its_members_say_so() -> None:
    film = steps(11)
    for group in groups(film, 3):
        for index in group:
            assert [step.index for step in group_of(film, index, 3)] == group


def test_a_scene_with_its_own_picture_ends_a_group() -> None:
    assert groups(steps(8, images=(4,)), 4) == [[0, 1, 2, 3], [4], [5, 6, 7]]
    assert groups(steps(8, images=(5,)), 4) == [[0], [1, 2, 3, 4], [5], [6, 7]]


def test_a_pinned_step_ends_a_group() -> None:
    assert groups(steps(6), 4, pinned=(2,)) == [[0, 1], [2], [3, 4, 5]]


def test_the_outermost_keyframe_of_a_loop_is_painted_alone() -> None:
    film = steps(6)
    loop = (*film[:-1], replace(film[-1], portal=PORTAL))
    assert groups(loop, 4) == [[0], [1], [2, 3, 4, 5]]


def test_each_keyframe_depends_on_the_words_portals_and_seeds_of_its_whole_group() -> None:
    film = steps(4)

    def alone(step: Step) -> dict[str, object]:
        return {"prompt": step.prompt}

    group = group_of(film, 3, 4)
    found = joint_ingredients(group, alone)
    assert found == joint_ingredients(group_of(film, 0, 4), alone)
    assert found["joint"] == [  # type: ignore[comparison-overlap]
        {"prompt": "words 0", "seed": 0, "portal": [0.5, 0.0, 0.0, 0.0]},
        {"prompt": "words 1", "seed": 1, "portal": [0.5, 0.0, 0.0, 0.0]},
        {"prompt": "words 2", "seed": 2, "portal": [0.5, 0.0, 0.0, 0.0]},
        {"prompt": "words 3", "seed": 3, "portal": None},
    ]
    for change in ({"prompt": "others"}, {"seed": 9}, {"portal": PORTAL @ PORTAL}):
        outer = (replace(film[0], **change), *film[1:])
        assert joint_ingredients(group_of(outer, 3, 4), alone) != found


def test_a_step_by_itself_depends_on_nothing_more() -> None:
    assert joint_ingredients(group_of(steps(1), 0, 4), lambda step: {}) == {}


def test_families_that_can_be_sampled_jointly_are_those_with_a_denoiser_here() -> None:
    assert set(DENOISERS) == set(JOINT_FAMILIES) <= {family.key for family in FAMILIES}
    for family in FAMILIES:
        if family.key in JOINT_FAMILIES:
            check_joint(family)


def test_other_families_are_refused_with_those_that_can() -> None:
    with pytest.raises(ComposerError) as caught:
        check_joint(family_named("flux-fill"))
    assert caught.value.message == "FLUX.1 Fill cannot paint several keyframes jointly"
    assert caught.value.hint == (
        "leave joint out, or use Stable Diffusion 1.5 and 2 inpainting, Stable Diffusion XL inpainting, "
        "Stable Diffusion 3.5, FLUX.1 [dev] and [schnell], Z-Image"
    )


def test_a_groups_pictures_are_found_again_exactly_until_they_are_dropped(tmp_path: Path) -> None:
    pictures = np.random.default_rng(0).random((3, 8, 16, 3), np.float32)
    Shelf(tmp_path / "levels").put("ab", list(pictures))
    shelf = Shelf(tmp_path / "levels")
    found = shelf.get("ab")
    assert found is not None
    np.testing.assert_array_equal(np.stack(found), pictures)
    assert shelf.get("cd") is None
    shelf.drop("ab")
    shelf.drop("ab")
    assert shelf.get("ab") is None
    assert list((tmp_path / "levels").iterdir()) == []


@pytest.mark.parametrize("keep", [0, 40, 200])
def test_damaged_pictures_are_sampled_again_with_a_word(
    keep: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("ab", [np.zeros((8, 16, 3), np.float32)] * 2)
    path = tmp_path / "ab.npy"
    path.write_bytes(path.read_bytes()[:keep])
    assert shelf.get("ab") is None
    assert caplog.messages == [f"{path} is damaged: its keyframes are sampled again"]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ComposerError, match=r"ab\.npy cannot be written: "):
        Shelf(tmp_path / "file").put("ab", [np.zeros((8, 16, 3), np.float32)])
