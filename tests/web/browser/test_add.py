"""Adding in a real browser: chosen, dropped or pasted, with what became of it, and without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
TEXT = "“The quay is closed,” said Ada Quill, the harbour master of Port Ansel.\n"
FILES = [
    {"name": "quay.txt", "mimeType": "text/plain", "buffer": TEXT.encode()},
    {"name": "<img src=x onerror=document.title='x'>.txt", "mimeType": "text/plain", "buffer": b""},
]
# The tools that drive a browser cannot drop a folder as the desktop does: this one is put together.
DROP_FOLDER = """(area) => {
  const file = (name) => ({ name, isFile: true, file: (give) => give(new File(["No."], name)) });
  const folder = (name, ...batches) => ({
    name, isFile: false, isDirectory: true,
    createReader: () => ({ readEntries: (give) => give(batches.shift() ?? []) }),
  });
  const inner = folder("may", [file("two.txt"), file(".hidden")], [file("three.txt")]);
  const item = { kind: "file", webkitGetAsEntry: () => folder("news", [file("one.txt"), inner]) };
  const event = new Event("drop", { cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { items: [item, { kind: "string" }] } });
  area.dispatchEvent(event);
}"""
READING = 60_000  # milliseconds: the model is loaded at the first document


def serious(page):
    """What axe finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]


@pytest.fixture
def address(serve, book):
    return serve(book)


def test_files_are_chosen_sent_and_told_as_they_are_done(address, open_page):
    page = open_page(f"{address}/add")
    assert serious(page) == []
    page.locator("input[name=files]").first.set_input_files(FILES)
    expect(page.locator(".add-chosen")).to_contain_text("2 files")
    expect(page.locator(".add-chosen")).to_contain_text("<img src=x")
    page.get_by_role("button", name="Add the files").click()
    page.wait_for_url("**/jobs/*")
    expect(page.locator(".job-state")).to_contain_text("1 added, 1 skipped", timeout=READING)
    expect(page.locator("#live")).to_have_text("Done: 1 added, 1 skipped.")
    assert page.locator("#job[hx-get]").count() == 0
    assert serious(page) == []
    page.get_by_role("link", name="quay").click()
    page.wait_for_url("**/documents/*")
    expect(page.locator("main")).to_contain_text("The quay is closed")


def drop(page, *paths):
    """Drop these files and folders from the desktop upon the form."""
    page.locator(".add-drop").scroll_into_view_if_needed()
    box = page.locator(".add-drop").bounding_box()
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        place = {"x": box["x"] + 20, "y": box["y"] + 20}
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **place})


def test_files_that_are_dropped_are_beside_those_that_were_chosen(address, open_page, tmp_path):
    (tmp_path / "venn.md").write_text("“Never,” said Jory Venn.")
    page = open_page(f"{address}/add")
    page.locator("input[name=files]").first.set_input_files(FILES[:1])
    drop(page, tmp_path / "venn.md")
    expect(page.locator(".add-chosen li")).to_have_text(["quay.txt", "venn.md"])
    page.get_by_role("button", name="Add the files").click()
    expect(page.locator(".job-state")).to_contain_text("2 added", timeout=READING)


def test_a_folder_that_is_dropped_is_read_to_its_end(address, open_page):
    page = open_page(f"{address}/add")
    page.locator(".add-drop").evaluate(DROP_FOLDER)
    expect(page.locator(".add-chosen li")).to_have_text(["one.txt", "two.txt", "three.txt"])


def test_a_folder_can_be_chosen_too(address, open_page, tmp_path):
    (tmp_path / "news" / "may").mkdir(parents=True)
    (tmp_path / "news" / "may" / "pell.txt").write_text("“No,” said Oskar Pell.")
    page = open_page(f"{address}/add")
    page.get_by_label("or a folder").set_input_files(tmp_path / "news")
    expect(page.locator(".add-chosen li")).to_have_text(["news/may/pell.txt"])


def test_too_much_is_refused_before_it_is_sent(serve, book, open_page):
    page = open_page(f"{serve(book, max_upload=50)}/add")
    page.locator("input[name=files]").first.set_input_files(FILES[:1])
    page.get_by_role("button", name="Add the files").click()
    expect(page.locator(".add-chosen")).to_contain_text("are more than")
    assert page.url.endswith("/add")


def test_a_text_is_pasted_by_keyboard_and_nothing_needs_a_script(address, open_page):
    page = open_page(f"{address}/add", java_script_enabled=False)
    page.get_by_label("Text of the article").focus()
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/*")
    expect(page.locator(".job-state")).to_contain_text("1 added", timeout=READING)  # it loads itself anew


def test_a_mistake_is_shown_where_it_was_made(address, open_page):
    page = open_page(f"{address}/add", viewport={"width": 390, "height": 700})
    page.get_by_label("Address of one article").fill("no address")
    page.get_by_role("button", name="Fetch and add").click()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_label("Address of one article")).to_be_focused()
    expect(page.get_by_label("Address of one article")).to_have_value("no address")
