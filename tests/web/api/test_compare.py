"""Comparisons over JSON: a column for each, the oldest first."""

from __future__ import annotations


def test_each_has_a_column_with_what_it_says_on_the_words(client):
    rows = client.get("/api/speakers", params={"limit": 200}).json()["rows"]
    quill = next(row["id"] for row in rows if row["name"] == "Ada Quill")
    asked = {"one": [f"speaker:{quill}", "outlet:Tideline"], "words": "crane"}
    columns = client.get("/api/compare", params=asked).json()["columns"]
    assert [column["one"] for column in columns] == asked["one"]
    assert [column["name"] for column in columns] == ["Ada Quill", "Tideline"]
    assert all("crane" in piece["text"] for column in columns for hit in column["found"]
               for piece in hit["highlights"])  # fmt: skip
    published = [hit["document"]["metadata"]["published"][:10] for hit in columns[0]["found"]]
    assert published == sorted(published)
    assert published


def test_what_is_nothing_to_compare_is_told(client):
    assert client.get("/api/compare", params={"one": "weather:fine"}).status_code == 400
    assert client.get("/api/compare").status_code == 422
