"""Frames that carry their number, and sounds with clicks at known times; how both are read back from a movie."""

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np

from composer.ffmpeg_path import find_ffmpeg
from composer.filming.encoder import EncoderSettings
from composer.filming.movie import MovieJob
from composer.filming.segments import Footage
from composer.zooming.frames import YuvFrame

SIZE = (96, 64)
FAST = EncoderSettings(preset="ultrafast", crf=30, gop=20)
CLICKS = (0.05, 0.5, 1.25, 2.0)


def coded(number, size=SIZE, depth=8):
    """A frame of 4 x 3 blocks, light for each bit that is set in its number."""
    bits = np.array([number >> bit & 1 for bit in range(12)]).reshape(3, 4)
    y = np.where(np.kron(bits, np.ones((21, 24))), 200, 40).astype(np.uint8)
    y = np.pad(y, ((0, size[1] - y.shape[0]), (0, size[0] - y.shape[1])), mode="edge")
    grey = np.full((size[1] // 2, size[0] // 2), 128, np.uint8)
    return deepened(YuvFrame(y=np.ascontiguousarray(y), u=grey, v=grey), depth)


def deepened(frame, depth):
    """The same picture with samples of 8 or 10 bits."""
    if depth == frame.depth:
        return frame
    return YuvFrame(**{name: getattr(frame, name).astype(np.uint16) * 4 for name in ("y", "u", "v")})


def digests(count):
    return tuple(number.to_bytes(4, "big") for number in range(count))


def footage(count, rate=Fraction(30), settings=FAST, **more):
    return Footage(frame_digests=digests(count), size=SIZE, rate=rate, settings=settings, **more)


def job(folder, count=250, rate=Fraction(30), *, song=None, first=0, stop=None, **more):
    return MovieJob(
        footage=footage(count, rate, first=first, stop=stop),
        target=Path(folder) / "film.mp4",
        store_folder=Path(folder) / "store",
        song=song,
        **more,
    )


def ffmpeg(*arguments):
    command = [find_ffmpeg(), "-hide_banner", "-loglevel", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL).stdout


def decoded_planes(path, size=SIZE, depth=8):
    samples, kind = ("yuv420p", np.uint8) if depth == 8 else ("yuv420p10le", np.uint16)
    raw = ffmpeg("-i", path, "-map", "0:v", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", samples, "-")
    return np.frombuffer(raw, kind).reshape(-1, size[1] * size[0] * 3 // 2)


def numbers_in(path):
    luma = decoded_planes(path)[:, : SIZE[0] * SIZE[1]].reshape(-1, SIZE[1], SIZE[0])
    centres = luma[:, 10:63:21, 12::24].reshape(len(luma), 12) > 120
    return (centres * (1 << np.arange(12))).sum(axis=1).tolist()


def times_in(path):
    """The exact time at which each frame is shown, in seconds."""
    text = ffmpeg(
        "-i", path, "-map", "0:v", "-fps_mode", "passthrough", "-enc_time_base", "demux", "-f", "framemd5", "-"
    )
    lines = text.decode().splitlines()
    unit = next(Fraction(line.split()[-1]) for line in lines if line.startswith("#tb 0"))
    return [int(line.split(",")[2]) * unit for line in lines if not line.startswith("#")]


def hashes_in(path):
    text = ffmpeg("-i", path, "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-").decode()
    return [line.rsplit(",", 1)[1] for line in text.splitlines() if not line.startswith("#")]


def keyframe_times_in(path):
    """When the frames are shown at which a decoder can begin, in frames."""
    text = ffmpeg("-skip_frame", "nokey", "-i", path, "-fps_mode", "passthrough", "-f", "framemd5", "-").decode()
    return [int(line.split(",")[2]) for line in text.splitlines() if not line.startswith("#")]


def describe(path):
    command = [find_ffmpeg(), "-hide_banner", "-loglevel", "verbose", "-i", str(path)]
    return subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL).stderr.decode()


def clicks(rate, channels=2, seconds=2.3, times=CLICKS):
    """A soft noise with 4 ms bursts centred on ``times``, in each channel of its own height."""
    count = round(seconds * rate)
    sound = np.random.default_rng(1).normal(0, 0.002, (count, channels))
    length = round(0.004 * rate) // 2 * 2 + 1
    burst = np.hanning(length) * np.sin(np.arange(length) * 2 * np.pi * 1500 / rate)
    heights = np.linspace(0.8, 0.3, channels)
    for time in times:
        start = round(time * rate) - length // 2
        sound[start : start + length] += burst[:, None] * heights
    return sound.astype(np.float32)


def decoded_sound(path, channels):
    """The samples, shape (n, channels), silence in front of sound that begins later than the picture."""
    from_zero = "aresample=async=1:first_pts=0"
    raw = ffmpeg("-i", path, "-map", "0:a", "-af", from_zero, "-f", "f32le", "-")
    return np.frombuffer(raw, np.float32).reshape(-1, channels)


def click_times(sound, rate, times=CLICKS):
    """Where the bursts really are near each of ``times``, in seconds: the centre of their energy."""
    found = []
    for time in times:
        first = max(0, round((time - 0.03) * rate))
        energy = (sound[first : round((time + 0.03) * rate), 0].astype(float)) ** 2
        found.append((first + np.average(np.arange(len(energy)), weights=energy)) / rate)
    return np.array(found)
