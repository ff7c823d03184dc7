"""Archives that are damaged, hostile, or something else."""

import io
import random
import time
import zipfile

import pytest
from gtfs_feeds import FILES, with_files, zipped

from kraftcenter_mobility.errors import FeedError, MobilityError
from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs


@pytest.fixture
def path(tmp_path):
    return zipped(tmp_path / "feed.zip", FILES)


def test_a_path_to_nothing_is_refused(tmp_path):
    with pytest.raises(FeedError, match=r"nowhere\.zip' cannot be read: No such file"):
        read_gtfs(tmp_path / "nowhere.zip")


@pytest.mark.parametrize("path", ["feed\0.zip", "x" * 5000])
def test_a_path_that_cannot_be_is_refused(path):
    with pytest.raises(FeedError, match="cannot be read"):
        read_gtfs(path)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.zip").write_bytes(b"")
    with pytest.raises(FeedError, match=r"empty\.zip' is empty"):
        read_gtfs(tmp_path / "empty.zip")


def test_a_web_page_is_refused(tmp_path):
    (tmp_path / "page.zip").write_bytes(b"\n<!DOCTYPE html><html>404</html>")
    with pytest.raises(FeedError, match="a web page, not a zip archive"):
        read_gtfs(tmp_path / "page.zip")


def test_something_else_is_refused(tmp_path):
    (tmp_path / "other.zip").write_bytes(b"PK\x03\x04 and then nothing more")
    with pytest.raises(FeedError, match="no sound zip archive"):
        read_gtfs(tmp_path / "other.zip")


def test_an_archive_that_is_cut_short_is_refused(path):
    data = path.read_bytes()
    for size in range(1, len(data), 97):
        path.write_bytes(data[:size])
        with pytest.raises(FeedError, match=r"feed\.zip"):
            read_gtfs(path)


def test_an_archive_without_a_timetable_is_refused(tmp_path):
    with pytest.raises(FeedError, match=r"no GTFS feed: missing_required_file 'stops\.txt'"):
        read_gtfs(zipped(tmp_path / "else.zip", {"readme.txt": "hello"}))
    (tmp_path / "folder").mkdir()
    with pytest.raises(FeedError, match=r"no GTFS feed: missing_required_file 'stops\.txt'"):
        read_gtfs(tmp_path / "folder")


def test_files_in_a_folder_of_the_archive_are_read_and_noticed(tmp_path):
    feed = read_gtfs(zipped(tmp_path / "sub.zip", FILES, folder="gtfs/2026/"))
    assert feed.n_trips == 2
    assert feed.notices["invalid_input_files_in_subfolder"].examples == ["sub.zip: gtfs/2026"]


def test_the_outermost_folder_that_holds_a_feed_counts(tmp_path):
    path = zipped(tmp_path / "two.zip", FILES)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("old/stops.txt", "stop_id\nX\n")
    assert len(read_gtfs(path).notices) == 0


def test_two_feeds_in_one_archive_are_refused_by_name(tmp_path):
    path = zipped(tmp_path / "two.zip", FILES, folder="bus/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("rail/stops.txt", "stop_id\nX\n")
    with pytest.raises(FeedError, match="several feeds, in the folders 'bus', 'rail'"):
        read_gtfs(path)


def test_names_that_climb_out_of_the_archive_are_not_looked_at(tmp_path):
    with pytest.raises(FeedError, match="no GTFS feed"):
        read_gtfs(zipped(tmp_path / "climb.zip", FILES, folder="../../"))
    with pytest.raises(FeedError, match="no GTFS feed"):
        read_gtfs(zipped(tmp_path / "root.zip", FILES, folder="/"))


def test_capital_letters_in_names_do_not_matter(tmp_path):
    files = {name.capitalize(): text for name, text in FILES.items()}
    assert read_gtfs(zipped(tmp_path / "capitals.zip", files)).n_trips == 2


def test_a_member_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path):
    bomb = FILES["stops.txt"] + "\n" * 50_000_000
    path = zipped(tmp_path / "bomb.zip", with_files(stops=bomb))
    begin = time.perf_counter()
    with pytest.raises(FeedError, match=r"'stops\.txt' .* 50,000,1.. bytes .* raise ratio_limit"):
        read_gtfs(path)
    assert time.perf_counter() - begin < 2.0


