(() => {
  "use strict";
  const svg = document.getElementById("map"), scale = document.getElementById("scale");
  const say = document.querySelector("output");
  const [, , W, H] = svg.getAttribute("viewBox").split(" ").map(Number);
  const metres = Number(svg.dataset.metresPerUnit);
  const pinned = [...svg.querySelectorAll("[data-at]")];
  const circles = [...svg.querySelectorAll(".origins circle")];
  const radii = circles.map((c) => Number(c.getAttribute("r")));
  const [bar, text, north, n] = ["path:not(.north)", "text", ".north", ".n"].map((s) => scale.querySelectorAll(s));
  const closest = Math.min(1, 1 / metres);
  let x = W / 2, y = H / 2, k = 0, drawn = 0, whole = true, waiting = false;

  const size = () => [svg.clientWidth || 1, svg.clientHeight || 1];
  const widest = () => { const [w, h] = size(); return Math.max(W / w, H / h); };

  function resize() {  // what keeps its size on the screen
    drawn = k;
    for (const g of pinned) {
      g.setAttribute("transform", `translate(${g.dataset.at}) scale(${k})`);
      if (g.dataset.below) g.style.display = k <= Number(g.dataset.below) * 1.02 ? "" : "none";
    }
    const grow = Math.sqrt(k / 10);
    circles.forEach((c, i) => c.setAttribute("r", (radii[i] * grow).toFixed(1)));
    svg.classList.toggle("far", k * metres > 55);
    svg.classList.toggle("middle", k * metres > 14);
    const room = 130 * k * metres, step = 10 ** Math.floor(Math.log10(room));
    const length = [5, 2, 1].map((m) => m * step).find((m) => m <= room), px = length / metres / k;
    bar.forEach((p) => p.setAttribute("d", `M0-7V0H${px}V-7`));
    text[0].textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
    north[0].setAttribute("d", `M${px + 22} -20l6 18l-6-4l-6 4z`);
    n[0].setAttribute("x", px + 22);
  }

  function draw() {
    waiting = false;
    const [w, h] = size();
    k = Math.min(Math.max(k, closest), widest() * 2);
    x = Math.min(Math.max(x, 0), W);
    y = Math.min(Math.max(y, 0), H);
    if (k !== drawn) resize();
    const left = x - w * k / 2, top = y - h * k / 2;
    svg.setAttribute("viewBox", `${left} ${top} ${w * k} ${h * k}`);
    scale.setAttribute("transform", `translate(${left + 14 * k} ${top + (h - 16) * k}) scale(${k})`);
  }

  function later() {
    if (!waiting) { waiting = true; requestAnimationFrame(draw); }
  }

  function all() { whole = true; x = W / 2; y = H / 2; k = widest(); later(); }

  function zoom(factor, px, py) {  // keeps what lies at a pixel where it is
    const [w, h] = size(), before = k;
    whole = false;
    k = Math.min(Math.max(k * factor, closest), widest() * 2);
    x += (px - w / 2) * (before - k);
    y += (py - h / 2) * (before - k);
    later();
  }

  const middleZoom = (factor) => { const [w, h] = size(); zoom(factor, w / 2, h / 2); };
  const move = (dx, dy) => { whole = false; x += dx * k; y += dy * k; later(); };
  const at = (e) => { const box = svg.getBoundingClientRect(); return [e.clientX - box.left, e.clientY - box.top]; };

  const fingers = new Map();
  const spread = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a[0] - b[0], a[1] - b[1]); };
  svg.addEventListener("pointerdown", (e) => {
    if (e.button) return;
    fingers.set(e.pointerId, at(e));
    tell(e);
  });
  svg.addEventListener("pointermove", (e) => {
    const old = fingers.get(e.pointerId);
    if (!old) return;
    if (!e.buttons) { fingers.delete(e.pointerId); return; }
    svg.setPointerCapture(e.pointerId);
    const now = at(e), apart = fingers.size === 2 ? spread() : 0;
    fingers.set(e.pointerId, now);
    move((old[0] - now[0]) / fingers.size, (old[1] - now[1]) / fingers.size);
    if (apart) {
      const [a, b] = [...fingers.values()];
      zoom(apart / Math.max(spread(), 1), (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
    }
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (e) => fingers.delete(e.pointerId));
  svg.addEventListener("wheel", (e) => {
    e.preventDefault();
    const lines = e.deltaMode === 1 ? 20 : 1;
    zoom(Math.exp(Math.max(-100, Math.min(100, e.deltaY * lines)) * 0.003), ...at(e));
  }, { passive: false });
  svg.addEventListener("dblclick", (e) => zoom(0.5, ...at(e)));

  function tell(e) {  // what is under the pointer or finger, at once
    const place = e.target.closest(".goal, .origins circle");
    say.textContent = place ? place.querySelector("title").textContent : "";
  }
  svg.addEventListener("pointerover", tell);
  svg.addEventListener("pointerleave", (e) => { if (e.pointerType === "mouse") say.textContent = ""; });

  const keys = {
    ArrowLeft: () => move(-80, 0), ArrowRight: () => move(80, 0),
    ArrowUp: () => move(0, -80), ArrowDown: () => move(0, 80),
    "+": () => middleZoom(1 / 1.5), "=": () => middleZoom(1 / 1.5), "-": () => middleZoom(1.5), 0: all,
  };
  svg.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !Object.hasOwn(keys, e.key)) return;
    e.preventDefault();
    keys[e.key]();
  });
  const buttons = { in: () => middleZoom(1 / 1.5), out: () => middleZoom(1.5), all };
  document.querySelectorAll("button").forEach((b) => b.addEventListener("click", buttons[b.dataset.do]));
  new ResizeObserver(() => (whole ? all() : later())).observe(svg);
  all();
})();
