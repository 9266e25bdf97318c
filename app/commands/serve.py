"""``storeflow serve``: the pages, the API and the work in one process."""

from __future__ import annotations

import contextlib
import errno
import signal
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands import collector
from app.commands.base import data_option, settings_of

if TYPE_CHECKING:
    from app.commands.lock import ServerLock
    from app.settings import Settings

GRACE = 10
"""Seconds that requests under way have to finish when the server is stopped."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104 - to be shown, not bound


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@data_option
def serve_command(host: str, port: int, data: Path) -> None:
    """Starts Storeflow. Prints its address and, until it is set up, the one-time link that does so."""
    from app import log

    settings = settings_of(data)
    listening = listen(host, port)
    url = address(host, listening.getsockname()[1])
    log.set_up()
    with contextlib.closing(listening), _folder(settings, url) as lock:
        _run(settings, listening, url, lock)


@contextlib.contextmanager
def _folder(settings: Settings, url: str) -> Iterator[ServerLock]:
    """The data folder, ours alone. Raises Conflict where another server works in it.

    On PostgreSQL it holds no more than the key, and several servers may share it.
    """
    from app.commands.lock import ServerLock

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = ServerLock(settings.data_dir)
    if not settings.database_url:
        lock.take(url)
    try:
        yield lock
    finally:
        lock.release()


def _run(settings: Settings, listening: socket.socket, url: str, lock: ServerLock) -> None:
    import uvicorn

    from app.errors import AppError
    from app.main import create_app

    app = create_app(settings)
    start = _Start(app)

    class Server(uvicorn.Server):
        """Says where it is as soon as it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            collector.seldom()
            if self.started and not self.should_exit:
                for line in await greeting(app, settings, url):
                    click.echo(line)
                sys.stdout.flush()

    config = uvicorn.Config(
        start,
        lifespan="on",
        ws="none",
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
    )
    server = Server(config)
    with _ends_well(server):
        try:
            server.run(sockets=[listening])
        except SystemExit:
            if start.error is None:
                raise
    if isinstance(start.error, AppError):
        raise start.error
    if start.error is not None:
        raise click.ClickException(f"Storeflow could not start: {start.error}")


class _Start:
    """The application, with an error at its start kept aside, so that it is said in a sentence and not in a trace."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.error: Exception | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        started = False

        async def quiet(message: Any) -> None:
            nonlocal started
            started = started or message["type"] == "lifespan.startup.complete"
            if message["type"] != "lifespan.startup.failed":
                await send(message)

        try:
            await self._app(scope, receive, quiet)
        except Exception as error:
            if started:
                raise
            self.error = error
            await send({"type": "lifespan.startup.failed", "message": ""})


@contextlib.contextmanager
def _ends_well(server: Any) -> Iterator[None]:
    """To be asked to stop is no failure: the process then ends with status 0."""

    def asked(number: int, _: object) -> None:
        if not server.started:
            raise SystemExit(0)

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def greeting(app: Any, settings: Settings, url: str) -> list[str]:
    """What is printed when the server answers."""
    from app.web.links import set_up_path

    path = await app.state.services.db.write(set_up_path, datetime.now(UTC))
    lines = [f"Storeflow runs on {url}"]
    if path:
        base = settings.public_url.rstrip("/") or url
        lines.append(f"Set it up here (the link works once, for 7 days): {base}{path}")
    return lines


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections. Raises ClickException in a sentence where that can't be."""
    try:
        family, kind, proto, _, where = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, proto)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind(where)
            made.listen(2048)
        except OSError:
            made.close()
            raise
    except socket.gaierror:
        raise click.ClickException(f"There is no address called {host}.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"Port {port} on {host} is taken by another program. Stop that, or choose another port with --port."
        elif error.errno == errno.EACCES:
            said = f"Port {port} may be used by the system's administrator only. Choose one above 1023 with --port."
        elif error.errno == errno.EADDRNOTAVAIL:
            said = f"{host} is no address of this machine. 127.0.0.1 means this machine alone, 0.0.0.0 all networks."
        else:
            said = f"Storeflow can't listen on {host}, port {port}: {error.strerror}."
        raise click.ClickException(said) from None
    return made


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds the server."""
    shown = EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
