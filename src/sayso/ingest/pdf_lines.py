"""The lines of a PDF with their places, found in a process of its own, which may fail without harm.

`python -P -m sayso.ingest.pdf_lines SECONDS BYTES` reads a PDF on standard input and writes one object of
JSON: the lines and what the PDF says of itself, or the problem. A PDF is a program of sorts: a small one may
unpack to gigabytes, or lead round in circles, and nothing but the end of its process stops that.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

MAX_PAGES = 1_000
MAX_CHARACTERS = 5_000_000  # the longest books have about so many
MEMORY = 2 << 30  # bytes of address space; a page of a newspaper takes some 200 MB
SECONDS = 60  # of processor time; a page takes 0.02 to 0.3

NO_PDF = "is a PDF document that cannot be read"
ENCRYPTED = "is a PDF document that opens only with a password: save it without one"
TOO_LONG = f"is a PDF document of more than {MAX_PAGES:,} pages: cut it into parts"
TOO_MUCH = f"is a PDF document with more than {MAX_CHARACTERS:,} characters: cut it into parts"


def main() -> None:
    """Read standard input, write standard output."""
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    _limit(seconds, memory)
    json.dump(find_lines(sys.stdin.buffer.read()), sys.stdout)


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none; there the time limit of the caller is left
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def find_lines(data: bytes) -> dict[str, Any]:
    """The lines of each page in reading order, each as [x0, y0, x1, y1, size, text], with title and author.

    Coordinates are in points, from the page's lower left. Or the `problem`.
    """
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        pages = []
        for page in PDFPage.create_pages(document):
            pages.append(page)
            if len(pages) > MAX_PAGES:
                return {"problem": TOO_LONG}
        found: list[list[list[Any]]] = []
        n_characters = 0
        for lines in _pages(pages):
            n_characters += sum(len(line[-1]) for line in lines)
            if n_characters > MAX_CHARACTERS:
                return {"problem": TOO_MUCH}
            found.append(lines)
    except PDFPasswordIncorrect:
        return {"problem": ENCRYPTED}
    except MemoryError:
        return {"problem": f"{NO_PDF} (it asks for too much memory)"}
    except Exception as error:  # noqa: BLE001  whatever a broken file makes the library raise is its reason
        return {"problem": f"{NO_PDF} ({type(error).__name__}: {str(error)[:80]})"}
    return {"pages": found, "title": _stated(document, "Title"), "author": _stated(document, "Author")}


def _pages(pages: list[Any]) -> Iterator[list[list[Any]]]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams, LTTextBox
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

    resources = PDFResourceManager(caching=False)
    device = PDFPageAggregator(resources, laparams=LAParams())
    interpreter = PDFPageInterpreter(resources, device)
    for page in pages:
        interpreter.process_page(page)
        boxes = [box for box in device.get_result() if isinstance(box, LTTextBox)]
        yield [line for box in boxes for line in _lines(box)]


def _lines(box: Any) -> Iterator[list[Any]]:
    from pdfminer.layout import LTChar

    for line in box:
        text = line.get_text().strip()
        sizes = [item.size for item in line if isinstance(item, LTChar)]
        if text and sizes:
            place = [round(value, 1) for value in (*line.bbox, sorted(sizes)[len(sizes) // 2])]
            yield [*place, text]


def _stated(document: Any, key: str) -> str | None:
    from pdfminer.utils import decode_text

    for info in document.info:
        value = info.get(key)
        if isinstance(value, bytes):
            return str(decode_text(value))
    return None


if __name__ == "__main__":
    main()
