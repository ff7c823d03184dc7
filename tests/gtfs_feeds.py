"""Tiny GTFS feeds for tests, as files whose rows a test can replace one by one.

The feed everyone begins with has one bus route, "R1", that runs from Monday to Friday in 2026
along the 56th parallel; one hundredth of a degree there is 624 m:

    A (9.00) --- B (9.01) --- C (9.02) ------ D (9.04)

    T1   A 08:00   B 08:05-08:06   C 08:12
    T2   A 09:00   B 09:05-09:06   C 09:12   D 09:20
"""

import zipfile

from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs

FILES = {
    "agency.txt": """\
agency_id,agency_name,agency_url,agency_timezone
MT,Midttrafik,https://midttrafik.dk,Europe/Copenhagen
""",
    "stops.txt": """\
stop_id,stop_name,stop_lat,stop_lon
A,Aulum,56.0,9.00
B,Bording,56.0,9.01
C,Christianshede,56.0,9.02
D,Dejbjerg,56.0,9.04
""",
    "routes.txt": """\
route_id,agency_id,route_short_name,route_long_name,route_type
R1,MT,1,Aulum-Dejbjerg,3
""",
    "trips.txt": """\
route_id,service_id,trip_id
R1,WEEK,T1
R1,WEEK,T2
""",
    "stop_times.txt": """\
trip_id,arrival_time,departure_time,stop_id,stop_sequence
T1,08:00:00,08:00:00,A,1
T1,08:05:00,08:06:00,B,2
T1,08:12:00,08:12:00,C,3
T2,09:00:00,09:00:00,A,1
T2,09:05:00,09:06:00,B,2
T2,09:12:00,09:12:00,C,3
T2,09:20:00,09:20:00,D,4
""",
    "calendar.txt": """\
service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
WEEK,1,1,1,1,1,0,0,20260101,20261231
""",
}


def with_files(**changes):
    """Return the files of the feed, some of them replaced, added, or (None) left out.

    Names are without their ending: ``with_files(transfers="from_stop_id,...")``.
    """
    files = dict(FILES)
    for name, text in changes.items():
        if text is None:
            del files[f"{name}.txt"]
        else:
            files[f"{name}.txt"] = text
    return files


def trip_times(*rows, header="trip_id,arrival_time,departure_time,stop_id,stop_sequence"):
    """Return a ``stop_times.txt`` with some rows."""
    return "\n".join([header, *rows, ""])


def zipped(path, files, *, folder=""):
    """Write the files into an archive, and return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    return path


def feed_of(folder, **changes):
    """Return the feed with some files changed, read from an archive in a folder."""
    return read_gtfs(zipped(folder / "feed.zip", with_files(**changes)))


def calls_of(trips, trip_id):
    """Return the calls of one trip, as (stop, arrival, departure)."""
    trip = trips.trip_id.index(trip_id)
    rows = slice(trips.first_call[trip], trips.first_call[trip + 1])
    return [
        (int(stop), int(arrival), int(departure))
        for stop, arrival, departure in zip(
            trips.stop[rows], trips.arrival_s[rows], trips.departure_s[rows], strict=True
        )
    ]
