"""What all live figures of a kernel share: their code and style sheet, sent once and kept once."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache

import anywidget
import traitlets

from .bundle import script, stylesheet
from .catalogues import language


class Parcel(anywidget.AnyWidget):
    """A widget that shows nothing and carries the code of the figures in one language, packed.

    ``js/figure/door.js``, which each figure brings along, unpacks it, once per page.
    """

    _esm = "export default {};"

    content = traitlets.Bytes(read_only=True).tag(sync=True)

    def __init__(self):
        super().__init__()
        self.plain = _content(language())
        self.set_trait("content", _packed(language()))


_sent: dict[str, Parcel] = {}


def parcel() -> Parcel:
    """Return the parcel of this kernel for the language in use, a new one if the last was closed."""
    found = _sent.get(language())
    if found is None or found.comm is None:
        found = _sent[language()] = Parcel()
    return found


def edition(sent: Parcel) -> str:
    """Return a short name of a parcel: figures of one edition can share it, whichever kernel sent it."""
    return hashlib.sha256(sent.content).hexdigest()[:16]


@lru_cache(maxsize=4)
def _content(_language: str) -> dict[str, str]:
    return {"code": script("widget"), "css": stylesheet()}


@lru_cache(maxsize=4)
def _packed(code: str) -> bytes:
    # The same content gives the same bytes.
    return gzip.compress(json.dumps(_content(code)).encode(), mtime=0)
