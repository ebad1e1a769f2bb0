"""Fetch again the files of others that the studio ships: python .ci/vendor.py (needs npm; ``make vendor`` runs it)."""

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "wavesurfer.js@8.0.1"
#: SHA-512 of the package's archive, as the registry states it.
INTEGRITY = "h0OnRWSVTqIYLSw3/IVrBtsun/xw9L5u4FA3bjfSDTFMX/xswVWS1JwK4fFu3ulmxRUSHg8zQORl6zENG983eg=="
FOLDER = Path(__file__).parents[1] / "composer" / "studio" / "static" / "vendor" / "wavesurfer"
#: What the page loads. The plugins stay away: the timeline makes an element for each tick of the whole song at each
#: zoom, the minimap cannot be dragged, regions cannot be rolled; those parts are the studio's own.
MODULES = ("wavesurfer",)
#: The types of those modules and all that these name.
TYPES = (
    *MODULES,
    *("base-plugin", "define-plugin", "dom", "event-emitter", "renderer", "scope"),
    *("reactive/scroll-stream", "reactive/store", "state/wavesurfer-state"),
)


def fetched(folder: Path) -> Path:
    """The package's archive, checked against INTEGRITY."""
    command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        raise SystemExit(f"{PACKAGE}: its SHA-512 is {found}, not {INTEGRITY}")
    return archive


def contents(archive: Path) -> dict[str, bytes]:
    """What is kept, by its place in FOLDER: modules, types and licence, to the byte."""
    wanted = {"LICENSE": "package/LICENSE"}
    wanted |= {f"{name}.esm.js": f"package/dist/{name}.esm.js" for name in MODULES}
    wanted |= {f"{name}.d.ts": f"package/dist/{name}.d.ts" for name in TYPES}
    with tarfile.open(archive) as package:
        files = {place: package.extractfile(name) for place, name in wanted.items()}
        return {place: file.read() for place, file in files.items() if file} | bridges()


def bridges() -> dict[str, bytes]:
    """Types under the names that are imported: for x.esm.js a type checker looks for x.esm.d.ts."""
    text = "export {{ default }} from './{0}.js'\nexport * from './{0}.js'\n"
    return {f"{name}.esm.d.ts": text.format(name.rpartition("/")[2]).encode() for name in MODULES}


def write(files: dict[str, bytes]) -> None:
    """Put the files into FOLDER, with their checksums as ``sha256sum --check`` reads them."""
    for place, data in files.items():
        path = FOLDER / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {place}\n" for place, data in sorted(files.items()))
    (FOLDER / "SHA256SUMS").write_text(sums, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        write(contents(fetched(Path(scratch))))
