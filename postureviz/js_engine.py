"""An embedded JavaScript engine, so that stills need neither a browser nor node."""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any


class NoEngine(ImportError):
    """A package that draws illustrated pictures is not installed: the JavaScript engine, or the renderer."""

    def __init__(self, package: str):
        super().__init__(
            f"illustrated pictures need the package {package}, which is not installed here: pip install "
            f"{package}. Numbers, pv.draw and live figures work without it."
        )


class Engine:
    """The joined modules in one interpreter, which only the thread that made it ever touches.

    That is a thread of its own, which outlives the main one; where none can be started (a browser's
    Python, the last steps of a process) each calling thread makes an interpreter for itself.

    Parameters
    ----------
    script : str
        A text that defines ``PostureViz``, as :func:`postureviz.bundle.script` makes it.

    Raises
    ------
    NoEngine
        When the package of the engine is not installed.
    """

    def __init__(self, script: str):
        self._script = script
        self._here = threading.local()
        self._asked: SimpleQueue | None = SimpleQueue()
        ready: Future = Future()
        try:
            threading.Thread(
                target=_serve, args=(self._asked, script, ready), name="postureviz-engine", daemon=True
            ).start()
        except RuntimeError:
            self._asked = None
            self._here.call = _start(script)
        else:
            ready.result()
            # Not at exit: what is drawn then still needs the thread.
            weakref.finalize(self, self._asked.put, None).atexit = False

    def _answer(self, name: str, text: str) -> str:
        """Answer on the calling thread."""
        if not hasattr(self._here, "call"):
            self._here.call = _start(self._script)
        return self._here.call(name, text)

    def run(self, name: str, *args: Any) -> Any:
        """Return ``PostureViz.<name>(*args)``, arguments and result as plain data."""
        text = json.dumps(args, allow_nan=False)
        if self._asked is None:
            return json.loads(self._answer(name, text))
        answer: Future = Future()
        self._asked.put((answer, name, text))
        return json.loads(answer.result())


def _start(script: str) -> Callable[[str, str], str]:
    try:
        import quickjs
    except ImportError:
        raise NoEngine("quickjs-ng") from None
    except RuntimeError:
        # Its outer part wants an executor, which a process that is about to end no longer has.
        import _quickjs as quickjs
    context = quickjs.Context()
    context.eval(script)
    # Values cross as JSON text: the bindings know neither nested objects nor joined strings.
    context.eval(
        "function callByName(name, args) { return JSON.stringify(PostureViz[name](...JSON.parse(args))); }"
    )
    return context.get("callByName")


def _serve(asked: SimpleQueue, script: str, ready: Future) -> None:
    """Answer one question after the other, until None comes."""
    try:
        call = _start(script)
    except BaseException as error:  # what goes wrong belongs to whoever asked
        ready.set_exception(error)
        return
    ready.set_result(None)
    del ready
    while (question := asked.get()) is not None:
        answer, name, text = question
        try:
            answer.set_result(call(name, text))
        except BaseException as error:
            answer.set_exception(error)
        del question, answer
