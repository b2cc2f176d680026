"""PDF: the text with its pages, and a reason for every file that gives none."""

import io
import zlib

import pytest

from sayso.ingest import pdf, read_bytes, read_inputs
from sayso.records import Document, Skipped, Span

pytest.importorskip("pdfminer")
reportlab = pytest.importorskip("reportlab")
from reportlab.lib.pagesizes import A5  # noqa: E402
from reportlab.lib.pdfencrypt import StandardEncryption  # noqa: E402
from reportlab.lib.styles import ParagraphStyle  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402
from reportlab.platypus import Paragraph, SimpleDocTemplate  # noqa: E402

BODY = [
    f"On day {number} the harbour board of Tarn said that nobody had told it about the cracks in pier "
    f"{number}, and that the road would be closed. “We heard it before we felt it,” said Ada Quill."
    for number in range(40)
]


def made(paragraphs=BODY, **options):
    out = io.BytesIO()
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=6)
    SimpleDocTemplate(out, pagesize=A5, title="Who knew?", author="Ada Quill", **options).build(
        [Paragraph(paragraph, style) for paragraph in paragraphs]
    )
    return out.getvalue()


def one(data):
    (found,) = read_bytes(data, name="report")
    return found


def test_the_paragraphs_are_those_that_were_set_and_every_span_has_its_page():
    document = one(made())
    assert isinstance(document, Document)
    # A paragraph that ends with its page is told from the next one by its full stop.
    assert document.text.split("\n") == BODY
    assert (document.media_type, document.encoding) == ("application/pdf", "binary")
    assert (document.metadata.title, document.metadata.authors) == ("Who knew?", ("Ada Quill",))
    assert document.metadata.published is None
    assert [place.label for place in document.locators] == [str(n + 1) for n in range(len(document.locators))]
    assert len(document.locators) > 2
    assert str(document.locator_of(Span(0, 5))) == "page 1"
    assert document.locator_of(Span(len(document.text) - 5, len(document.text))) == document.locators[-1]


def test_a_scan_is_skipped():
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(10, 10, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    assert "without text" in one(out.getvalue()).reason


def test_one_that_is_locked_is_skipped_and_one_that_only_may_not_be_printed_is_read():
    assert "password" in one(made(encrypt=StandardEncryption("secret", ownerPassword="boss"))).reason
    assert isinstance(one(made(encrypt=StandardEncryption("", ownerPassword="boss", canPrint=0))), Document)


@pytest.mark.parametrize("cut", [9, 200, 2000])
def test_one_that_is_broken_is_skipped(cut):
    found = one(made()[:cut])
    assert isinstance(found, Skipped)
    assert found.reason.startswith("is a PDF document")


def bomb(content, n_pages=1, filtered="/FlateDecode"):
    """A PDF by hand, whose pages all have this content."""
    kids = " ".join(f"{5 + n} 0 R" for n in range(n_pages))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {n_pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(content)} /Filter {filtered} >>\nstream\n".encode() + content + b"\nendstream",
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources "
    parts += [page + b"<< /Font << /F 3 0 R >> >> >>"] * n_pages
    out = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    head = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    tail = f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    return out + head + table + tail


SHOWN = zlib.compress(b"BT /F 12 Tf 20 200 Td (The harbour board of Tarn said no.) Tj ET")


def test_the_pdf_made_by_hand_is_one():
    assert (
        one(bomb(SHOWN, 2)).text == "The harbour board of Tarn said no.\nThe harbour board of Tarn said no."
    )


def test_one_with_too_many_pages_is_skipped():
    assert "1,000 pages" in one(bomb(SHOWN, 1001)).reason


def test_one_that_unpacks_to_too_much_is_skipped(monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY", 400 << 20)
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(1 << 24)) for _ in range(32)) + packer.flush()
    assert len(packed) < 3_000_000  # and 512 MB unpacked
    assert "memory" in one(bomb(packed)).reason


def test_one_that_takes_too_long_is_skipped(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 1)
    endless = zlib.compress(b"BT /F 12 Tf 20 200 Td " + b"(x) Tj " * 200_000 + b"ET")
    assert "seconds" in (reason := one(bomb(endless, 20)).reason) or "too much time" in reason


def test_a_file_of_any_name_is_read(tmp_path):
    (tmp_path / "report.pdf").write_bytes(made(BODY[:2]))
    (tmp_path / "report.txt").write_bytes(made(BODY[:3]))
    first, second = read_inputs([str(tmp_path)])
    assert (first.name, len(first.text.split("\n"))) == ("report", 2)
    assert len(second.text.split("\n")) == 3


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    assert one(made(BODY[:1])).reason == (
        "is a PDF document, which needs pdfminer.six: pip install 'sayso[formats]'"
    )
