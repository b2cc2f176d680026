"""Readers in the model's place, for processes of a batch: they know one pattern, and some words of command.

They are named to a batch as `batch_readers:open_reader`, so this folder must be where Python looks.
"""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

from sayso.batch import BatchOptions
from sayso.errors import AbortRun, DocumentError
from sayso.records import Attribution, Document, Mention, Reading, Span, Speaker

PATTERN = re.compile(r"(?P<source>[A-Z]\w+ [A-Z]\w+) (?P<cue>said|denied) (?P<content>[^.]+)\.")
EXTRACTOR = "fake 1"


class FakeReader:
    """Reads by the pattern. In a text, DIE ends the process, DIE-ONCE only where its file is not there yet,
    HANG never returns, RAISE is a fault, REFUSE a document error; each document takes `pause` seconds.
    """

    extractor_name = EXTRACTOR

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause

    def read(self, document: Document) -> Reading:
        """Who said what in the document, by the pattern."""
        text = document.text
        if "READ_LOG" in os.environ:
            with open(os.environ["READ_LOG"], "a") as log:
                log.write(f"{document.name}\n")
        if "DIE-ONCE" in text:
            marker = Path(re.search(r"DIE-ONCE<(.*?)>", text)[1])
            if not marker.exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        elif "DIE" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "HANG" in text:
            signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))  # as deep in C code
            time.sleep(3600)
        if "RAISE" in text:
            raise KeyError(f"at {id(self)}")
        if "REFUSE" in text:
            raise DocumentError(document.name, "is no article", "give another")
        time.sleep(self.pause)
        found = list(PATTERN.finditer(text))
        attributions = tuple(_attribution(document, one) for one in found)
        mentions = tuple(
            Mention(
                span=Span(*one.span("source")),
                form="name",
                type="person",
                confidence=1 / (number + 3),
                antecedents=tuple((back, 1 / (back + 7)) for back in range(number)),
            )
            for number, one in enumerate(found)
        )
        return Reading(document, attributions, mentions)


def _attribution(document: Document, found: re.Match[str]) -> Attribution:
    source = Span(*found.span("source"))
    return Attribution(
        document_id=document.id,
        source=(source,),
        cue=(Span(*found.span("cue")),),
        content=(Span(*found.span("content")),),
        quotation="indirect",
        confidence=0.9,
        extractor=EXTRACTOR,
        speaker=Speaker(name=found["source"], because="its own words", kind="person", named_at=source),
        cue_class="deny" if found["cue"] == "denied" else "report",
        reasons=(("within", "outermost"),),
    )


def open_reader(options: BatchOptions) -> FakeReader:
    """A reader that takes no time."""
    return FakeReader()


def open_slow_reader(options: BatchOptions) -> FakeReader:
    """A reader that takes so long that it can be killed in between."""
    return FakeReader(pause=0.004)


def open_meeting_reader(options: BatchOptions) -> FakeReader:
    """A reader that waits, before its first document, until two processes have one: the folder in `MEET`."""
    return MeetingReader()


class MeetingReader(FakeReader):
    """Reads by the pattern, once another process does."""

    def read(self, document: Document) -> Reading:
        """Who said what in the document, by the pattern."""
        met = Path(os.environ["MEET"])
        met.mkdir(exist_ok=True)
        (met / str(os.getpid())).touch()
        while len(list(met.iterdir())) < 2:
            time.sleep(0.01)
        return super().read(document)


def open_no_reader(options: BatchOptions) -> FakeReader:
    """A model that is broken."""
    raise AbortRun("model", "is broken", "get another")


def open_deadly_reader(options: BatchOptions) -> FakeReader:
    """A model that ends every process that loads it."""
    os._exit(3)
