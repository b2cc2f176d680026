"""Options that several commands share, each spelled once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        "-l",
        envvar="SAYSO_LEDGER",
        metavar="FILE|URL",
        help="The ledger: an SQLite file, or a PostgreSQL address (postgresql+psycopg://…).",
        show_default="sayso.db",
    ),
]
WhyOption = Annotated[
    bool, typer.Option("--why", help="Show the reason for every decision, and for what is not known.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines, one object a line.")]
InputsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files, folders, web addresses, or - for standard input. "
        "Text, Markdown, HTML, PDF, DOCX, subtitles (SRT, VTT), JSON Lines or Parquet with a text each, and "
        "web archives (WARC, WACZ).",
        show_default=False,
    ),
]
OutletOption = Annotated[
    str | None,
    typer.Option("--outlet", metavar="NAME", help="Who published it; wins over what the page says."),
]
FoldOption = Annotated[
    bool, typer.Option("--fold", help="What articles of one origin have in the same words, once.")
]
PublishedOption = Annotated[
    str | None, typer.Option("--published", metavar="DATE", help="When, as 2020-01-12; wins over the page.")
]
UrlOption = Annotated[
    str | None, typer.Option("--url", metavar="ADDRESS", help="Where it was published; wins over the page.")
]
TitleOption = Annotated[
    str | None, typer.Option("--title", metavar="TITLE", help="Its headline; wins over what the page says.")
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="TAG",
        help="In which language it is, as en or fr-CA; wins over what the page says and what is found.",
    ),
]
AnyLanguageOption = Annotated[
    bool,
    typer.Option("--any-language", help="Read it also in a language that the model was not made for."),
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="KEY=NAME",
        help="Under which name Parquet and JSON Lines have a text, title, outlet, authors, published, url, "
        "language or name: text=body. Again for each; source.name reaches into an object.",
        show_default=False,
    ),
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", metavar="FOLDER", help="A model folder, in place of the model that ships."),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        "-w",
        min=1,
        metavar="N",
        help="How many documents are read at once.",
        show_default="one for each core",
    ),
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", help="How long one web address may take.")
]
MaxBytesOption = Annotated[
    int, typer.Option("--max-bytes", metavar="N", help="Skip a document that is larger.")
]
PrivateOption = Annotated[
    bool,
    typer.Option(
        "--allow-private",
        help="Let addresses lead to this machine and its network, and use a proxy that is set.",
    ),
]
KeepBytesOption = Annotated[
    bool,
    typer.Option(
        "--keep-bytes",
        help="Keep also the bytes of pages that stand in a web archive, not their place alone.",
    ),
]
TIMEOUT, MAX_BYTES = 30.0, 20_000_000  # as in IngestOptions, which is not loaded for --help
DocumentArgument = Annotated[
    str,
    typer.Argument(
        metavar="DOCUMENT", help="A document's id, the beginning of its id, its name or its address."
    ),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", "-n", min=1, metavar="N", help="Show so many at most.")
]
ByOption = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Only what this speaker says; a part of the name will do."),
]
OutletFilter = Annotated[
    str | None,
    typer.Option("--in", metavar="OUTLET", help="Only in this outlet; a part of its name will do."),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Published then or later: 2020, 2020-01 or 2020-01-12."),
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Published then or earlier, the date included.")
]


SaidSinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Said then or later: 2020, 2020-01 or 2020-01-12."),
]
SaidUntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Said then or earlier, the date included.")
]


class CueClassType(StrEnum):
    """How something was said, by its cue."""

    REPORT = "report"
    CLAIM = "claim"
    DENY = "deny"
    ADMIT = "admit"
    CONDEMN = "condemn"
    PRAISE = "praise"
    DEMAND = "demand"
    WARN = "warn"
    THREATEN = "threaten"
    PROMISE = "promise"
    ASK = "ask"
    THINK = "think"
    ANNOUNCE = "announce"
    ORDER = "order"
    AGREE = "agree"
    PREDICT = "predict"
    OTHER = "other"


CUE_CLASSES = ", ".join(CueClassType)


class KindType(StrEnum):
    """What kind of speaker."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    GROUP = "group"
    DOCUMENT = "document"
    ANONYMOUS = "anonymous"
    OUTLET = "outlet"


class PolarityType(StrEnum):
    """Whether something was said, or said not to be said."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"


KindOption = Annotated[
    KindType | None,
    typer.Option("--kind", "-k", metavar="KIND", help=f"Only this kind of speaker: {', '.join(KindType)}."),
]


class QuotationType(StrEnum):
    """How a content is given."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class ReadFormat(StrEnum):
    """What `read` prints."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"
    WEB_ANNOTATION = "web-annotation"


class ExportFormat(StrEnum):
    """What `export` writes: the keys of `sayso.export.EXPORTERS`."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    WEB_ANNOTATION = "web-annotation"
    BRAT = "brat"
    HTML = "html"
