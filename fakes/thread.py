"""A tenant in a box inside this process, on a thread of its own: for tests that want no second process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

from .box import Box, Options, Settings
from .entra.keys import KeyRing
from .tenant.tenant import Tenant

START_SECONDS = 30.0
Result = TypeVar("Result")


class ThreadedBox:
    """A running box seen from another thread; everything that changes it runs on its event loop."""

    def __init__(self, box: Box, loop: asyncio.AbstractEventLoop) -> None:
        self._box = box
        self._loop = loop

    @property
    def settings(self) -> Settings:
        """What a client needs to know."""
        return self._box.settings

    def faults(self, *specs: str) -> None:
        """Replace the faults that are on. Raises SpecError."""
        self.call(lambda: self._box.set_faults(list(specs)))

    def dialect(self, name: str) -> None:
        """Change whose words the mail servers use. Raises KeyError."""
        self.call(lambda: self._box.set_dialect(name))

    def advance(self, span: str) -> None:
        """Age what exists. Raises ValueError."""
        self.call(lambda: self._box.advance(span))

    def reset(self) -> None:
        """The first state again."""
        self.call(self._box.reset)

    def hang_up(self) -> None:
        """End every connection but that of the control API."""
        self.call(self._box.hang_up)

    def ask(self, question: Callable[[Tenant], Result]) -> Result:
        """Read or change the tenant on its own thread."""
        return self.call(lambda: question(self._box.tenant))

    def call(self, function: Callable[[], Result]) -> Result:
        """Run a function on the box's thread and hand over its result or exception."""
        outcome: Future[Result] = Future()

        def run() -> None:
            try:
                outcome.set_result(function())
            except BaseException as error:  # handed to the caller
                outcome.set_exception(error)

        self._loop.call_soon_threadsafe(run)
        return outcome.result(START_SECONDS)


@contextmanager
def running(options: Options | None = None, keys: KeyRing | None = None) -> Iterator[ThreadedBox]:
    """Start a box and stop it again. Raises what starting raises."""
    ready: Future[ThreadedBox] = Future()
    finished = threading.Event()

    async def serve() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        try:
            async with Box(options or Options(), keys) as box:
                stoppers.append(lambda: loop.call_soon_threadsafe(stop.set))
                ready.set_result(ThreadedBox(box, loop))
                await stop.wait()
        except BaseException as error:  # handed to the caller
            if not ready.done():
                ready.set_exception(error)
            else:
                raise

    def main() -> None:
        try:
            asyncio.run(serve())
        finally:
            finished.set()

    stoppers: list[Callable[[], object]] = []
    thread = threading.Thread(target=main, name="oauthmail-fakes", daemon=True)
    thread.start()
    try:
        yield ready.result(START_SECONDS)
    finally:
        for stop in stoppers:
            stop()
        finished.wait(START_SECONDS)
        thread.join(START_SECONDS)
