"""Data that breaks readers: one clear error each, or a network with counted notices."""

import bz2
import gzip
import os
import subprocess
import sys
import textwrap

import pytest
from small_osm import HEAD, STREET, TAIL, TOWN, as_pbf, node, row_of_nodes, way, write_osm

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, OsmDataError
from kraftcenter_mobility.osm.reader import read_osm

ENTITY_BOMB = """<?xml version="1.0"?>
<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<osm version="0.6"><node id="1" lon="9" lat="56"><tag k="name" v="&b;"/></node></osm>"""
EXTERNAL_ENTITY = """<?xml version="1.0"?>
<!DOCTYPE osm [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<osm version="0.6"><node id="1" lon="9" lat="56"><tag k="name" v="&a;"/></node></osm>"""
HTML = "<!DOCTYPE html><html><body>504 Gateway Timeout</body></html>"
XML = HEAD + TOWN + TAIL
NOISE = bytes(k * k % 251 for k in range(4000))

DAMAGED = {
    "a web page as XML": ("a.osm", HTML.encode(), "Unknown top-level element: html"),
    "a web page as PBF": ("a.osm.pbf", HTML.encode(), "BlobHeader"),
    "a web page as gz": ("a.osm.gz", HTML.encode(), "html"),
    "a web page as bz2": ("a.osm.bz2", HTML.encode(), "bzip2 error"),
    "random bytes as PBF": ("a.osm.pbf", NOISE, "PBF"),
    "random bytes as XML": ("a.osm", NOISE, "XML"),
    "XML cut short": ("a.osm", XML[:-60].encode(), "XML parsing error"),
    "gz cut short": ("a.osm.gz", gzip.compress(XML.encode())[:-30], "gzip error"),
    "bz2 cut short": ("a.osm.bz2", bz2.compress(XML.encode())[:-30], "bzip2 error"),
    "an entity bomb": ("a.osm", ENTITY_BOMB.encode(), "entities are not supported"),
    "an external entity": ("a.osm", EXTERNAL_ENTITY.encode(), "entities are not supported"),
    "another root": ("a.osm", b'<?xml version="1.0"?><gpx version="1.1"/>', "gpx"),
    "another version": ("a.osm", XML.replace("0.6", "0.5").encode(), "version 0.5"),
    "no version": ("a.osm", XML.replace(' version="0.6"', "").encode(), "without version"),
    "an id of letters": ("a.osm", XML.replace('<node id="1"', '<node id="x"').encode(), "'x'"),
    "a ref of letters": ("a.osm", XML.replace('ref="1"', 'ref="?"').encode(), r"'\?'"),
    "an id over 2^63": ("a.osm", XML.replace('id="4"', 'id="9223372036854775808"').encode(), "id"),
    "a latitude of nan": ("a.osm", XML.replace('lat="56"', 'lat="nan"', 1).encode(), "'nan'"),
    "a latitude of words": ("a.osm", XML.replace('lat="56"', 'lat="N"', 1).encode(), "'N'"),
    "no latitude": ("a.osm", XML.replace('lat="56"', 'lat=""', 1).encode(), "coordinate"),
    "latin-1": ("a.osm", XML.encode("latin-1"), "invalid token"),
}


