import re
from dataclasses import replace
from fractions import Fraction

import coded_frames as cf
import numpy as np
import pytest
import soundfile

from composer.errors import ComposerError
from composer.filming.encoder import settings_for
from composer.filming.movie import film_movie
from composer.filming.sound import Holder, Passage, SoundFacts, plan_sound, prepare_sound, read_sound_facts

HINT = "\n  hint: name a sound file: wav, flac, ogg, mp3, m4a"


def song(folder, name, *encoding, rate=44100, channels=2, seconds=2.3):
    """A song with clicks, written as wav (24 bits) and encoded by ffmpeg to what the name and the options say."""
    plain = folder / "plain.wav"
    soundfile.write(plain, cf.clicks(rate, channels, seconds), rate, subtype="PCM_24")
    cf.ffmpeg("-i", plain, *encoding, folder / name)
    return folder / name


def film_of(folder, sound, seconds=2.3, rate=Fraction(30000, 1001)):
    return film_movie(cf.job(folder, round(seconds * rate), rate, song=sound), cf.coded).path


def sound_line(path):
    return re.search(r"Audio: .*", cf.describe(path))[0]


@pytest.mark.parametrize(
    ("name", "encoding", "codec"),
    [
        ("song.wav", (), "aac"),
        ("song.flac", (), "aac"),
        ("song.ogg", ("-c:a", "libvorbis"), "aac"),
        ("song.opus", ("-ar", "48000"), "aac"),
        ("song.mp3", ("-b:a", "128k"), "mp3"),
        ("bare.mp3", ("-b:a", "128k", "-write_xing", "0", "-id3v2_version", "0"), "mp3"),
        ("song.m4a", ("-c:a", "aac"), "aac"),
        ("song.aac", ("-c:a", "aac"), "aac"),
        ("lossless.m4a", ("-c:a", "alac"), "alac"),
        ("song.ac3", (), "ac3"),
    ],
)
def test_clicks_are_heard_in_the_film_when_they_are_heard_in_the_song(tmp_path, name, encoding, codec):
    source = song(tmp_path, name, *encoding)
    rate = read_sound_facts(source).sample_rate
    film = film_of(tmp_path, source)
    assert f"Audio: {codec} " in sound_line(film)
    written = cf.click_times(cf.decoded_sound(source, 2), rate)
    heard = cf.click_times(cf.decoded_sound(film, 2), rate)
    assert heard == pytest.approx(written, abs=0.0005)
    if name not in ("bare.mp3", "song.aac", "song.ac3"):  # these do not say how long their encoder's delay is
        assert heard == pytest.approx(np.array(cf.CLICKS), abs=0.001)


@pytest.mark.parametrize("name", ["song.mp3", "song.m4a", "lossless.m4a", "song.ac3"])
def test_a_sound_that_players_take_is_copied_bit_for_bit(tmp_path, name):
    source = song(tmp_path, name, *(("-c:a", "alac") if name == "lossless.m4a" else ()))
    film = film_of(tmp_path, source)
    packets = [cf.ffmpeg("-i", path, "-map", "0:a", "-c", "copy", "-f", "data", "-") for path in (source, film)]
    assert packets[0] == packets[1]
    assert not list((tmp_path / "store/sound").iterdir())


@pytest.mark.parametrize(
    ("rate", "channels", "said"),
    [
        (8000, 1, "aac (LC) (mp4a / 0x6134706D), 8000 Hz, mono"),
        (44100, 1, "aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono"),
        (48000, 6, "aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1"),
        (96000, 2, "aac (LC) (mp4a / 0x6134706D), 96000 Hz, stereo"),
        (192000, 2, "flac (fLaC / 0x43614C66), 192000 Hz, stereo"),
        (50000, 6, "flac (fLaC / 0x43614C66), 50000 Hz, 5.1"),
    ],
)
def test_rate_and_channels_of_the_song_are_those_of_the_film(tmp_path, rate, channels, said):
    source = song(tmp_path, "song.wav", "-c:a", "pcm_s24le", rate=rate, channels=channels)
    film = film_of(tmp_path, source)
    assert said in sound_line(film)
    written = cf.clicks(rate, channels)
    heard = cf.decoded_sound(film, channels)
    assert abs(len(heard) - len(written)) <= 1024
    assert cf.click_times(heard, rate) == pytest.approx(np.array(cf.CLICKS), abs=0.001)
    loudness = [np.abs(sound[round(0.4 * rate) : round(0.6 * rate)]).max(axis=0) for sound in (written, heard)]
    front = [channel for channel in range(channels) if (channels, channel) != (6, 3)]  # the bass channel keeps no click
    assert loudness[1][front] == pytest.approx(loudness[0][front], rel=0.25)


