"""Migrations: what they make is what the queries name."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from sayso.ledger import Ledger
from sayso.ledger.migrate import FOLDER
from sayso.ledger.schema import HEAD, METADATA


def test_the_migrations_are_numbered_one_file_each_up_to_the_head() -> None:
    numbers = sorted(path.name[:4] for path in (FOLDER / "versions").glob("*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert numbers[-1] == HEAD
    for path in (FOLDER / "versions").glob("*.py"):
        assert re.search(rf'^revision = "{path.name[:4]}"$', path.read_text(), re.MULTILINE)


def test_they_make_the_tables_and_columns_that_the_queries_name(ledger: Ledger) -> None:
    with ledger._store.reading() as connection:
        inspector = sa.inspect(connection)
        for name, table in METADATA.tables.items():
            there = [column["name"] for column in inspector.get_columns(name)]
            assert there == [column.name for column in table.columns]
        assert {"said", "history", "speakers", "sources"} <= set(inspector.get_view_names())


@pytest.mark.parametrize("view", ["said", "history", "speakers", "sources"])
def test_every_view_answers(ledger: Ledger, telling: object, view: str) -> None:
    telling.add(ledger, telling.reading())  # type: ignore[attr-defined]
    with ledger._store.reading() as connection:
        rows = connection.exec_driver_sql(f"SELECT * FROM {view}").mappings().all()
    assert len(rows) == 4
    if view == "said":
        assert "The mayor, Ada Quill, said “the harbour is closed until Friday.”" in {
            row["sentence"] for row in rows
        }


def test_a_failed_migration_leaves_nothing(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("in the middle")

    path = tmp_path / "sayso.db"  # type: ignore[operator]
    with monkeypatch.context() as patched:
        patched.setattr(op, "create_index", fail)
        with pytest.raises(RuntimeError, match="in the middle"):
            Ledger.open(path)
    engine = sa.create_engine(f"sqlite:///{path}")
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
    Ledger.open(path).close()
