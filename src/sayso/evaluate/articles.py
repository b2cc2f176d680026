"""Gold annotation in JSON Lines: an article a line, with its text and the attributions marked in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import AbortRun
from ..records import Span
from .brat import BAD_SPANS, LABELS, LINES_IGNORED, Gold, GoldAttribution, GoldSet, make_gold, nested

SUFFIX = ".jsonl"


def read_articles(paths: Iterable[Path]) -> GoldSet:
    """The annotated articles of these files, by name; what is not understood is counted, never raised.

    A line is an object with `text`, `attributions` (records as `sayso schema` describes, of which only
    spans, `id` and `within` are read), and `name`, which is numbered where another article has it.
    AbortRun where no line is one.
    """
    problems: Counter[str] = Counter()
    found: dict[str, Gold] = {}
    files = list(paths)
    for path in files:
        for article in _lines(path, problems):
            name = _new_name(str(article.get("name") or article.get("document") or path.stem), found)
            found[name] = _gold(name, article, problems)
    if not found:
        named = ", ".join(map(str, files))
        raise AbortRun(named, "holds no annotated article", 'a line is {"text": …, "attributions": […]}')
    return GoldSet(tuple(found[name] for name in sorted(found)), dict(problems))


def _lines(path: Path, problems: Counter[str]) -> Iterator[Mapping[str, Any]]:
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if not line.strip():
                    continue
                article = _parsed(line)
                if article is None:
                    problems[LINES_IGNORED] += 1
                else:
                    yield article
    except UnicodeDecodeError as error:
        raise AbortRun(str(path), "is not UTF-8", "gold is UTF-8, since offsets count code points") from error


def _parsed(line: str) -> Mapping[str, Any] | None:
    try:
        article = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(article, dict) or not isinstance(article.get("text"), str):
        return None
    return article if isinstance(article.get("attributions"), list) else None


def _new_name(name: str, taken: Mapping[str, object]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found


def _gold(name: str, article: Mapping[str, Any], problems: Counter[str]) -> Gold:
    text = article["text"]
    read: dict[str, GoldAttribution] = {}
    within: dict[str, str] = {}
    for number, row in enumerate(article["attributions"]):
        attribution = _attribution(row, text, problems)
        if attribution is None:
            continue
        key = str(row.get("id") or number)
        read[key] = attribution
        if row.get("within") is not None:
            within[key] = str(row["within"])
    return make_gold(name, text, {"": nested(read, within, problems)})


def _attribution(row: Any, text: str, problems: Counter[str]) -> GoldAttribution | None:
    if not isinstance(row, dict):
        problems[LINES_IGNORED] += 1
        return None
    roles: dict[str, list[Span]] = {role: [] for role in LABELS}
    for role in LABELS:
        for piece in row.get(role) or ():
            try:
                span = Span(piece["start"], piece["end"])
                if piece.get("text", span.of(text)) != span.of(text):
                    raise ValueError("other words stand there")
                roles[role].append(span)
            except (ValueError, TypeError, KeyError, AttributeError):
                problems[BAD_SPANS] += 1
    if not (roles["cue"] or roles["content"]):
        return None
    source, cue, content = (tuple(roles[role]) for role in LABELS)
    return GoldAttribution(source=source, cue=cue, content=content)
