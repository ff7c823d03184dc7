// What lies under the pointer or finger: the text of the topmost thing that has one.

function nearestPoint(view, layer, px, py, slack, radius) {
  const { x, y } = layer;
  let best = -1, least = Infinity;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] * view.scale - view.left - px, dy = y[i] * view.scale - view.top - py;
    const far = dx * dx + dy * dy, reach = radius(i) + slack;
    if (far <= reach * reach && far <= least) { best = i; least = far; }
  }
  return best;
}

function distance(ax, ay, bx, by) {  // of the origin from a piece of line
  const dx = bx - ax, dy = by - ay, along = dx * dx + dy * dy;
  const t = along ? Math.min(Math.max(-(ax * dx + ay * dy) / along, 0), 1) : 0;
  return Math.hypot(ax + t * dx, ay + t * dy);
}

function around(view, box, part, px, py, slack) {
  const x = (px + view.left) / view.scale, y = (py + view.top) / view.scale, more = slack / view.scale;
  return box[4 * part] - more <= x && x <= box[4 * part + 2] + more &&
    box[4 * part + 1] - more <= y && y <= box[4 * part + 3] + more;
}

function nearestLine(view, layer, px, py, slack) {
  const { x, y, first, of, classes } = layer, cx = px + view.left, cy = py + view.top;
  let best = -1, least = Infinity;
  for (let part = 0; part < of.length; part++) {
    const kind = classes[of[part]], reach = lineWidth(view, layer, kind) / 2 + slack;
    if (view.zoom < NEAR_ZOOM && layer.near.includes(kind)) continue;
    if (!around(view, layer.box, part, px, py, reach)) continue;
    for (let at = first[part] + 1; at < first[part + 1]; at++) {
      const far = distance(x[at - 1] * view.scale - cx, y[at - 1] * view.scale - cy, x[at] * view.scale - cx, y[at] * view.scale - cy);
      if (far <= reach && far <= least) { best = of[part]; least = far; }
    }
  }
  return best;
}

function areaAt(view, layer, px, py) {
  const { x, y, first, of } = layer, cx = (px + view.left) / view.scale, cy = (py + view.top) / view.scale;
  let best = -1;
  for (let ring = 0; ring < of.length; ) {
    const area = of[ring];
    let inside = false;
    for (; ring < of.length && of[ring] === area; ring++) {
      if (!around(view, layer.box, ring, px, py, 0)) continue;
      for (let at = first[ring], before = first[ring + 1] - 1; at < first[ring + 1]; before = at++) {
        const crosses = y[at] > cy !== y[before] > cy;
        if (crosses && cx < x[at] + ((cy - y[at]) / (y[before] - y[at])) * (x[before] - x[at])) inside = !inside;
      }
    }
    if (inside) best = area;
  }
  return best;
}

function find(sheet, at, touch) {
  const view = sheet.view(), { x, y } = at.subtract(sheet._bounds.min);
  for (const layer of [...sheet.layers].reverse()) {
    if (!layer.visible || !layer.tooltips?.length) continue;
    const slack = touch ? 10 : 3;
    let found = -1;
    if (layer.kind === "marks") found = nearestPoint(view, layer, x, y, slack, () => 7);
    else if (layer.kind === "points") found = nearestPoint(view, layer, x, y, slack, (i) => radiusOf(view, layer.quarters[i]));
    else if (layer.kind === "lines") found = nearestLine(view, layer, x, y, slack);
    else if (layer.kind === "areas") found = areaAt(view, layer, x, y);
    if (found >= 0 && layer.tooltips[found]) return layer.tooltips[found];
  }
  return "";
}

function tellUnderPointer(map, sheet) {
  const tip = L.tooltip({ className: "km-tip", direction: "top", offset: [0, -10], opacity: 1 });
  let waiting = 0, event = null;
  const tell = (touch) => {
    waiting = 0;
    if (!sheet._bounds || map._animatingZoom) return;
    const text = find(sheet, event.layerPoint, touch);
    map.getContainer().classList.toggle("km-found", Boolean(text));
    if (!text) { map.closeTooltip(tip); return; }
    const line = document.createElement("span");
    line.textContent = text;
    tip.setContent(line).setLatLng(event.latlng);
    map.openTooltip(tip);
  };
  map.on("mousemove", (e) => {
    event = e;
    if (e.originalEvent.buttons) map.closeTooltip(tip);
    else waiting ||= requestAnimationFrame(() => tell(false));
  });
  map.on("click", (e) => { event = e; tell(e.originalEvent.pointerType === "touch" || L.Browser.mobile); });
  map.on("mouseout zoomstart", () => { cancelAnimationFrame(waiting); waiting = 0; map.closeTooltip(tip); });
}
