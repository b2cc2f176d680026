"""Connections: whoever opens one and sends no request, or a line of it a minute, is hung up on."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 20.0  # for a request's first line and headers; its body has a time of its own


class Connection(H11Protocol):
    """One browser's connection. It counts among those that there may be, so it must not be held for nothing.

    The server itself ends a connection only when it rests after an answer.
    """

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._stop()

    def _watch(self) -> None:
        if not self._is_awaited():
            self._stop()
        elif self._end is None:  # whatever comes until then does not put it off
            self._end = self.loop.call_later(HEAD_SECONDS, self._hang_up)

    def _is_awaited(self) -> bool:
        return self.conn.their_state is h11.IDLE

    def _stop(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None

    def _hang_up(self) -> None:
        self._end = None
        if self._is_awaited():
            self.transport.close()
