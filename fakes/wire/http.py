"""HTTP/1.1 for the token endpoint and the control API: any bytes in, an answer or a closed connection out."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import h11


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may ask for, in octets, and how long it may take, in seconds.

    `request` counts from the first octet of a request to its last, `answer` until the client has taken the answer,
    `linger` until it has noticed a refusal while it was still talking.
    """

    headers: int = 64 * 1024
    body: int = 1024 * 1024
    idle: float = 60.0
    request: float = 10.0
    answer: float = 30.0
    linger: float = 1.0


TROUBLE = "X-Fake-Trouble"
"""A header of an answer that is not sent: `truncate`, `drop` or `slow` says how the answer fails to arrive."""

_SLOW, _SLOW_STEP = 30.0, 0.2
_PROMISED = 4096

Answer = tuple[int, Mapping[str, str], bytes]
Handler = Callable[[str, str, Mapping[str, str], bytes], Awaitable[Answer | None]]


class _BodyTooLarge(Exception):
    """The request body is over the limit."""


async def serve_http(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler, limits: Limits
) -> None:
    """Serve one connection. `handler(method, target, headers, body)` gets lower-case header names; None hangs up."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.headers)
    try:
        while True:
            request = await _request(connection, reader, writer, limits)
            if request is None:
                return
            method, target, headers, body = request
            answer = await handler(method, target, headers, body)
            if answer is None:
                return
            await _send(connection, writer, answer, method, limits)
            if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                return
            connection.start_next_cycle()
    except h11.RemoteProtocolError as error:
        await _refuse(connection, reader, writer, error.error_status_hint or 400, limits)
    except _BodyTooLarge:
        await _refuse(connection, reader, writer, 413, limits)
    except (ConnectionError, TimeoutError):
        return
    finally:
        writer.close()


async def _request(
    connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits
) -> tuple[str, str, dict[str, str], bytes] | None:
    request: h11.Request | None = None
    body = bytearray()
    loop = asyncio.get_running_loop()
    begun = bool(connection.trailing_data[0])
    deadline = loop.time() + (limits.request if begun else limits.idle)
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue:
                writer.write(connection.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            async with asyncio.timeout_at(deadline):
                connection.receive_data(await reader.read(65536))
            if not begun:
                begun, deadline = True, loop.time() + limits.request
        elif isinstance(event, h11.Request):
            request = event
            # h11 limits only what has not arrived as a whole.
            if len(event.target) + sum(len(name) + len(value) for name, value in event.headers) > limits.headers:
                raise h11.RemoteProtocolError("headers too large", error_status_hint=431)
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > limits.body:
                raise _BodyTooLarge
        elif isinstance(event, h11.EndOfMessage):
            assert request is not None
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
            return request.method.decode("ascii"), request.target.decode("latin-1"), headers, bytes(body)
        else:
            return None


async def _send(
    connection: h11.Connection, writer: asyncio.StreamWriter, answer: Answer, method: str, limits: Limits
) -> None:
    status, headers, body = answer
    trouble = headers.get(TROUBLE, "")
    if trouble:
        await _misbehave(writer, trouble, body)
        return
    fields = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    fields += [(b"Date", email.utils.formatdate(usegmt=True).encode()), (b"Content-Length", str(len(body)).encode())]
    data = connection.send(h11.Response(status_code=status, headers=fields)) or b""
    if method != "HEAD":
        data += connection.send(h11.Data(data=body)) or b""
    data += connection.send(h11.EndOfMessage()) or b""
    writer.write(data)
    async with asyncio.timeout(limits.answer):
        await writer.drain()


async def _misbehave(writer: asyncio.StreamWriter, trouble: str, body: bytes) -> None:
    """Half an answer, none at all, or one that never begins its body. Raises ConnectionResetError at the end."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {_PROMISED}\r\n\r\n".encode()
    if trouble != "drop":
        writer.write(head + (body if trouble == "truncate" else b""))
        await writer.drain()
    until = asyncio.get_running_loop().time() + _SLOW
    while trouble == "slow" and not writer.is_closing() and asyncio.get_running_loop().time() < until:
        await asyncio.sleep(_SLOW_STEP)
    raise ConnectionResetError


async def _refuse(
    connection: h11.Connection,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    status: int,
    limits: Limits,
) -> None:
    if connection.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
        return
    with contextlib.suppress(ConnectionError, TimeoutError):
        answer = (status, {"Content-Type": "text/plain", "Connection": "close"}, b"")
        await _send(connection, writer, answer, "GET", limits)
        # Closing on a client that is still talking would reset the connection before it has read the refusal.
        async with asyncio.timeout(limits.linger):
            while await reader.read(65536):
                pass
