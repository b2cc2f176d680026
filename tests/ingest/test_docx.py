"""DOCX: paragraphs and cells in their order, and a reason for every file that gives none."""

import io
import sys
import zipfile

import pytest

from sayso.ingest import docx as module
from sayso.ingest import read_bytes, read_inputs
from sayso.records import Document, Skipped

docx = pytest.importorskip("docx")
from docx.oxml import parse_xml  # noqa: E402
from docx.oxml.ns import nsdecls  # noqa: E402


def made(*paragraphs, change=None):
    opened = docx.Document()
    opened.core_properties.title, opened.core_properties.author = "Who knew?", "Ada Quill and Tom Marsh"
    for paragraph in paragraphs:
        opened.add_paragraph(paragraph)
    if change:
        change(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def one(data, media_type=None):
    (found,) = read_bytes(data, name="note", media_type=media_type)
    return found


def test_each_paragraph_is_a_line_and_what_the_file_states_is_kept():
    document = one(made("The board said no.", "", "  Ada Quill\tdid not. "))
    assert document.text == "The board said no.\nAda Quill\tdid not."
    assert document.metadata.title == "Who knew?"
    assert document.metadata.authors == ("Ada Quill", "Tom Marsh")
    assert document.metadata.published is None


def test_cells_stand_where_their_table_stands_and_heads_and_feet_nowhere():
    def change(opened):
        table = opened.add_table(rows=2, cols=2)
        for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
            cell.text = f"cell {number}"
        opened.add_paragraph("After.")
        opened.sections[0].header.paragraphs[0].text = "HEAD"
        opened.sections[0].footer.paragraphs[0].text = "FOOT"

    assert one(made("Before.", change=change)).text == "Before.\ncell 0\ncell 1\ncell 2\ncell 3\nAfter."


def test_links_and_insertions_are_text_and_deletions_are_not():
    def change(opened):
        ns = nsdecls("w")
        opened.add_paragraph("It ")._p.extend(
            [
                parse_xml(f"<w:hyperlink {ns}><w:r><w:t>said</w:t></w:r></w:hyperlink>"),
                parse_xml(f'<w:ins {ns} w:id="1" w:author="x"><w:r><w:t> so</w:t></w:r></w:ins>'),
                parse_xml(f'<w:del {ns} w:id="2" w:author="x"><w:r><w:delText> no</w:delText></w:r></w:del>'),
            ]
        )

    assert one(made(change=change)).text == "It said so"


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(module, "MAX_UNPACKED", 3_000_000)
    out = io.BytesIO(made("The board said no."))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(3_000_000))
    assert len(out.getvalue()) < 100_000
    assert "unpacks to 3," in one(out.getvalue()).reason


def test_entities_are_not_expanded():
    data = made("The board said no.")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(
                    b"standalone='yes'?>", b"?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", 1
                ).replace(b"board said", b"board &a; said")
            new.writestr(name, content)
    found = one(out.getvalue())
    assert "root:" not in (found.text if isinstance(found, Document) else found.reason)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"PK\x03\x04" + bytes(60), "cannot be read"), (b"no zip", "cannot be read")],
)
def test_one_that_is_broken_is_skipped(data, words):
    found = one(data, module.DOCX)
    assert isinstance(found, Skipped)
    assert words in found.reason


def test_one_without_text_is_skipped():
    assert "without text" in one(made()).reason


def test_a_zip_of_something_else_is_no_docx():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "The mayor spoke.")
    assert "application/zip" in one(out.getvalue()).reason


def test_it_is_read_from_a_folder(tmp_path):
    (tmp_path / "note.docx").write_bytes(made("The board said no."))
    (document,) = read_inputs([str(tmp_path)])
    assert document.text == "The board said no."


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    assert (
        one(made("x")).reason == "is a Word document, which needs python-docx: pip install 'sayso[formats]'"
    )
