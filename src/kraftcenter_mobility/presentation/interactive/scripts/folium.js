// What layers of folium expect of a page beside Leaflet itself: a word of jQuery, and pins.

window.$ ??= (what) => {
  if (what === document) return { ready: (then) => then() };
  const template = document.createElement("template");
  template.innerHTML = what.trim();
  return template.content.childNodes;
};
L.AwesomeMarkers ??= {
  icon({ markerColor = "blue" } = {}) {
    const pin = shape("svg", { width: 26, height: 38, viewBox: "0 0 26 38" });
    pin.append(shape("path", { d: "M13 37C10 27 1 22 1 13a12 12 0 0 1 24 0c0 9-9 14-12 24z", fill: markerColor, stroke: "#fff" }));
    pin.append(shape("circle", { cx: 13, cy: 13, r: 4.5, fill: "#fff" }));
    return L.divIcon({ html: pin, className: "km-pin", iconSize: [26, 38], iconAnchor: [13, 37], popupAnchor: [0, -34] });
  },
};
