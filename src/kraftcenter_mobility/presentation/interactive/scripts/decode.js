// Numbers from letters of five bits (see streams.py), and positions on a square of one.

const VALUE = new Uint8Array(128);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].forEach((letter, value) => {
  VALUE[letter.charCodeAt(0)] = value;
});

function counts(text) {
  let n = 0;
  for (let i = 0; i < text.length; i++) if (VALUE[text.charCodeAt(i)] < 32) n++;
  const numbers = new Int32Array(n);
  let at = 0, number = 0, shift = 0;
  for (let i = 0; i < text.length; i++) {
    const value = VALUE[text.charCodeAt(i)];
    number |= (value & 31) << shift;
    shift += 5;
    if (value < 32) { numbers[at++] = number; number = shift = 0; }
  }
  return numbers;
}

function steps(text) {
  const numbers = counts(text);
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) {
    const step = numbers[i];
    sum += step & 1 ? -((step + 1) >>> 1) : step >>> 1;
    numbers[i] = sum;
  }
  return numbers;
}

// Web Mercator, the whole world from 0 to 1: a zoom then is one factor and one shift.
function place(layer, units) {
  layer.x = Float64Array.from(steps(layer.lon), (lon) => lon / units / 360 + 0.5);
  layer.y = Float64Array.from(steps(layer.lat), (lat) => {
    const sine = Math.sin((lat / units * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  });
}

// Where the parts of lines, or the rings of areas, begin, and the boxes around them.
function measure(layer) {
  const { x, y } = layer, n = layer.sizes.length;
  layer.first = new Int32Array(n + 1);
  layer.box = new Float64Array(4 * n);
  for (let part = 0, at = 0; part < n; part++) {
    let west = 1, south = 0, east = 0, north = 1;
    for (const end = at + layer.sizes[part]; at < end; at++) {
      west = Math.min(west, x[at]);
      east = Math.max(east, x[at]);
      north = Math.min(north, y[at]);
      south = Math.max(south, y[at]);
    }
    layer.first[part + 1] = at;
    layer.box.set([west, north, east, south], 4 * part);
  }
}

function decode(layer, units) {
  place(layer, units);
  if (layer.kind === "labels" || layer.kind === "marks") return layer;
  layer.classes = counts(layer.classes);
  layer.hatched = new Set(layer.hatched);
  layer.square = new Set(layer.square);
  if (layer.kind === "points") {
    const all = layer.quarters;
    layer.quarters = typeof all === "number" ? new Int32Array(layer.x.length).fill(all) : counts(all);
    return layer;
  }
  layer.of = steps(layer.of);
  layer.sizes = counts(layer.sizes);
  measure(layer);
  return layer;
}
