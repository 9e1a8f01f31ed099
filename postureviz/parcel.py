"""What all live figures of a kernel share: their code and style sheet, sent once and kept once."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache

import anywidget
import traitlets

from .bundle import script, stylesheet


class Parcel(anywidget.AnyWidget):
    """A widget that shows nothing and carries the code of the figures, packed.

    ``js/figure/door.js``, which each figure brings along, unpacks it, once per page.
    """

    _esm = "export default {};"

    content = traitlets.Bytes(read_only=True).tag(sync=True)

    def __init__(self):
        super().__init__()
        self.set_trait("content", packed())


_sent: Parcel | None = None


def parcel() -> Parcel:
    """Return the parcel of this kernel, a new one if the last was closed."""
    global _sent
    if _sent is None or _sent.comm is None:
        _sent = Parcel()
    return _sent


@lru_cache(maxsize=1)
def content() -> dict[str, str]:
    """Return the code of the figures and their style sheet."""
    return {"code": script("widget"), "css": stylesheet()}


@lru_cache(maxsize=1)
def packed() -> bytes:
    """Return the content as JSON, packed with gzip; the same content gives the same bytes."""
    return gzip.compress(json.dumps(content()).encode(), mtime=0)


@lru_cache(maxsize=1)
def edition() -> str:
    """Return a short name of the content: figures of one edition can share it, whichever kernel sent it."""
    return hashlib.sha256(packed()).hexdigest()[:16]
