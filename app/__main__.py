"""``storeflow serve | token | connect | import | ...``: a thin door. A command's code is imported when it is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping

import click

from app import __version__

COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("serve", "Start Storeflow: the pages, the API and the work."),
    "worker": ("worker", "Do more of the work in another process, on PostgreSQL."),
    "token": ("token", "Access for programs."),
    "owner": ("owner", "Help for an owner who is locked out."),
    "connect": ("connect", "Connect a store or a service."),
    "import": ("documents", "Workflow documents in."),
    "export": ("documents", "Workflow documents out."),
    "backup": ("backup", "Write everything to one file, also while it runs."),
    "restore": ("backup", "Put such a file into an empty folder."),
    "migrate": ("migrate", "Bring the database up to date."),
    "here": ("here", "Say that this is the real one, not a copy."),
    "doctor": ("doctor", "Say what is well and what is not."),
    "demo": ("demo", "What the demo store is, and where."),
}
"""Each command: its module in ``app.commands``, and what it does in one line."""


class Lazy(click.Group):
    """Knows its commands by name and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name: ``import_command`` in its module."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"app.commands.{COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list for ``--help``, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="storeflow")
def storeflow() -> None:
    """Storeflow: workflows for online stores. Everything it keeps lies in one folder, named by --data."""


def main() -> None:
    """Runs a command. Status 0: done; 1: refused, with one sentence on standard error; 2: wrong usage."""
    from app.errors import AppError

    try:
        storeflow(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _refuse(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        _refuse("Broken off.")
    except AppError as error:
        _refuse(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        _refuse(f"{error.filename or 'The system'}: {error.strerror or error}")


def _refuse(sentence: str) -> None:
    click.echo(" ".join(sentence.split()), err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
