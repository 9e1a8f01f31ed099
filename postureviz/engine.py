"""An embedded JavaScript engine, so that stills need neither a browser nor node."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Engine:
    """The joined modules in one interpreter, which only its own thread ever touches.

    Parameters
    ----------
    script : str
        A text that defines ``PostureViz``, as :func:`postureviz.bundle.script` makes it.
    """

    def __init__(self, script: str):
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="postureviz-engine")
        self._call = self._thread.submit(self._start, script).result()

    @staticmethod
    def _start(script: str):
        import quickjs

        context = quickjs.Context()
        context.eval(script)
        # Values cross as JSON text: the bindings know neither nested objects nor joined strings.
        context.eval(
            "function callByName(name, args) {"
            " return JSON.stringify(PostureViz[name](...JSON.parse(args))); }"
        )
        return context.get("callByName")

    def run(self, name: str, *args: Any) -> Any:
        """Return ``PostureViz.<name>(*args)``, arguments and result as plain data."""
        text = json.dumps(args, allow_nan=False)
        return json.loads(self._thread.submit(self._call, name, text).result())