def test_what_nobody_asks_for_is_not_opened(tmp_path):
    files = with_files() | {"fare_rules.txt": "\n" * 5_000_000, "big.bin": "\0" * 5_000_000}
    assert read_gtfs(zipped(tmp_path / "extra.zip", files)).n_trips == 2


def test_the_files_together_have_a_limit(path):
    total = sum(len(text) for text in FILES.values())
    assert read_gtfs(path, size_limit_bytes=total).n_trips == 2
    with pytest.raises(FeedError, match=rf"more than {total - 1:,} bytes.*raise size_limit_bytes"):
        read_gtfs(path, size_limit_bytes=total - 1)


def test_files_in_a_folder_have_the_same_limit(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(FeedError, match="raise size_limit_bytes"):
        read_gtfs(tmp_path, size_limit_bytes=200)


def test_a_header_that_lies_about_the_size_is_found_out(path):
    data = bytearray(path.read_bytes())
    size = len(FILES["stops.txt"]).to_bytes(4, "little")
    for lie in (10, 2**31):
        forged = bytes(data).replace(size, lie.to_bytes(4, "little"))
        path.write_bytes(forged)
        with pytest.raises(FeedError, match=r"feed\.zip"):
            read_gtfs(path)


def test_an_encrypted_member_is_refused(path):
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    with pytest.raises(FeedError, match="damaged, encrypted or cut short"):
        read_gtfs(path)


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    for name, text in FILES.items():
        if name != "routes.txt":
            (tmp_path / name).write_text(text)
    (tmp_path / "routes.txt").mkdir()
    with pytest.raises(FeedError, match=r"routes\.txt' is no plain file"):
        read_gtfs(tmp_path)


def outcome(path):
    """Return "read", or the error if it is one of the package's own."""
    try:
        read_gtfs(path)
    except MobilityError:
        return "refused"
    return "read"


@pytest.mark.parametrize("packed", [True, False])
def test_random_damage_ends_in_a_feed_or_in_one_of_our_errors(tmp_path, packed):
    chance = random.Random(5)  # noqa: S311 - for damage, not for secrets
    extra = {
        "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nT1,06:00:00,07:00:00,600\n",
        "transfers.txt": "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nA,B,2,60\n",
        "calendar_dates.txt": "service_id,date,exception_type\nWEEK,20260310,2\n",
    }
    sound = io.BytesIO()
    with zipfile.ZipFile(sound, "w", zipfile.ZIP_DEFLATED if packed else 0) as archive:
        for name, text in (FILES | extra).items():
            archive.writestr(name, text)
    path, outcomes = tmp_path / "fuzz.zip", []
    for _ in range(60):
        data = bytearray(sound.getvalue())
        for _ in range(chance.choice((1, 3, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        outcomes.append(outcome(path))
    assert "refused" in outcomes


def test_random_damage_to_the_text_ends_in_a_feed_or_in_one_of_our_errors(tmp_path):
    chance = random.Random(6)  # noqa: S311
    outcomes = []
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    for _ in range(60):
        name = chance.choice(sorted(FILES))
        data = bytearray(FILES[name].encode())
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = chance.choice(
                (b",", b'"', b"\n", b"\x00", b"\xff", b"-", b"9" * 30, b"", b"1e400", b"\r")
            )
        (tmp_path / name).write_bytes(data)
        outcomes.append(outcome(tmp_path))
        (tmp_path / name).write_text(FILES[name])
    assert set(outcomes) == {"read", "refused"}
