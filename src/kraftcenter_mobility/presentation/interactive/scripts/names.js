// Names on the map: those that would lie over others are left out, the same ones wherever
// one moves, so that none flickers while the map is dragged.

const FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';
const CELL = 128;

class Taken {  // boxes on a grid, to be asked whether another one fits
  constructor() { this.cells = new Map(); }

  *around([west, north, east, south]) {
    for (let i = Math.floor(west / CELL); i <= Math.floor(east / CELL); i++) {
      for (let j = Math.floor(north / CELL); j <= Math.floor(south / CELL); j++) yield `${i},${j}`;
    }
  }

  fits(box) {
    for (const cell of this.around(box)) {
      for (const other of this.cells.get(cell) ?? []) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      }
    }
    return true;
  }

  add(box) {
    for (const cell of this.around(box)) this.cells.set(cell, [...(this.cells.get(cell) ?? []), box]);
  }
}

const HIDES = 3;  // a name that comes so near to the middle of a circle hides it

class Circles {  // from west to east, to be asked how many a name would hide
  constructor(layers, scale) {
    this.scale = scale;
    this.layers = layers.filter((layer) => layer.kind === "points");
    for (const layer of this.layers) layer.eastward ??= Uint32Array.from(layer.x, (_, i) => i).sort((i, j) => layer.x[i] - layer.x[j]);
  }

  hidden([west, north, east, south]) {
    let n = 0;
    for (const { x, y, eastward } of this.layers) {
      let low = 0, high = eastward.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (x[eastward[middle]] * this.scale < west - HIDES) low = middle + 1;
        else high = middle;
      }
      for (; low < eastward.length && x[eastward[low]] * this.scale < east + HIDES; low++) {
        const down = y[eastward[low]] * this.scale;
        if (down > north - HIDES && down < south + HIDES) n++;
      }
    }
    return n;
  }
}

const FEW = 12;
const LARGE = 12;  // nine points

// The most important first: a few marks, towns, many marks, villages.
function wanted(layers, scale) {
  const names = [];
  const collect = (layer, i, rank, text, size, colour, spots) => {
    const x = layer.x[i] * scale, y = layer.y[i] * scale;
    names.push({ rank, text, size, colour, x, y, spots, bold: rank < 3 });
  };
  const beside = ["right", "left", "below", "above"];
  for (const layer of layers) {
    if (layer.kind === "marks") {
      const rank = layer.x.length <= FEW ? 0 : 2;
      layer.tooltips.forEach((text, i) => text && collect(layer, i, rank, text, LARGE, layer.colour, beside));
    } else if (layer.kind === "labels") {
      layer.texts.forEach((text, i) => {
        collect(layer, i, layer.sizes[i] >= LARGE ? 1 : 3, text, layer.sizes[i], "#16191d", ["middle", "below", "above"]);
      });
    }
  }
  return names.sort((one, other) => one.rank - other.rank);
}

const SPOTS = {
  right: (w) => [11, 0], left: (w) => [-w - 11, 0], middle: (w) => [-w / 2, 0],
  below: (w, h) => [-w / 2, h / 2 + 11], above: (w, h) => [-w / 2, -h / 2 - 11],
};

function arrange(ctx, layers, scale) {
  const taken = new Taken(), circles = new Circles(layers, scale), names = [];
  for (const layer of layers) {
    if (layer.kind !== "marks") continue;
    layer.x.forEach((x, i) => {
      const px = x * scale, py = layer.y[i] * scale;
      taken.add([px - 8, py - 8, px + 8, py + 8]);
    });
  }
  for (const name of wanted(layers, scale)) {
    name.font = `${name.bold ? 600 : 400} ${name.size}px ${FONT}`;
    ctx.font = name.font;
    const w = ctx.measureText(name.text).width, h = name.size;
    const free = [];
    for (const spot of name.spots) {
      const [dx, dy] = SPOTS[spot](w, h), x = name.x + dx, y = name.y + dy;
      const box = [x - 3, y - h / 2 - 2, x + w + 3, y + h / 2 + 2];
      if (taken.fits(box)) free.push({ x, y, box, hidden: circles.hidden(box) });
    }
    if (!free.length) continue;
    const least = Math.min(...free.map(({ hidden }) => hidden));
    const { x, y, box } = free[0].hidden <= 2 * least ? free[0] : free.find(({ hidden }) => hidden === least);
    taken.add(box);
    names.push({ ...name, x, y, width: w });
  }
  return names;
}

function drawNames(view, names) {
  const { ctx } = view;
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = "rgba(255,255,255,.9)";
  for (const name of names) {
    const x = name.x - view.left, y = name.y - view.top;
    if (x < -name.width || x > view.width || y < -20 || y > view.height + 20) continue;
    ctx.font = name.font;
    ctx.fillStyle = name.colour;
    ctx.strokeText(name.text, x, y);
    ctx.fillText(name.text, x, y);
  }
}
