"""TLS on a connection that is already gone: no handshake is pretended, and nothing stays open."""

from __future__ import annotations

import errno
import gc
import socket
import ssl
import struct
import warnings

import pytest

from checks.probes.dialog import shake_hands


def test_a_connection_that_was_reset_gets_no_tls_and_leaks_nothing() -> None:
    left: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_args, **_more: left.append(str(message))
        for _ in range(20):
            with socket.create_server(("127.0.0.1", 0)) as listener:
                raw = socket.create_connection(listener.getsockname())
                server, _ = listener.accept()
                server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                server.close()
                with pytest.raises(OSError):
                    raw.send(b"x")
                    raw.send(b"x")
                    raise OSError("reset")
                with raw, pytest.raises((OSError, ValueError)):
                    shake_hands(ssl.create_default_context(), raw, "localhost")
        gc.collect()
    assert left == []


def test_what_wrap_socket_leaves_half_made_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_self: ssl.SSLSocket) -> None:
        raise OSError(errno.ENOTCONN, "not connected")

    def reset(_self: ssl.SSLSocket, *_: int) -> bytes:
        raise ConnectionResetError("reset")

    left: list[str] = []
    with warnings.catch_warnings(), socket.create_server(("127.0.0.1", 0)) as listener:
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *_args, **_more: left.append(str(message))
        monkeypatch.setattr(ssl.SSLSocket, "getpeername", gone)
        monkeypatch.setattr(ssl.SSLSocket, "recv", reset)
        raw = socket.create_connection(listener.getsockname())
        with raw, pytest.raises(ConnectionResetError):
            shake_hands(ssl.create_default_context(), raw, "localhost")
        gc.collect()
    assert left == []
