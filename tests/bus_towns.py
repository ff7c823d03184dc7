"""A drawn town with buses, and random timetables for them."""

from gtfs_feeds import FILES, trip_times, with_files, zipped

from kraftcenter_mobility.networks.timetables.gtfs import read_gtfs

TOWN = """
A------B------C------D
|      |      |      |
E------F------G------H
|             |      |
I-------------J------K
"""
STREETS = ["ABCD", "EFGH", "IJK", "AEI", "BF", "CGJ", "DHK"]


def clock(at_s):
    return f"{at_s // 3600:02d}:{at_s // 60 % 60:02d}:{at_s % 60:02d}"


def feed_of(folder, drawing, stops, trips, days="1,1,1,1,1,0,0"):
    """Return a feed with stops at letters, and trips as lists of (letter, arrival, departure)."""
    places = drawing.places(*stops)
    rows = [f"{s},{s},{p.y:.7f},{p.x:.7f}" for s, p in zip(stops, places, strict=True)]
    calls = [
        f"T{number},{clock(arrival)},{clock(departure)},{stop},{k}"
        for number, trip in enumerate(trips)
        for k, (stop, arrival, departure) in enumerate(trip)
    ]
    files = with_files(
        stops="\n".join(["stop_id,stop_name,stop_lat,stop_lon", *rows, ""]),
        trips="\n".join(
            ["route_id,service_id,trip_id", *(f"R1,WEEK,T{n}" for n in range(len(trips))), ""]
        ),
        stop_times=trip_times(*calls),
        calendar=FILES["calendar.txt"].replace("1,1,1,1,1,0,0", days),
    )
    return read_gtfs(zipped(folder / "feed.zip", files))


def random_trips(random, stops, n_trips):
    """Return trips with zero-length hops, loops and overtaking."""
    trips = []
    for _ in range(n_trips):
        now_s = 7 * 3600 + int(random.integers(0, 90)) * 60
        calls = []
        previous = ""
        for stop in random.choice(stops, int(random.integers(2, 7))):
            if stop == previous:
                continue
            arrival_s = now_s + int(random.choice([0, 15, 40, 61, 120]))
            now_s = arrival_s + int(random.choice([0, 0, 30]))
            calls.append((stop, arrival_s, now_s))
            previous = stop
        if len(calls) > 1:
            trips.append(calls)
    return trips
