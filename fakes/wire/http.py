"""HTTP/1.1 for the token endpoint and the control API: any bytes in, an answer or a closed connection out."""

from __future__ import annotations

import asyncio
import email.utils
from collections.abc import Awaitable, Callable, Mapping

import h11

HEADER_LIMIT = 64 * 1024
BODY_LIMIT = 1024 * 1024
REQUEST_SECONDS = 10.0
IDLE_SECONDS = 60.0

Answer = tuple[int, Mapping[str, str], bytes]
Handler = Callable[[str, str, Mapping[str, str], bytes], Awaitable[Answer | None]]


class _BodyTooLarge(Exception):
    """The request body is over BODY_LIMIT."""


async def serve_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler) -> None:
    """Serve one connection. `handler(method, target, headers, body)` gets lower-case header names; None hangs up."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=HEADER_LIMIT)
    try:
        while True:
            request = await _request(connection, reader, writer)
            if request is None:
                return
            method, target, headers, body = request
            answer = await handler(method, target, headers, body)
            if answer is None:
                return
            await _send(connection, writer, answer, method)
            if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                return
            connection.start_next_cycle()
    except h11.RemoteProtocolError as error:
        await _refuse(connection, writer, error.error_status_hint or 400)
    except _BodyTooLarge:
        await _refuse(connection, writer, 413)
    except (ConnectionError, TimeoutError):
        return
    finally:
        writer.close()


async def _request(
    connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> tuple[str, str, dict[str, str], bytes] | None:
    request: h11.Request | None = None
    body = bytearray()
    deadline = IDLE_SECONDS
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue:
                writer.write(connection.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            async with asyncio.timeout(deadline):
                connection.receive_data(await reader.read(65536))
            deadline = REQUEST_SECONDS
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > BODY_LIMIT:
                raise _BodyTooLarge
        elif isinstance(event, h11.EndOfMessage):
            assert request is not None
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
            return request.method.decode("ascii"), request.target.decode("latin-1"), headers, bytes(body)
        else:
            return None


async def _send(connection: h11.Connection, writer: asyncio.StreamWriter, answer: Answer, method: str) -> None:
    status, headers, body = answer
    fields = [(name, value.encode("latin-1", "replace")) for name, value in headers.items()]
    fields += [("Date", email.utils.formatdate(usegmt=True).encode()), ("Content-Length", str(len(body)).encode())]
    data = connection.send(h11.Response(status_code=status, headers=fields)) or b""
    if method != "HEAD":
        data += connection.send(h11.Data(data=body)) or b""
    data += connection.send(h11.EndOfMessage()) or b""
    writer.write(data)
    await writer.drain()


async def _refuse(connection: h11.Connection, writer: asyncio.StreamWriter, status: int) -> None:
    if connection.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
        answer = (status, {"Content-Type": "text/plain", "Connection": "close"}, b"")
        await _send(connection, writer, answer, "GET")