@pytest.mark.parametrize("seconds", [0.31, 1.0, 1.7077])
def test_the_picture_is_as_long_as_the_sound_to_half_a_frame(tmp_path, seconds):
    source = song(tmp_path, "song.flac", seconds=2.3)
    cf.ffmpeg("-i", source, "-t", seconds, tmp_path / "short.flac")
    film = film_of(tmp_path, tmp_path / "short.flac", seconds, Fraction(30))
    # The last packet is padded to 1024 samples, which some versions of ffmpeg cut when they decode and some do not.
    assert 0 <= len(cf.decoded_sound(film, 2)) - round(44100 * seconds) < 1024
    assert abs(len(cf.times_in(film)) / 30 - seconds) <= 1 / 60


@pytest.mark.parametrize(
    ("name", "encoding", "codec"),
    [
        ("song.wav", ("-c:a", "pcm_s24le"), "copy"),
        ("song.wav", ("-c:a", "pcm_f32le"), "copy"),
        ("song.aiff", (), "copy"),
        ("song.flac", (), "pcm_s24le"),
        ("song.mp3", ("-b:a", "128k"), "pcm_s24le"),
        ("song.m4a", ("-c:a", "aac"), "pcm_s24le"),
        ("song.ogg", ("-c:a", "libvorbis"), "pcm_s24le"),
    ],
)
def test_a_film_for_editing_programs_has_the_song_as_pcm_sample_for_sample(tmp_path, name, encoding, codec):
    source = song(tmp_path, name, *encoding)
    assert plan_sound(source, holder=Holder.EDITABLE).codec == codec
    settings = settings_for("prores", draft=True)
    job = cf.job(tmp_path, 69, song=source)
    job = replace(job, footage=replace(job.footage, settings=settings), target=tmp_path / "film.mov")
    film = film_movie(job, lambda frame: cf.coded(frame, depth=10)).path
    assert "Audio: pcm_" in sound_line(film)
    assert "44100 Hz, stereo" in sound_line(film)
    heard, written = cf.decoded_sound(film, 2), cf.decoded_sound(source, 2)
    assert len(heard) == len(written)
    assert np.abs(heard - written).max() < 2**-22


@pytest.mark.parametrize(
    ("rate", "holder", "codec"),
    [
        (44100, Holder.MOV, "aac"),
        (192000, Holder.MP4, "flac"),
        (192000, Holder.MOV, "pcm_s24le"),
        (192000, Holder.EDITABLE, "copy"),
    ],
)
def test_quicktime_gets_as_pcm_what_aac_cannot_hold(tmp_path, rate, holder, codec):
    source = song(tmp_path, "song.wav", "-c:a", "pcm_s24le", rate=rate, channels=1)
    assert plan_sound(source, holder=holder).codec == codec
    job = replace(cf.job(tmp_path, 69, song=source), target=tmp_path / "film.mov")
    film = film_movie(job, cf.coded).path
    assert f"{rate} Hz, mono" in sound_line(film)
    assert cf.click_times(cf.decoded_sound(film, 1), rate) == pytest.approx(np.array(cf.CLICKS), abs=0.001)


def test_an_encoded_song_is_kept_and_used_again(tmp_path):
    source = song(tmp_path, "song.flac")
    first = prepare_sound_in(tmp_path, source)
    written = first.stat().st_mtime_ns
    source.rename(tmp_path / "renamed.flac")
    assert prepare_sound_in(tmp_path, tmp_path / "renamed.flac") == first
    assert first.stat().st_mtime_ns == written


