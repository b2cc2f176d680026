"""Migrations: which version a ledger is of, and bringing an older one up to date."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from sayso.errors import AbortRun

from .schema import HEAD, VERSION_TABLE

FOLDER = Path(__file__).parent / "migrations"


def ledger_version(connection: sa.Connection) -> str | None:
    """The number of the last migration that this database went through; None before the first."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    version = sa.table(VERSION_TABLE, sa.column("version_num", sa.Text))
    return connection.execute(sa.select(version.c.version_num)).scalar()


def check_version(where: str, connection: sa.Connection, *, read_only: bool) -> bool:
    """Whether the ledger is up to date; AbortRun where a newer Sayso wrote it, or it cannot be brought up."""
    version = ledger_version(connection)
    if version is not None and version > HEAD:  # four digits each, so text order is number order
        problem = f"a newer Sayso wrote this ledger (version {version}, this one knows {HEAD})"
        raise AbortRun(where, problem, "pip install --upgrade sayso")
    if version != HEAD and read_only:
        problem = f"the ledger is of version {version or 'none'}, this Sayso reads {HEAD}"
        raise AbortRun(
            where, problem, "keep a copy; any command that writes, as `sayso add`, brings it up to date"
        )
    return version == HEAD


def bring_up_to_date(where: str, connection: sa.Connection) -> None:
    """Run the missing migrations in the transaction that is open on this connection."""
    if check_version(where, connection, read_only=False):
        return  # another process was faster
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
