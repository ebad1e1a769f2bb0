"""What is heard, frame by frame: onsets in four bands, harmony, timbre and loudness of a mono signal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import librosa
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from composer.listening.percussion import struck

Float32 = NDArray[np.float32]

#: Everything is analysed at this rate: 11 kHz of bandwidth holds every attack that marks a beat.
RATE = 22050
#: 10 ms a frame, as in most of the literature; attacks are placed finer than that in a later stage.
HOP = 220
FRAME_RATE = RATE / HOP
#: 46 ms: short enough to part two attacks, long enough to part a kick from a bass.
WINDOW = 1024
#: Kick and bass; body of snare and chords; crack of the snare; hats and cymbals (Hz).
BANDS = ((30.0, 160.0), (160.0, 700.0), (700.0, 3000.0), (3000.0, 11000.0))
#: Harmony needs fine frequencies and no fine times: half the rate, 25 frames a second.
CHORD_DECIMATION = 2
CHORD_HOP = 441
CHORD_RATE = RATE / CHORD_DECIMATION / CHORD_HOP
#: FFT length and range in Hz that make the chord's and the bass's pitch classes (5.4 Hz and 2.7 Hz a bin).
_CHORD = (2048, 190.0, 2600.0)
_BASS = (4096, 38.0, 230.0)

_MEL_BANDS = 80
#: Mel bands kept for timbre: neighbours are joined in fours.
_TIMBRE_BANDS = 20
#: log(1 + gain * x), x relative to the loudest half percent: soft attacks count without the noise floor counting.
_MEL_GAIN = 1000.0
_CHORD_GAIN = 300.0
#: Flux against two frames (20 ms) earlier; the maximum over neighbouring bands hides vibrato (SuperFlux, Boeck 2013).
_FLUX_LAG = 2
#: Seconds over which quiet passages are raised to the level of loud ones, and how far at most.
_GAIN_SECONDS = 8.0
_GAIN_FLOOR = 0.08
#: A lone onset in a song of next to none would be a thousand times the usual one.
_STRONGEST = 4.0
#: Frames of blur: a beat a frame off its attack still scores.
_BLUR = 1.2
#: Values of a spectrogram in memory at once: 41 s of the shortest windows.
_BLOCK = 4096 * WINDOW


@dataclass(frozen=True, kw_only=True, eq=False)
class Features:
    """What is heard of a song. ``FRAME_RATE`` frames a second; the pitch classes have ``CHORD_RATE``.

    Attributes
    ----------
    duration : float
        Seconds.
    activation : float32 array, shape (n_frames,)
        Onset strength over all bands, 1 at its 98th percentile.
    bands : float32 array, shape (4, n_frames)
        The same in each of ``BANDS``.
    drums : float32 array, shape (n_frames,)
        The same of strokes alone, 0 where nothing is struck.
    timbre : float32 array, shape (20, n_frames)
        Log mel spectrum.
    rms : float32 array, shape (n_frames,)
        Root of the mean power.
    chord, bass : float32 array, shape (12, n_chord_frames)
        Pitch classes C to B, less their mean: 0 for noise and drums.
    """

    duration: float
    activation: Float32
    bands: Float32
    drums: Float32
    timbre: Float32
    rms: Float32
    chord: Float32
    bass: Float32

    @property
    def frame_count(self) -> int:
        """Number of frames."""
        return len(self.activation)


def extract_features(samples: Float32) -> Features:
    """Features of a mono signal at ``RATE``, in blocks, so that memory grows by about 0.1 MB a second.

    Parameters
    ----------
    samples : float32 array, shape (n,)
        Mono, at ``RATE``.
    """
    mel, rms = _mel_and_rms(samples)
    gain = np.float32(_MEL_GAIN / (float(np.percentile(mel, 99.5)) + 1e-12))
    strokes = np.mean(_flux_in_bands(np.log1p(mel * struck(mel) * gain)), axis=0)
    np.log1p(mel * gain, out=mel)
    flux = np.array([_even_gain(row) for row in _flux_in_bands(mel)])
    bands = _unit(ndimage.gaussian_filter1d(flux, _BLUR, axis=1))
    activation = _unit(ndimage.gaussian_filter1d(flux.mean(0), _BLUR))
    decimated = librosa.resample(samples, orig_sr=RATE, target_sr=RATE // CHORD_DECIMATION, res_type="soxr_mq")
    return Features(
        duration=len(samples) / RATE,
        activation=activation,
        bands=bands,
        drums=_unit(ndimage.gaussian_filter1d(strokes, _BLUR)),
        timbre=mel.reshape(_TIMBRE_BANDS, -1, mel.shape[1]).mean(1),
        rms=rms,
        chord=_pitch_classes(decimated, *_CHORD),
        bass=_pitch_classes(decimated, *_BASS),
    )


def sounding_span(features: Features, below_loudest: float = 50.0) -> tuple[float, float]:
    """Seconds at which the sound begins and ends: within ``below_loudest`` dB of its loudest moment."""
    smooth = ndimage.uniform_filter1d(features.rms, 5)
    loud = np.flatnonzero(smooth > smooth.max() * 10 ** (-below_loudest / 20))
    if smooth.max() <= 0 or len(loud) == 0:
        return 0.0, 0.0
    return float(loud[0] / FRAME_RATE), float(loud[-1] / FRAME_RATE)


def _spectra(samples: Float32, window: int, hop: int) -> Iterator[Float32]:
    """Magnitude spectra of centred windows, block by block, each of shape (window // 2 + 1, frames)."""
    count = 1 + len(samples) // hop
    block_frames = _BLOCK // window
    for first in range(0, count, block_frames):
        frames = min(block_frames, count - first)
        start = first * hop - window // 2
        stop = start + (frames - 1) * hop + window
        # Silence beyond the ends is added block by block: a copy of a long song is a tenth of a gigabyte.
        inside = samples[max(start, 0) : stop]
        block = np.pad(inside, (max(-start, 0), max(stop - len(samples), 0)))
        yield np.abs(librosa.stft(block, n_fft=window, hop_length=hop, center=False))


def _mel_and_rms(samples: Float32) -> tuple[Float32, Float32]:
    low, high = BANDS[0][0], BANDS[-1][1]
    weights = librosa.filters.mel(sr=RATE, n_fft=WINDOW, n_mels=_MEL_BANDS, fmin=low, fmax=high, norm=None)
    mel, rms = [], []
    for spectrum in _spectra(samples, WINDOW, HOP):
        mel.append(weights @ spectrum)
        rms.append(np.sqrt((spectrum**2).mean(0)))
    return np.concatenate(mel, axis=1), np.concatenate(rms)


def _flux_in_bands(mel: Float32) -> list[Float32]:
    rise = np.zeros_like(mel)
    before = ndimage.maximum_filter1d(mel, 3, axis=0)[:, :-_FLUX_LAG]
    np.subtract(mel[:, _FLUX_LAG:], before, out=rise[:, _FLUX_LAG:])
    np.maximum(0, rise, out=rise)
    centres = librosa.mel_frequencies(n_mels=_MEL_BANDS, fmin=BANDS[0][0], fmax=BANDS[-1][1])
    return [rise[(centres >= low) & (centres < high)].mean(0) for low, high in BANDS]


def _even_gain(flux: Float32) -> Float32:
    peaks = ndimage.maximum_filter1d(flux, int(0.5 * FRAME_RATE) | 1)
    level = ndimage.uniform_filter1d(peaks, int(_GAIN_SECONDS * FRAME_RATE) | 1)
    floor = _GAIN_FLOOR * float(np.percentile(peaks, 95)) + 1e-9
    even: Float32 = flux / np.maximum(level, np.float32(floor))
    return even


def _unit(curves: Float32) -> Float32:
    scale = np.percentile(curves, 98, axis=-1, keepdims=True)
    return np.minimum(curves / np.maximum(scale, 1e-6), _STRONGEST).astype(np.float32)


def _pitch_classes(samples: Float32, window: int, low: float, high: float) -> Float32:
    fold = _fold_matrix(window, low, high)
    level = float(np.sqrt(np.mean(samples**2, dtype=np.float64))) + 1e-12
    # A sine as loud as the whole song makes a peak of window / 4 * sqrt(2) * level in a Hann window.
    gain = np.float32(_CHORD_GAIN / (window / 4 * np.sqrt(2) * level))
    classes = np.concatenate([fold @ np.log1p(s * gain) for s in _spectra(samples, window, CHORD_HOP)], axis=1)
    harmony: Float32 = classes - classes.mean(0)
    return harmony


def _fold_matrix(window: int, low: float, high: float) -> Float32:
    """Shares of each FFT bin in the twelve pitch classes, shape (12, window // 2 + 1), between two frequencies."""
    frequencies = np.fft.rfftfreq(window, CHORD_DECIMATION / RATE)
    fold = np.zeros((12, len(frequencies)), np.float32)
    bins = np.flatnonzero((frequencies >= low) & (frequencies <= high))
    pitch = librosa.hz_to_midi(frequencies[bins])
    nearest = np.floor(pitch).astype(int)
    share = pitch - nearest
    np.add.at(fold, (nearest % 12, bins), 1 - share)
    np.add.at(fold, ((nearest + 1) % 12, bins), share)
    return fold