def prepare_sound_in(folder, source):
    (folder / "store/sound").mkdir(parents=True, exist_ok=True)
    return prepare_sound(plan_sound(source), folder / "store")


def test_a_kept_song_that_was_damaged_is_encoded_again(tmp_path, caplog):
    source = song(tmp_path, "song.flac")
    kept = prepare_sound_in(tmp_path, source)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-9])
    assert prepare_sound_in(tmp_path, source).read_bytes() == whole
    assert caplog.messages == [f"{kept} is damaged and is made again"]


def test_a_passage_is_cut_to_the_sample_even_from_an_mp3(tmp_path):
    source = song(tmp_path, "song.mp3")
    plan = plan_sound(source, Passage(start=Fraction(1, 2), stop=Fraction(2)))
    assert plan.codec == "aac"
    (tmp_path / "sound").mkdir()
    heard = cf.decoded_sound(prepare_sound(plan, tmp_path), 2)
    assert 0 <= len(heard) - 66150 < 1024
    assert cf.click_times(heard, 44100, (0.75,)) == pytest.approx([0.75], abs=0.001)


def test_the_facts_of_a_song_are_read_past_its_cover_picture(tmp_path):
    cf.ffmpeg("-f", "lavfi", "-i", "color=red:s=16x16", "-frames:v", "1", tmp_path / "cover.png")
    plain = song(tmp_path, "song.flac", rate=22050, channels=1)
    cover = ("-i", tmp_path / "cover.png", "-map", "0:a", "-map", "1:v", "-disposition:v", "attached_pic")
    cf.ffmpeg("-i", plain, *cover, tmp_path / "covered.mp3")
    facts = SoundFacts(codec="mp3", sample_rate=22050, layout="mono")
    assert read_sound_facts(tmp_path / "covered.mp3") == facts
    film = film_of(tmp_path, tmp_path / "covered.mp3")
    assert cf.describe(film).count("Video:") == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.mp3", None, "there is no such song"),
        ("text.mp3", b"la la la\n" * 50, "no sound was found in it"),
        ("empty.wav", b"", "no sound was found in it"),
    ],
)
def test_a_song_that_is_none_is_said(tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ComposerError) as caught:
        plan_sound(tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name}: {message}{HINT}"


def test_a_layout_that_no_film_holds_is_refused(tmp_path):
    source = tmp_path / "many.wav"
    soundfile.write(source, np.zeros((800, 12), np.float32), 8000)
    with pytest.raises(ComposerError, match=r"a film cannot hold sound of .* at 8000 Hz as it is"):
        plan_sound(source)


@pytest.mark.parametrize("rate", [8000, 12000])
def test_an_mp3_of_a_rate_that_mp4_does_not_hold_is_encoded(tmp_path, rate):
    source = song(tmp_path, "song.mp3", "-b:a", "24k", rate=rate, channels=1)
    film = film_of(tmp_path, source)
    assert f"aac (LC) (mp4a / 0x6134706D), {rate} Hz, mono" in sound_line(film)
    assert cf.click_times(cf.decoded_sound(film, 1), rate) == pytest.approx(np.array(cf.CLICKS), abs=0.001)


def test_a_song_without_a_single_sample_is_said_before_filming(tmp_path):
    soundfile.write(tmp_path / "empty.wav", np.zeros((0, 2), np.float32), 44100)
    composed = []
    with pytest.raises(ComposerError) as caught:
        film_movie(cf.job(tmp_path, 30, song=tmp_path / "empty.wav"), composed.append)
    assert caught.value.message == f"{tmp_path / 'empty.wav'}: there is no sound in it, or none in the passage"
    assert composed == []


@pytest.mark.parametrize("name", ["song.mp3", "song.wav", "song.flac", "song.ogg"])
def test_a_song_that_is_cut_short_is_heard_as_far_as_it_goes(tmp_path, name):
    source = song(tmp_path, name)
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 2 + 7])
    heard = cf.decoded_sound(film_of(tmp_path, source), 2)
    assert 0.8 < len(heard) / 44100 < 1.5
