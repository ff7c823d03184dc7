# %% [markdown]
# # Your own OpenStreetMap file
#
# Any extract of OpenStreetMap becomes a network: `.osm`, `.osm.gz`, `.osm.bz2` or `.osm.pbf`. What
# is read, what is odd about the data, and what does the library do about it? To see all of it on
# one screen, this writes a village of its own, with the mistakes that real data has. With a file
# of yours, the next two cells are `network = km.TransportNetwork.from_osm("region.osm.pbf")`.

# %%
from pathlib import Path

import geopandas as gpd

import kraftcenter_mobility as km

COLUMNS, ROWS = range(12), range(8)
SIGNALS, ONE_WAY, SCHOOL = 6, 4, 900


def way(number: int, nodes: list[int], **tags: str) -> str:
    """Return a street as OpenStreetMap writes it."""
    inside = "".join(f"<nd ref='{node}'/>" for node in nodes)
    inside += "".join(f"<tag k='{key}' v='{value}'/>" for key, value in tags.items())
    return f"<way id='{number}' version='1'>{inside}</way>"


# %% [markdown]
# A country road with a signal, a school, a one-way street, a limit that is no number, and a piece
# of road that leads nowhere.

# %%
where = {1 + 100 * y + x: (8.8 + 0.002 * x, 56.2 + 0.0011 * y) for x in COLUMNS for y in ROWS}
where |= {SCHOOL: (8.8151, 56.2062), 901: (8.826, 56.2), 902: (8.827, 56.2)}
tags = {
    SIGNALS: "<tag k='highway' v='traffic_signals'/>",
    SCHOOL: "<tag k='amenity' v='school'/><tag k='name' v='Skolen i Ørre'/>",
}
elements = [
    f"<node id='{node}' version='1' lon='{lon}' lat='{lat}'>{tags.get(node, '')}</node>"
    for node, (lon, lat) in where.items()
]
across = [[1 + 100 * y + x for x in COLUMNS] for y in ROWS]
elements.append(way(1, across[0], highway="secondary", maxspeed="80", name="Landevejen", ref="501"))
elements.append(way(2, across[1], highway="residential", maxspeed="forty", name="Østergade"))
elements += [way(1 + y, across[y], highway="residential") for y in ROWS[2:]]
for x in COLUMNS[::2]:
    down = [row[x] for row in across]
    elements.append(
        way(100 + x, down, highway="residential", oneway="yes" if x == ONE_WAY else "no")
    )
elements.append(way(200, [901, 902], highway="service", name="Vejen til ingenting"))

path = Path("village.osm")
path.write_text(f"<osm version='0.6'>{''.join(elements)}</osm>", encoding="utf-8")
network = km.TransportNetwork.from_osm(path)
network

# %% [markdown]
# ## The report
#
# Nothing odd is passed over in silence, and nothing is warned of road by road: one report counts
# it. The limit `forty` could not be read, so the Danish default for such a street holds. The road
# to nowhere is an island, which no place is joined to.

# %%
print(network.report)

# %%
km.maps.network(network, colour="speed", title="How fast one may drive")

# %% [markdown]
# ## Only a part, or from elsewhere
#
# `area` cuts while reading: a bounding box, a polygon, or a file with one. Limits and turn
# restrictions at the border stay in force. Without a file,
# `km.TransportNetwork.from_place("Herning Kommune, Denmark", buffer_m=10_000)` downloads one from
# Overpass, and `from_graph` takes an osmnx graph.

# %%
print(km.TransportNetwork.from_osm(path, area=(8.799, 56.199, 8.809, 56.205)))

# %% [markdown]
# Bad input gets one error that says what to do.

# %%
school = network.places(km.SCHOOLS)
far_away = gpd.GeoSeries(gpd.points_from_xy([10.2], [56.15]), index=["Aarhus"], crs="EPSG:4326")
for mistake in (
    lambda: km.TransportNetwork.from_osm("village.docx"),
    lambda: km.travel_time_matrix(network, far_away, school, mode=km.CAR),
):
    try:
        mistake()
    except km.MobilityError as error:
        print(f"{type(error).__name__}: {error}\n")

# %% [markdown]
# ## Kept for later
#
# A saved network loads in a fraction of the time that reading takes, with whatever was prepared
# for fast answers. It holds arrays and text only, nothing that could run.

# %%
network.save("village.km")
again = km.TransportNetwork.load("village.km")
doors = [where[1 + 100 * y + x] for x in COLUMNS for y in ROWS]
homes = gpd.GeoSeries(gpd.points_from_xy(*zip(*doors, strict=True)), crs="EPSG:4326")
homes.index = [f"house {number}" for number in range(1, 1 + len(homes))]
walk_s = km.travel_time_matrix(again, homes, school, mode=km.WALKING).iloc[:, 0]
picture = km.maps.travel_times(again, homes, walk_s, destinations=school, title="On foot to school")
picture.save("village.html")
picture
