// A map in the page: what belongs to it is put on a Leaflet map, new or given.

const NARROW = 640, SHORT = 340;

function fit(map, data, box, sheet) {
  const size = map.getSize(), [west, south, east, north] = data.bounds;
  if (!size.x || !size.y) return;
  const wide = size.x >= NARROW && box.isConnected;
  const beside = wide ? box.offsetWidth + 10 : 0, above = wide ? 0 : box.offsetHeight;
  const room = wide || above < size.y / 3 ? above : 0;
  sheet.ready = false;  // drawn once, when all is settled
  map.fitBounds([[south, west], [north, east]], {
    paddingTopLeft: [12, 12 + room], paddingBottomRight: [12 + beside, 24], maxZoom: 17, animate: false,
  });
  sheet.home = map.getZoom();
  sheet.ready = true;
  sheet._update();
}

function buttons(map, data, position, all) {
  const { texts } = data;
  const zoom = L.control.zoom({ position, zoomInTitle: texts.in, zoomOutTitle: texts.out }).addTo(map);
  const button = element("a", "km-all", "\u2922");
  button.href = "#";
  button.title = texts.all;
  button.setAttribute("role", "button");
  button.setAttribute("aria-label", texts.all);
  L.DomEvent.on(button, "click", (event) => { L.DomEvent.stop(event); all(); });
  zoom.getContainer().append(button);
}

function credit(map, data) {
  map.attributionControl?.remove();
  const leaflet = '<a href="https://leafletjs.com" rel="noopener">Leaflet</a>';
  const control = L.control.attribution({ prefix: leaflet }).addTo(map);
  data.credits.forEach((line) => control.addAttribution(line));
  map.attributionControl = control;
}

// Within a longer page, wheel and finger belong to the page until one has clicked on the map.
function rouse(map) {
  const container = map.getContainer();
  const busy = (on) => {
    for (const way of ["scrollWheelZoom", ...(L.Browser.mobile ? ["dragging"] : [])]) {
      if (on) map[way].enable();
      else map[way].disable();
    }
  };
  busy(false);
  map.on("click", () => busy(true));
  document.addEventListener("pointerdown", (event) => { if (!container.contains(event.target)) busy(false); });
}

function addBasemap(map, address) {
  const options = { maxZoom: 20, maxNativeZoom: 19, referrerPolicy: "strict-origin-when-cross-origin" };
  return L.tileLayer(address, options).addTo(map);
}

function show(map, data) {
  const layers = data.layers.map((layer, number) => ({ ...decode(layer, data.units), number, visible: true }));
  const container = map.getContainer(), sheet = new Sheet(layers), { texts } = data;
  container.classList.add("km-map");
  container.lang = data.language;
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", `${data.title || texts.map}. ${texts.keys}`);
  map.options.zoomSnap = data.basemap ? 1 : 0.25;
  map.options.maxZoom = 20;
  credit(map, data);
  const pane = map.createPane("km-sheet");
  pane.style.zIndex = 350;
  pane.style.pointerEvents = "none";
  sheet.options.pane = "km-sheet";
  if (data.basemap) addBasemap(map, data.basemap);
  map.addLayer(sheet);
  const change = (layer, visible) => { layer.visible = visible; sheet.redraw(); };
  const box = panel(data, layers, change), corner = L.control({ position: "topright" });
  const folds = box.querySelector("details"), wide = container.clientWidth >= NARROW;
  if (folds) folds.open = wide && container.clientHeight >= SHORT;
  corner.onAdd = () => box;
  corner.addTo(map);
  sheet._container.setAttribute("aria-hidden", "true");
  let untouched = true;
  const all = () => { untouched = true; fit(map, data, box, sheet); };
  buttons(map, data, wide ? "topleft" : "bottomright", all);
  L.control.scale({ imperial: false, position: wide ? "bottomleft" : "bottomright", maxWidth: 120 }).addTo(map);
  const touched = () => { untouched = false; };
  map.on("dragstart", touched);
  for (const deed of ["wheel", "keydown", "pointerdown"]) container.addEventListener(deed, touched, { passive: true });
  let known = "";
  const settle = () => {
    const size = `${container.clientWidth} ${container.clientHeight}`;
    if (size === known) return;
    known = size;
    container.classList.toggle("km-narrow", container.clientWidth < NARROW);
    container.classList.toggle("km-short", container.clientHeight < SHORT);
    map.invalidateSize({ animate: false, pan: false });
    if (untouched) all();
  };
  new ResizeObserver(settle).observe(container);
  settle();
  window.addEventListener("beforeprint", () => { if (folds) folds.open = true; });
  tellUnderPointer(map, sheet);
  if (container.clientHeight && container.clientHeight < 0.85 * window.innerHeight) rouse(map);
  maps.push({ map, sheet, all });
}

function open(container) {
  const data = JSON.parse(container.querySelector("script").textContent);
  container.replaceChildren();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(container, {
    center: [0, 0], zoom: 1, zoomControl: false, zoomAnimation: !calm, inertia: !calm, wheelPxPerZoomLevel: 90,
  });
  show(map, data);
}

function openAll() {
  document.querySelectorAll("div.km-map:not(.leaflet-container)").forEach(open);
}

const maps = [];
window.kraftcenterMaps = { show, openAll, maps };
