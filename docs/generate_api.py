"""The list of what the JSON API answers to, in docs/api.md: `python docs/generate_api.py [--check]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sayso.web.app import create_app
from sayso.web.settings import Settings

PAGE = Path(__file__).with_name("api.md")
BEGIN, END = "<!-- routes: python docs/generate_api.py -->\n", "<!-- end of routes -->\n"


def describe() -> dict[str, Any]:
    """The API's description of itself."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(ledger=Path(folder) / "sayso.db"))
        described = app.openapi()
        app.state.sayso.ledger.close()
    return described


def to_list(described: dict[str, Any]) -> str:
    """The list as a table of Markdown."""
    rows = [f"| {' | '.join(row)} |\n" for row in _rows(described)]
    return "".join(["\n| | | takes |\n| --- | --- | --- |\n", *rows, "\n"])


def _rows(described: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            takes = [f"`{one['name']}`" for one in operation.get("parameters", []) if one["in"] == "query"]
            kinds = operation.get("requestBody", {}).get("content", {})
            takes += [_body(kind, content["schema"], described) for kind, content in kinds.items()]
            yield f"`{method.upper()} {path}`", operation["summary"], " ".join(takes)


def _body(kind: str, schema: dict[str, Any], described: dict[str, Any]) -> str:
    named = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    keys = ", ".join(f"`{key}`" for key in named["properties"])
    return f"{'JSON' if kind == 'application/json' else 'a form'}: {keys}"


def to_page(page: str) -> str:
    """The page with the list as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + to_list(describe()) + END + after


def main(arguments: list[str]) -> int:
    """Write the list into the page, or compare it."""
    page = PAGE.read_text(encoding="utf-8")
    now = to_page(page)
    if "--check" not in arguments:
        PAGE.write_text(now, encoding="utf-8", newline="\n")
        return 0
    if page == now:
        return 0
    print("docs/api.md is old: run python docs/generate_api.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
