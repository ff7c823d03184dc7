"""A figure that a notebook shows, though pyplot knows nothing of it."""

from io import BytesIO

from matplotlib.figure import Figure

from .picture import save_figure

__all__ = ["ShownFigure"]


class ShownFigure(Figure):
    """A figure that brings its own picture: IPython asks for none unless pyplot is in use."""

    def _repr_png_(self) -> bytes:
        """Return the picture, as many dots as the screen has."""
        buffer = BytesIO()
        save_figure(self, buffer, ".png", dpi=self.dpi, title="")
        return buffer.getvalue()
