// One canvas for all layers, a quarter larger than the window on each side: dragging only
// moves it, and it is drawn anew when the drag ends or comes near its rim.

const Sheet = L.Renderer.extend({
  options: { padding: 0.25 },

  initialize(layers) {
    L.Renderer.prototype.initialize.call(this);
    this.layers = layers;
    this.home = 10;
    this.ready = false;
    this.names = {};
  },

  _initContainer() { this._container = document.createElement("canvas"); },

  _destroyContainer() {
    cancelAnimationFrame(this._soon);
    this._container.remove();
    delete this._container;
  },

  getEvents() {
    return { ...L.Renderer.prototype.getEvents.call(this), move: this._onMove };
  },

  _onMove() {  // far out of what is drawn: draw before the drag ends
    const size = this._map.getSize(), map = this._map;
    if (map._animatingZoom || !this._bounds || map.getZoom() !== this._zoom) return;
    const seen = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(size));
    if (!this._bounds.contains(seen)) this.redraw();
  },

  redraw() {  // once a frame at most
    if (this._soon) return;
    this._soon = requestAnimationFrame(() => {
      this._soon = 0;
      if (this._map) this._update();
    });
  },

  _update() {
    if (!this._map || (this._map._animatingZoom && this._bounds)) return;
    L.Renderer.prototype._update.call(this);
    if (!this.ready) return;
    const canvas = this._container, size = this._bounds.getSize();
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    if (size.x && size.y) this._draw(this.view(ratio));
  },

  view(ratio = 1) {
    const map = this._map, zoom = map.getZoom(), origin = map.getPixelOrigin().add(this._bounds.min);
    const size = this._bounds.getSize();
    return {
      ctx: this._container.getContext("2d"), ratio, zoom,
      scale: 256 * 2 ** zoom, left: origin.x, top: origin.y, width: size.x, height: size.y,
      grow: Math.min(Math.max(2 ** ((zoom - this.home) / 3), 0.7), 3),
    };
  },

  _draw(view) {
    const { ctx, ratio, scale } = view, shown = this.layers.filter((layer) => layer.visible);
    ctx.scale(ratio, ratio);
    for (const layer of shown) DRAW[layer.kind](view, layer);
    const key = `${scale} ${shown.map((layer) => layer.number)}`;
    if (this.names.key !== key) this.names = { key, all: arrange(ctx, shown, scale) };
    drawNames(view, this.names.all);
  },
});
