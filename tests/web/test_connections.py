"""Nobody holds a connection open for nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn

from sayso.web import connections
from sayso.web.connections import Connection


async def answer(scope, receive, send):
    """An application that reads all that comes, and says how much that was."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    told = str(len(body)).encode()
    headers = [(b"content-length", str(len(told)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": told})


class Line(asyncio.Transport):
    """A connection's other end: what was sent, and whether it was hung up."""

    def __init__(self):
        super().__init__()
        self.sent, self.closed = b"", False

    def write(self, data):
        self.sent += data

    def close(self):
        self.closed = True

    def is_closing(self):
        return self.closed

    def pause_reading(self):
        """Nothing comes by itself."""

    def resume_reading(self):
        """Nothing comes by itself."""


@pytest.fixture
def talk(monkeypatch):
    """Lets a browser send pieces, each after all that the one before led to; gives the line at rest."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.0)

    def run(*pieces):
        async def go():
            config = uvicorn.Config(answer, log_config=None, lifespan="off", ws="none")
            config.load()
            made = Connection(config, uvicorn.server.ServerState(), {})
            line = Line()
            made.connection_made(line)
            for piece in pieces:
                if not line.closed:
                    made.data_received(piece)
                for _ in range(20):
                    await asyncio.sleep(0)
            for _ in range(20):
                await asyncio.sleep(0)
            made.connection_lost(OSError("the end of the test"))
            return line

        # In a thread of its own: the browser that other tests drive keeps an event loop in this one.
        with ThreadPoolExecutor(1) as alone:
            return alone.submit(asyncio.run, go()).result()

    return run


def test_who_says_nothing_is_hung_up_on(talk):
    assert talk().closed


def test_who_does_not_end_the_headers_is_hung_up_on(talk):
    line = talk(b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"A: b\r\n", b"\r\n")
    assert (line.closed, line.sent) == (True, b"")


def test_a_request_is_answered_and_a_body_may_take_its_time(talk):
    line = talk(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n", b"abc", b"def")
    assert (line.closed, line.sent[-5:]) == (False, b"\r\n\r\n6")


def test_the_next_request_of_a_connection_is_watched_too(talk):
    line = talk(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HT")
    assert (line.closed, line.sent.count(b"200")) == (True, 1)
