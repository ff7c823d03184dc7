"""Maps to move and zoom in a browser: folium, with Leaflet and all data inside the page."""
