import json


def test_read_and_add_an_archive(sayso, warcs, tmp_path):
    broken = warcs.record(warcs.http(b"<p>cut", Content_Length=9000), "https://courier.example/x", number=9)
    (tmp_path / "crawl.warc.gz").write_bytes(warcs.packed(*warcs.pages(2), broken))
    done = sayso("read", "crawl.warc.gz", "--format", "jsonl")
    assert done.exit_code == 1
    assert "crawl.warc.gz#" in done.stderr
    assert "https://courier.example/x" in done.stderr
    assert {json.loads(line)["document"] for line in done.stdout.splitlines()} == {
        "https://courier.example/1",
        "https://courier.example/2",
    }
    done = sayso("add", "crawl.warc.gz")
    assert "added 2 documents" in done.stdout
    assert "1 skipped" in done.stdout


def test_verify_reads_archives_again(sayso, warcs, tmp_path):
    (tmp_path / "crawl.warc.gz").write_bytes(warcs.packed(*warcs.pages(2)))
    assert sayso("add", "crawl.warc.gz").exit_code == 0
    done = sayso("verify")
    assert done.exit_code == 0
    assert "not checked: " in done.stdout
    assert " of 2 documents, which stand in web archives alone" in done.stdout
    done = sayso("verify", "--archives", tmp_path)
    assert done.exit_code == 0
    assert "read again from" in done.stdout
    (tmp_path / "crawl.warc.gz").unlink()
    done = sayso("verify", "--archives", tmp_path)
    assert done.exit_code == 1
    assert "crawl.warc.gz is not in" in done.stdout
    assert sayso("verify", "--archives", "nowhere").exit_code == 2


def test_bytes_are_kept_on_request(sayso, warcs, tmp_path):
    (tmp_path / "crawl.warc.gz").write_bytes(warcs.packed(*warcs.pages(2)))
    assert sayso("add", "crawl.warc.gz", "--keep-bytes").exit_code == 0
    assert sayso("verify").stdout.startswith("whole: 2 documents")
    assert "not checked" not in sayso("verify").stdout
