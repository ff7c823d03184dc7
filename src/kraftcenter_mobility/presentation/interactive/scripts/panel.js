// Title, legend, layers to switch on and off, and notes, in one box over the map.

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function shape(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function swatch(layer, kind) {
  const picture = shape("svg", { width: 26, height: 16, viewBox: "0 0 26 16", "aria-hidden": "true" });
  const colour = layer.colours[kind], hollow = layer.hatched.has(kind);
  const strokes = hollow ? [2, 8, 14, 20, 26] : [];
  if (layer.kind === "lines") {
    const width = Math.min(Math.max(layer.widths[kind], 1.5), 7), broken = hollow || layer.dashed.includes(kind);
    picture.append(shape("path", { d: "M2 8H24", stroke: colour, "stroke-width": width, "stroke-dasharray": broken ? "6 4" : "none" }));
    return picture;
  }
  const round = layer.kind === "points" && !layer.square.has(kind) ? 6.5 : 1;
  const size = layer.kind === "points" ? { x: 6.5, width: 13, y: 1.5, height: 13 } : { x: 1, width: 24, y: 1, height: 14 };
  const filled = { ...size, rx: round, fill: hollow ? "#ffffff" : colour, stroke: hollow ? "#555555" : "#00000066", "fill-opacity": layer.opacity && !hollow ? Math.min(layer.opacity + 0.15, 1) : 1 };
  picture.append(shape("rect", filled));
  const [west, east] = [size.x + 1, size.x + size.width - 1];
  for (const x of strokes.filter((x) => x - 7 >= west - 3 && x <= east + 3)) {
    picture.append(shape("path", { d: `M${Math.max(x - 8, west)} 12L${Math.min(x, east)} 4`, stroke: colour, "stroke-width": 1.3 }));
  }
  return picture;
}

function signSwatch(layer) {
  const picture = element("canvas", "km-sign");
  picture.width = 52;
  picture.height = 40;
  picture.setAttribute("aria-hidden", "true");
  const pen = picture.getContext("2d");
  pen.scale(2, 2);
  const small = layer.sign === "new" ? 0.75 : 1;  // or the swatch would cut it
  pen.scale(small, small);
  drawSign(pen, layer.sign, layer.colour, 13 / small, 10 / small);
  return picture;
}

const smallPrint = (notes) => notes.map((note) => element("p", "km-small", note));

const same = (one, other) => one.toLowerCase() === (other ?? "").toLowerCase();

// A single class that is called as its layer needs no table of its own.
const alone = (layer) => layer.legend?.rows.length === 1 && !layer.legend.counted && same(layer.legend.rows[0][1], layer.name);

function legendTable(layer) {
  const { title, counted, rows, notes } = layer.legend;
  const table = element("table"), caption = element("caption", "", title), body = element("tbody");
  const shares = rows.some(([, , , share]) => share);
  if (title && !same(title, layer.name)) table.append(caption);
  if (counted) {
    const heads = element("tr");
    heads.append(element("td"), element("td"), element("th", "", counted));
    if (shares) heads.append(element("th", "", "%"));
    for (const head of heads.querySelectorAll("th")) head.scope = "col";
    body.append(heads);
  }
  for (const [kind, label, amount, share] of rows) {
    const row = element("tr"), sample = element("td"), name = element("th", "", label);
    name.scope = "row";
    sample.append(swatch(layer, kind));
    row.append(sample, name);
    if (amount) row.append(element("td", "", amount));
    if (amount && shares) row.append(element("td", "", share.replace(/\s*%$/, "")));
    body.append(row);
  }
  table.append(body);
  return [table, ...smallPrint(notes)];
}

function section(layer, name, change) {
  const part = element("section"), label = element("label"), box = element("input");
  if (name) {
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => change(layer, box.checked));
    label.append(box);
    if (layer.kind === "marks") label.append(signSwatch(layer));
    if (alone(layer)) label.append(swatch(layer, layer.legend.rows[0][0]));
    label.append(element("span", "", name));
    part.append(label);
  }
  if (layer.kind === "marks") {
    part.append(element("p", "km-unseen", layer.tooltips.filter(Boolean).slice(0, 60).join("; ")));
  }
  if (layer.legend && alone(layer)) part.append(...smallPrint(layer.legend.notes));
  else if (layer.legend) part.append(...legendTable(layer));
  return part;
}

// What the map is about comes first, what helps to find one's way last.
const rank = (layer) => (layer.kind === "marks" ? 1 : layer.kind === "labels" ? 2 : layer.quiet ? 3 : 0);

function panel(data, layers, change) {
  const box = element("div", "km-panel leaflet-control");
  if (data.title) box.append(element("h2", "", data.title));
  const folds = element("details"), head = element("summary", "", data.texts.legend);
  folds.append(head);
  for (const layer of [...layers].reverse().sort((one, other) => rank(one) - rank(other))) {
    const name = layer.kind === "labels" ? data.texts.names : layer.name;
    if (name || layer.legend) folds.append(section(layer, name, change));
  }
  folds.append(...smallPrint(data.notes));
  if (data.sources.length) {
    const sources = element("p", "km-small km-sources", `${data.texts.sources}: `);
    sources.insertAdjacentHTML("beforeend", data.sources.join("<br>"));  // escaped, with links
    folds.append(sources);
  }
  if (folds.children.length > 1) box.append(folds);
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  return box;
}
