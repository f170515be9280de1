"""Writes one peer's page: ``python build.py plotly|bokeh|fragment CURVES.json OUT``.

Every page has one slider (the enzyme) and one curve (dopamine outside the cell, relative to normal). The curves are computed
beforehand by the book's own Python engine and looked up in the page, which spares the peers the simulation that the book's page does.
Runs in the peer's own environment: imports nothing of the book.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TEXT = (
    "<p>The dopamine terminal: move the enzyme and see how dopamine outside the cell follows over two days, relative to its normal level. All curves were computed beforehand.</p>"
)


def plotly(curves: dict, *, whole: bool = True) -> str:
    """Return a page (or, not ``whole``, a piece of one) with a figure whose slider swaps stored curves; the library stands in it."""
    import plotly.graph_objects as go

    steps = [{"label": f"{x:.2f}", "method": "restyle", "args": [{"y": [y]}]} for x, y in zip(curves["enzyme"], curves["dopamine"], strict=True)]
    start = curves["enzyme"].index(1.0)
    figure = go.Figure(go.Scatter(x=curves["hours"], y=curves["dopamine"][start], mode="lines"))
    figure.update_layout(sliders=[{"active": start, "steps": steps, "currentvalue": {"prefix": "enzyme "}}], yaxis_range=[0, 1.5])
    piece = figure.to_html(full_html=False, include_plotlyjs=True)
    return page(piece) if whole else TEXT + piece


def bokeh(curves: dict) -> str:
    """Return a page with a figure whose slider looks up stored curves; the library stands in it."""
    from bokeh.embed import file_html
    from bokeh.layouts import column
    from bokeh.models import ColumnDataSource, CustomJS, Slider
    from bokeh.plotting import figure
    from bokeh.resources import INLINE

    enzyme = curves["enzyme"]
    source = ColumnDataSource({"x": curves["hours"], "y": curves["dopamine"][enzyme.index(1.0)]})
    plot = figure(width=600, height=300, y_range=(0, 1.5))
    plot.line("x", "y", source=source, line_width=2)
    slider = Slider(start=enzyme[0], end=enzyme[-1], step=enzyme[1] - enzyme[0], value=1.0, title="enzyme")
    code = "source.data = { x: source.data.x, y: curves[Math.round((cb_obj.value - cb_obj.start) / cb_obj.step)] }"
    slider.js_on_change("value", CustomJS(args={"source": source, "curves": curves["dopamine"]}, code=code))
    return file_html(column(slider, plot), INLINE, "Bokeh").replace("<body>", f"<body>{TEXT}", 1)


def page(body: str) -> str:
    """Return a bare page around ``body``."""
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Peer</title><body>{TEXT}{body}</body></html>'


def main(kind: str, curves: str, out: str) -> None:
    """Write the page of ``kind`` to ``out``."""
    table = json.loads(Path(curves).read_text())
    make = {"plotly": plotly, "bokeh": bokeh, "fragment": lambda c: plotly(c, whole=False)}[kind]
    Path(out).write_text(make(table))


if __name__ == "__main__":
    main(*sys.argv[1:])
