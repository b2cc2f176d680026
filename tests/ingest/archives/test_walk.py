"""Damage in every place: what is whole is found all the same, at its offset, and what is not is told."""

import gzip
import io
import itertools
import random
import re

import pytest

from sayso.ingest.archives.archive import Archive
from sayso.ingest.archives.kinds import find_kind
from sayso.ingest.archives.members import Damaged
from sayso.ingest.archives.walk import Found, Gap, Taken, find_records


def take(record):
    """The record's number, if it is whole."""
    content = record.read(1_000_000)
    found = record.problem or record.header("WARC-Record-ID")[-13:-1].lstrip("0")
    return Taken(found, proved=b"proved" in content, broken=b"broken" in content)


def walk(data, name="x.warc.zst", **limits):
    """What is found, as `NUMBER@OFFSET`, and the gaps as `PROBLEM@OFFSET+LENGTH`."""
    archive = Archive(io.BytesIO(data), find_kind(data, name=name))
    found = list(find_records(archive, take, **limits))
    for one, following in itertools.pairwise(found):
        assert one.offset + one.length <= following.offset or one.offset == following.offset
    assert all(isinstance(one, Found | Gap) and one.length > 0 for one in found)
    return [
        f"{one.value}@{one.offset}" if isinstance(one, Found) else f"{one.problem}@{one.offset}+{one.length}"
        for one in found
    ]


FORMS = ["plain", "gzip", "zstd"]


@pytest.fixture
def made(warcs):
    """Five records in a form, and where each begins."""

    def make(form):
        pack = {"plain": lambda one: one, "gzip": warcs.packed, "zstd": warcs.frames}[form]
        members = [pack(one) for one in warcs.pages(5)]
        return members, [sum(map(len, members[:number])) for number in range(6)]

    return make


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_cut_anywhere_loses_only_what_is_cut(made, form):
    members, offsets = made(form)
    data = b"".join(members)
    for cut in range(offsets[2] + 1, offsets[3], 37):
        whole, broken = walk(data[:cut])[:2], walk(data[:cut])[2:]
        if form == "plain" and cut - offsets[2] in range(len(members[2]) - 4, len(members[2])):
            continue  # only the empty lines behind the record are missing
        assert whole == ["1@0", f"2@{offsets[1]}"]
        assert len(broken) == 1, cut
        assert f"@{offsets[2]}" in broken[0]
        assert "breaks off" in broken[0] or form == "plain"


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_record_loses_no_other(made, form):
    members, offsets = made(form)
    half = len(members[2]) // 2
    members[2] = members[2][:half] + b"\xff" * 40 + members[2][half + 40 :]
    found = walk(b"".join(members))
    assert found[:2] == ["1@0", f"2@{offsets[1]}"]
    assert found[-2:] == [f"4@{offsets[3]}", f"5@{offsets[4]}"]
    assert form == "plain" or "damaged" in found[2]


@pytest.mark.parametrize("form", FORMS)
def test_rubbish_between_records_is_told_and_passed_over(made, form):
    members, offsets = made(form)
    rubbish = b"\x01rubbish that is no record\r\n"
    found = walk(b"".join([*members[:2], rubbish, *members[2:]]))
    assert [one.partition("@")[0] for one in found if one[0] in "12345"] == ["1", "2", "3", "4", "5"]
    assert any(one.endswith(f"@{offsets[2]}+{len(rubbish)}") for one in found)
    at_the_end = walk(b"".join(members) + rubbish)
    assert at_the_end[-1].endswith(f"@{offsets[5]}+{len(rubbish)}")


def test_padding_with_nuls_is_no_damage(made):
    members, _ = made("gzip")
    assert [one[0] for one in walk((b"\0" * 100).join(members))] == ["1", "2", "3", "4", "5"]


LENGTHS = [b"99999999999", b"0", b"-5", b"9" * 40, b"abc", b"300", b"1200", b""]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("length", LENGTHS)
def test_a_hostile_length_loses_no_record_that_can_be_found(warcs, form, length):
    pack = {"plain": lambda one: one, "gzip": warcs.packed, "zstd": warcs.frames}[form]
    records = warcs.pages(5)
    records[2] = re.sub(rb"Content-Length: \d+", b"Content-Length: " + length, records[2], count=1)
    found = walk(b"".join(map(pack, records)))
    assert found[:2] == ["1@0", f"2@{len(pack(records[0]))}"]
    assert [one.partition("@")[0] for one in found][-2:] == ["4", "5"]


def test_what_is_not_proved_to_be_so_long_is_looked_into(warcs):
    one, _, three, four = warcs.pages(4)
    for content, expected in ((b"", "1234"), (b"proved", "124"), (b"broken", "1234")):
        too_long = warcs.record(content, number=2, length=len(content) + len(three) + 4)
        found = walk(one + too_long + three + b"rubbish of some length\r\n" + four)
        assert "".join(one.partition("@")[0] for one in found if one[0].isdigit()) == expected


def test_headers_without_end_and_of_strange_bytes(warcs):
    one, two = warcs.pages(2)
    endless = one.replace(b"WARC-Type", b"X: " + b"a" * 100_000 + b"\r\nWARC-Type")
    assert [found.partition("@")[0] for found in walk(endless + two)][-1] == "2"
    strange = one.replace(b"WARC-Type", b"\xff\xfe\0: \xe4\r\nWARC-Type")
    assert [found.partition("@")[0] for found in walk(strange + two)] == ["1", "2"]


def test_a_hostile_dictionary_is_refused(warcs):
    bomb = warcs.frames(b"\x37\xa4\x30\xec" + bytes(40_000_000))
    data = b"\x5d\x2a\x4d\x18" + len(bomb).to_bytes(4, "little") + bomb
    with pytest.raises(Damaged, match="dictionary of more than"):
        Archive(io.BytesIO(data), "warc.zst")
    with pytest.raises(Damaged, match="breaks off"):
        Archive(io.BytesIO(data[:100]), "warc.zst")


@pytest.mark.parametrize("form", FORMS)
def test_any_damage_ends_and_is_never_an_error(warcs, form):
    pack = {"plain": lambda one: one, "gzip": warcs.packed, "zstd": warcs.frames}[form]
    data = b"".join(map(pack, warcs.pages(4)))
    dice = random.Random(form)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(dice.randrange(1, 8)):
            at = dice.randrange(len(broken))
            broken[at : at + dice.randrange(4)] = dice.randbytes(dice.randrange(6))
        broken[:4] = data[:4]
        if find_kind(bytes(broken), name="x.warc.zst"):
            walk(bytes(broken))


def test_everything_packed_as_one_and_cut(warcs):
    data = gzip.compress(b"".join(warcs.pages(5)))
    found = walk(data[:-10])
    assert found[:3] == ["1@0", "2@0", "3@0"]
    assert "breaks off" in found[-1]
