// How each kind of layer is drawn. A view says where on the canvas a position lies:
// { ctx, ratio, scale, left, top, width, height, zoom, grow }.

const NEAR_ZOOM = 14;
const QUIET_HATCH = "#777777";

const inView = (view, box, part, margin) =>
  box[4 * part + 2] * view.scale > view.left - margin &&
  box[4 * part] * view.scale < view.left + view.width + margin &&
  box[4 * part + 3] * view.scale > view.top - margin &&
  box[4 * part + 1] * view.scale < view.top + view.height + margin;

// Leaves out corners that lie less than a pixel from the last one.
function trace(view, layer, part, closed) {
  const { ctx, scale, left, top } = view, { x, y, first } = layer;
  const begin = first[part], end = first[part + 1];
  let px = x[begin] * scale - left, py = y[begin] * scale - top;
  ctx.moveTo(px, py);
  for (let at = begin + 1; at < end; at++) {
    const qx = x[at] * scale - left, qy = y[at] * scale - top;
    if (at < end - 1 && Math.abs(qx - px) + Math.abs(qy - py) < 1) continue;
    ctx.lineTo(qx, qy);
    px = qx;
    py = qy;
  }
  if (closed) ctx.closePath();
}

function hatch(ctx, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.lineWidth = 1.4;
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift - 1, 9);
    pen.lineTo(shift + 9, -1);
  }
  pen.stroke();
  return ctx.createPattern(tile, "repeat");
}

function strokes(layer) {  // parts that follow each other in one class
  const runs = [];
  layer.of.forEach((line, part) => {
    const kind = layer.classes[line], last = runs[runs.length - 1];
    if (last && last.kind === kind) last.end = part + 1;
    else runs.push({ kind, begin: part, end: part + 1 });
  });
  return runs;
}

const MOST_AT_ONCE = 4000;

function strokeRun(view, layer, run) {
  const { ctx } = view;
  let corners = 0;
  ctx.beginPath();
  for (let part = run.begin; part < run.end; part++) {
    if (!inView(view, layer.box, part, 10)) continue;
    trace(view, layer, part, false);
    corners += layer.sizes[part];
    if (corners > MOST_AT_ONCE) {  // one huge path is slower than many
      ctx.stroke();
      ctx.beginPath();
      corners = 0;
    }
  }
  ctx.stroke();
}

const lineWidth = (view, layer, kind) => layer.widths[kind] * Math.min(Math.max(view.grow, 0.8), 1.8);

function drawLines(view, layer) {
  const { ctx } = view;
  layer.runs ??= strokes(layer);
  ctx.lineJoin = ctx.lineCap = "round";
  for (const run of layer.runs) {
    if (view.zoom < NEAR_ZOOM && layer.near.includes(run.kind)) continue;
    const width = lineWidth(view, layer, run.kind);
    const broken = layer.dashed.includes(run.kind) || layer.hatched.has(run.kind);
    if (!layer.quiet && width > 2 && layer.classes.length <= 300) {
      ctx.strokeStyle = "rgba(255,255,255,.85)";
      ctx.lineWidth = width + 2.5;
      strokeRun(view, layer, run);
    }
    ctx.lineCap = broken ? "butt" : "round";
    ctx.setLineDash(broken ? [Math.max(2.5 * width, 5), Math.max(1.6 * width, 3.5)] : []);
    ctx.strokeStyle = layer.colours[run.kind];
    ctx.lineWidth = width;
    strokeRun(view, layer, run);
    ctx.setLineDash([]);
    ctx.lineCap = "round";
  }
}

function drawAreas(view, layer) {
  const { ctx } = view, { of, classes } = layer;
  ctx.lineJoin = "round";
  for (let ring = 0; ring < of.length; ) {
    const area = of[ring], kind = classes[area], hollow = layer.hatched.has(kind);
    ctx.beginPath();
    let seen = false;
    for (; ring < of.length && of[ring] === area; ring++) {
      if (!inView(view, layer.box, ring, 4)) continue;
      trace(view, layer, ring, true);
      seen = true;
    }
    if (!seen) continue;
    ctx.globalAlpha = hollow ? 1 : layer.opacity;
    ctx.fillStyle = hollow ? hatch(ctx, layer.colours[kind]) : layer.colours[kind];
    ctx.fill("evenodd");
    ctx.globalAlpha = 0.95;
    if (layer.outline || hollow) {
      ctx.strokeStyle = layer.colours[kind];
      ctx.lineWidth = 1.4;
      ctx.setLineDash(hollow ? [5, 3] : []);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    ctx.globalAlpha = 1;
  }
}

const RADII = { hospital: 8.5, join: 5, new: 11 };

// A dark sign with a white rim, seven pixels around its middle; or what lies around another.
function drawSign(ctx, sign, colour, x, y) {
  ctx.save();
  ctx.translate(x, y);
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = "#ffffff";
  ctx.fillStyle = colour;
  ctx.beginPath();
  if (sign === "station") ctx.rect(-5.5, -5.5, 11, 11);
  else if (sign === "closed") {
    ctx.moveTo(-6, -6);
    ctx.lineTo(6, 6);
    ctx.moveTo(6, -6);
    ctx.lineTo(-6, 6);
    ctx.lineWidth = 7;
    ctx.stroke();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 4;
  } else ctx.arc(0, 0, RADII[sign] ?? 6.5, 0, 2 * Math.PI);
  if (sign === "join" || sign === "new") {
    ctx.fillStyle = "#ffffff";
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2.5;
  }
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = "#ffffff";
  if (sign === "hospital") {
    ctx.fillRect(-1.5, -5, 3, 10);
    ctx.fillRect(-5, -1.5, 10, 3);
  } else if (sign === "station") ctx.fillRect(-2, -2, 4, 4);
  else if (sign === "place") {
    ctx.beginPath();
    ctx.arc(0, 0, 2.2, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

function drawMarks(view, layer) {
  for (let i = 0; i < layer.x.length; i++) {
    const px = layer.x[i] * view.scale - view.left, py = layer.y[i] * view.scale - view.top;
    if (px < -20 || py < -20 || px > view.width + 20 || py > view.height + 20) continue;
    drawSign(view.ctx, layer.sign, layer.colour, px, py);
  }
}

const DRAW = { points: drawPoints, lines: drawLines, areas: drawAreas, marks: drawMarks, labels() {} };
