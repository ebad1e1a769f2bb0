"""Models that are known by name: what fetching them means, and how they differ from their family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Download:
    """What fetching a well-known model means: gigabytes, about, and the licence that it comes under."""

    gigabytes: float
    licence: str


#: Models on the Hugging Face hub whose size and terms can be told before anything is fetched.
DOWNLOADS: Mapping[str, Download] = MappingProxyType(
    {
        "diffusers/stable-diffusion-xl-1.0-inpainting-0.1": Download(gigabytes=7, licence="OpenRAIL++-M"),
        "stable-diffusion-v1-5/stable-diffusion-inpainting": Download(gigabytes=3, licence="OpenRAIL-M"),
        "sd2-community/stable-diffusion-2-inpainting": Download(gigabytes=3, licence="OpenRAIL++-M"),
        "black-forest-labs/FLUX.1-Fill-dev": Download(gigabytes=34, licence="FLUX.1 [dev], non-commercial"),
    }
)