@pytest.mark.parametrize(("name", "content", "told"), DAMAGED.values(), ids=DAMAGED)
def test_damaged_data_is_refused_with_its_path_the_cause_and_the_remedy(
    tmp_path, name, content, told
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(OsmDataError, match=told) as refusal:
        km.TransportNetwork.from_osm(path)
    assert str(path) in str(refusal.value)
    assert "fetch it again" in str(refusal.value).lower()
    assert [p.name for p in tmp_path.iterdir()] == [name]


ROADLESS = {
    "no objects": "",
    "no ways": row_of_nodes(3),
    "ways that are no roads": row_of_nodes(3) + way(10, [1, 2], building="yes"),
    "none of the nodes": way(10, [1, 2]),
    "no node": row_of_nodes(3) + way(10, []),
    "one node": row_of_nodes(3) + way(10, [1]),
    "one node twice": row_of_nodes(3) + way(10, [1, 1]),
    "one place outside the world": node(1, 9, 95) + node(2, 181, 56) + way(10, [1, 2]),
}


@pytest.mark.parametrize("content", ROADLESS.values(), ids=ROADLESS)
def test_data_without_a_road_are_refused(tmp_path, content):
    path = write_osm(tmp_path / "empty.osm", content)
    with pytest.raises(OsmDataError, match="holds no roads"):
        km.TransportNetwork.from_osm(path)


def test_data_whose_roads_are_closed_to_everybody_are_refused(tmp_path):
    content = row_of_nodes(2) + way(10, [1, 2], highway="residential", access="no")
    path = write_osm(tmp_path / "closed.osm", content)
    with pytest.raises(OsmDataError, match=r"none of the 1 roads of closed\.osm is open"):
        km.TransportNetwork.from_osm(path)


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.osm.pbf"
    path.touch()
    with pytest.raises(OsmDataError, match=r"empty\.osm\.pbf is empty"):
        read_osm(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(OsmDataError, match=r"there is no file .*nowhere\.osm"):
        read_osm(tmp_path / "nowhere.osm")


def test_a_folder_is_no_file(tmp_path):
    folder = tmp_path / "folder.osm"
    folder.mkdir()
    with pytest.raises(OsmDataError, match="there is no file"):
        read_osm(folder)


@pytest.mark.parametrize("name", ["roads.csv", "roads.osm.zip", "roads", "roads.osm.xz"])
def test_a_file_of_another_kind_is_refused_by_its_name(tmp_path, name):
    with pytest.raises(InputError, match=r"give one of \.osm, \.osm\.gz"):
        read_osm(write_osm(tmp_path / name, STREET))


def test_an_external_document_type_is_not_fetched(tmp_path):
    declared = '<!DOCTYPE osm SYSTEM "http://127.0.0.1:9/never.dtd">\n<osm version="0.6"'
    content = XML.replace('<osm version="0.6"', declared)
    assert read_osm(write_osm(tmp_path / "declared.osm", content)).n_rows == 3


@pytest.fixture
def pbf(tmp_path):
    source = write_osm(tmp_path / "town.osm", TOWN)
    return as_pbf(source, tmp_path / "town.osm.pbf").read_bytes()


def test_a_pbf_file_cut_short_anywhere_is_refused_or_reads_as_it_should(tmp_path, pbf):
    whole = read_osm(_written(tmp_path / "whole.osm.pbf", pbf))
    for end in range(1, len(pbf), 5):
        try:
            part = read_osm(_written(tmp_path / "part.osm.pbf", pbf[:end]))
        except OsmDataError:
            continue
        # a cut between two blocks leaves a sound, shorter file: no reader can know
        assert set(part.way_id) <= set(whole.way_id)


def test_a_flipped_bit_in_compressed_data_is_noticed(tmp_path, pbf):
    begin = pbf.index(b"OSMData") + 30
    for position in range(begin, begin + 60):
        flipped = bytearray(pbf)
        flipped[position] ^= 4
        with pytest.raises(OsmDataError, match="cannot be read as OpenStreetMap data"):
            read_osm(_written(tmp_path / "flipped.osm.pbf", bytes(flipped)))


def _written(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("text", [b"Bl\xc3\xffvej", b"Blaave\xc3"])
def test_a_text_that_is_no_utf8_is_refused(tmp_path, text):
    raw = _named(tmp_path, b"Blaavej")
    path = _written(tmp_path / "bad.osm.pbf", raw.replace(b"Blaavej", text))
    with pytest.raises(OsmDataError, match=r"codepoint|codec can't decode"):
        read_osm(path)


def test_a_character_beyond_the_last_one_is_replaced(tmp_path):
    raw = _named(tmp_path, b"Blaavej")
    path = _written(tmp_path / "bad.osm.pbf", raw.replace(b"Blaavej", b"\xf4\x90\x80\x80vej"))
    assert read_osm(path).names == ("\N{REPLACEMENT CHARACTER}vej",)


def test_half_a_character_is_replaced_so_that_the_network_can_be_saved(tmp_path):
    raw = _named(tmp_path, b"Blaavej")
    path = _written(tmp_path / "half.osm.pbf", raw.replace(b"Blaavej", b"\xed\xa0\x80avej"))
    network = km.TransportNetwork.from_osm(path)
    assert network.roads.names == ("\N{REPLACEMENT CHARACTER}avej",)
    network.save(tmp_path / "half.network")


@pytest.mark.parametrize("options", ["", ",pbf_compression=none"])
def test_a_null_character_in_a_text_does_not_bring_down_the_process(tmp_path, options):
    # libosmium would read on past the end of the tags, and end in a segmentation fault
    plain = _named(tmp_path, b"Blaavej")
    path = _written(tmp_path / "null.osm.pbf", plain.replace(b"Blaavej", b"Bl\0avej"))
    if not options:
        path = _recompressed(path)
    with pytest.raises(OsmDataError, match="null character inside a text"):
        read_osm(path)


def _named(folder, name):
    """Return an uncompressed PBF file with one street of a name."""
    content = row_of_nodes(2) + way(10, [1, 2], highway="residential", name=name.decode())
    source = write_osm(folder / "named.osm", content)
    options = ",pbf_compression=none"
    return as_pbf(source, folder / "named.osm.pbf", options).read_bytes()


def _recompressed(path):
    """Return the path of a PBF file whose last, raw block is now a compressed one."""
    import zlib

    raw = path.read_bytes()
    begin = raw.rindex(b"OSMData") - 6
    header_size = int.from_bytes(raw[begin : begin + 4], "big")
    blob = raw[begin + 4 + header_size :]
    assert blob[0] == 0x0A  # the field `raw`
    block = blob[3:] if blob[1] & 128 else blob[2:]
    packed = zlib.compress(block)
    new_blob = b"\x10" + _varint(len(block)) + b"\x1a" + _varint(len(packed)) + packed
    header = b"\x0a\x07OSMData\x18" + _varint(len(new_blob))
    path.write_bytes(raw[:begin] + len(header).to_bytes(4, "big") + header + new_blob)
    return path


def _varint(value):
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


NODE = b'<node id="1" lon="9" lat="56">'
BOMBS = {
    "spaces": (b"", b" " * 2**20, b""),
    "one endless word": (NODE + b'<tag k="a" v="', b"A" * 2**20, b'"/></node>'),
    "tags without end": (NODE, b'<tag k="highway" v="x"/>' * 40000, b"</node>"),
    "depth without end": (b"", b"<a>" * 300000, b""),
}

READ_AND_MEASURE = """
import resource, sys
import kraftcenter_mobility.osm.reader as reader
import kraftcenter_mobility.osm.opl, osmium, numpy
from kraftcenter_mobility.errors import OsmDataError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    try:
        reader.read_osm(path)
    except OsmDataError as refusal:
        print(refusal)
    else:
        raise SystemExit("it was read")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_compressed_bombs_are_refused_in_little_memory(tmp_path):
    paths = []
    for number, (begin, middle, end) in enumerate(BOMBS.values()):
        for suffix, opener in ((".gz", gzip.open), (".bz2", bz2.open)):
            path = tmp_path / f"bomb{number}.osm{suffix}"
            with opener(path, "wb", compresslevel=1 if suffix == ".bz2" else 9) as file:
                file.write(HEAD.encode() + begin)
                for _ in range(8):
                    file.write(middle)
                file.write(end + TAIL.encode())
            paths.append(path)
    *lines, growth_kib = _run(READ_AND_MEASURE, *paths).splitlines()
    assert len(lines) == len(paths)
    assert all("expands more than 200-fold, which no map does" in line for line in lines)
    assert int(growth_kib) < 30 * 1024


def test_an_ordinary_compressed_file_is_no_bomb(tmp_path):
    content = (HEAD + row_of_nodes(30_000) + way(10, range(1, 30_001)) + TAIL).encode()
    for suffix, compress in ((".gz", gzip.compress), (".bz2", bz2.compress)):
        path = _written(tmp_path / f"long.osm{suffix}", compress(content))
        assert read_osm(path).ref.size == 30_000


FUZZ = """
import random, sys, warnings
from pathlib import Path
import kraftcenter_mobility as km
warnings.simplefilter("error")
folder, n_rounds = Path(sys.argv[1]), int(sys.argv[2])
sources = {suffix: (folder / f"town{suffix}").read_bytes() for suffix in (".osm", ".osm.pbf")}
rng, built, refused = random.Random(20260101), 0, 0
for round_ in range(n_rounds):
    for suffix, source in sources.items():
        data = bytearray(source)
        for _ in range(rng.choice((1, 1, 2, 8))):
            at, kind = rng.randrange(len(data)), rng.randrange(5)
            if kind == 0:
                data[at] ^= 1 << rng.randrange(8)
            elif kind == 1:
                data[at] = rng.randrange(256)
            elif kind == 2:
                data[at] = 0
            elif kind == 3:
                del data[at : at + rng.randrange(1, 9)]
            else:
                data[at:at] = rng.randbytes(rng.randrange(1, 5))
        path = folder / f"mutated{suffix}"
        path.write_bytes(data)
        try:
            network = km.TransportNetwork.from_osm(path)
            network.report.to_json()
            built += 1
        except km.MobilityError as error:
            assert str(path) in str(error) or "roads of" in str(error), error
            refused += 1
print(built, refused)
"""

N_ROUNDS = 150
N_ROUNDS_LONG = int(os.environ.get("KRAFTCENTER_FUZZ") or 0)


def _fuzzed(folder, n_rounds):
    """Return how many mutated files were built and refused; anything else raises."""
    source = write_osm(folder / "town.osm", TOWN)
    as_pbf(source, folder / "town.osm.pbf", ",pbf_compression=none")
    return [int(number) for number in _run(FUZZ, folder, n_rounds).split()]


def test_mutated_files_are_built_or_refused_and_never_anything_else(tmp_path):
    built, refused = _fuzzed(tmp_path, N_ROUNDS)
    assert built + refused == 2 * N_ROUNDS
    assert min(built, refused) > 10


@pytest.mark.skipif(not N_ROUNDS_LONG, reason="set KRAFTCENTER_FUZZ=1500 for 3,000 files")
def test_thousands_of_mutated_files_are_built_or_refused(tmp_path):
    assert sum(_fuzzed(tmp_path, N_ROUNDS_LONG)) == 2 * N_ROUNDS_LONG


def _run(script, *arguments):
    """Return what a script prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
