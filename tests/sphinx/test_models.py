"""Pages of models: all of a card is there, from the model's own files; a model that breaks its card stops the build."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from restlesslegs.engines import latex
from restlesslegs.engines.expressions import symbol, written
from restlesslegs.evidence import facts
from restlesslegs.models import Model, available, check, load, results, words
from restlesslegs.models.panels import panels
from restlesslegs.sphinx import curves, marks
from restlesslegs.sphinx.models import linked, parts
from tests.sphinx.test_build import build

ROOT = Path(__file__).parents[2]
PAGE = "```{{model-card}} {}\n```\n"


def page_of(root: Path, model_id: str) -> str:
    build(root, {"index.md": PAGE.format(model_id)})
    return (root / "_build/html/index.html").read_text("utf-8")


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture(scope="module")
def iron_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("iron")
    page_of(root, "oral_iron")
    return root / "_build/html"


@pytest.fixture(scope="module")
def iron(iron_site: Path) -> str:
    return (iron_site / "index.html").read_text("utf-8")


def test_every_model_has_its_page_and_stands_in_the_contents() -> None:
    contents = (ROOT / "_toc.yml").read_text("utf-8")
    for name in available():
        assert (ROOT / "book" / "models" / f"{name}.md").read_text("utf-8") == PAGE.format(name)
        assert f"book/models/{name}\n" in contents


def test_a_page_tells_all_that_the_card_does(iron: str) -> None:
    model = load("oral_iron")
    text = plain(iron)
    card = model.card
    for said in (card.title, card.summary, *(p.label for p in card.parameters), *(o.label for o in card.observables), *(m.text for m in card.misses)):
        assert said.lower() in text.lower(), said
    for target in card.reproduces:
        assert " ".join(words.what(card, target).lower().split()) in text.lower()
        if target.fact:
            assert f'href="#fact-{target.fact}"' in iron
    assert text.count("allowed") == len(card.reproduces)
    assert "calibrated" in text
    assert "COPASI" in text


def test_every_formula_of_the_model_is_typeset_on_its_page(iron: str) -> None:
    model = load("oral_iron")
    formulas = written(model.sbml, "oral_iron")
    count = sum(len(group) for group in (formulas.rates, formulas.assigned, formulas.fluxes, formulas.starts))
    in_tables = re.findall(r'<div class="table-scroll equations".*?</div>', iron, flags=re.DOTALL)
    assert sum(t.count("<math") for t in in_tables) == count
    assert "merror" not in iron
    assert "mathrm" not in iron


def test_tables_have_captions_and_scopes_and_scroll_by_keyboard(iron: str) -> None:
    tables = re.findall(r'<div class="table-scroll[^>]*>\s*<table>.*?</table>', iron, flags=re.DOTALL)
    assert len(tables) >= 6
    for table in tables:
        assert 'tabindex="0" role="region" aria-label="' in table
        assert "<caption>" in table
        heads = table.count('<th scope="col">')
        for row in table.split("<tr>")[2:]:
            assert row.count('<th scope="row">') == 1
            assert row.count("<td data-label=") == heads - 1


def test_files_to_take_along_are_in_the_site(iron: str, iron_site: Path) -> None:
    links = re.findall(r'<a href="([^"]+)" download>', iron)
    assert {Path(link).suffix for link in links} == {".xml", ".omex", ".ant", ".toml"}
    model = load("oral_iron")
    for link in links:
        assert (iron_site / link).is_file()
    assert (iron_site / "_static/models/oral_iron.xml").read_text("utf-8") == model.sbml
    assert (iron_site / "_static/models/oral_iron.ant").read_bytes() == (model.folder / "model.ant").read_bytes()


def test_an_unchanged_model_is_not_run_again(iron_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, kept = load("oral_iron"), iron_site.parents[1] / "_build" / ".models"
    fresh = results.results(model, facts)
    monkeypatch.setattr(check, "outcomes", lambda *_: pytest.fail("it was run again"))
    again = results.results(model, facts, kept)
    assert [o.given for o in again.reproduces] == [o.given for o in fresh.reproduces]
    assert again.panels == fresh.panels
    assert again.misses == fresh.misses
    assert again.agreement.runs == fresh.agreement.runs


def test_a_changed_model_has_another_key(tmp_path: Path) -> None:
    keys = set()
    for change in ("", "\n# a word\n"):
        folder = tmp_path / str(len(keys)) / "oral_iron"
        folder.mkdir(parents=True)
        (folder / "model.ant").write_bytes((load("oral_iron").folder / "model.ant").read_bytes())
        (folder / "card.toml").write_text((load("oral_iron").folder / "card.toml").read_text("utf-8") + change, "utf-8")
        keys.add(results.key(Model(folder)))
    assert len(keys) == 2


def test_an_unknown_model_stops_the_build_and_names_file_and_line(tmp_path: Path) -> None:
    said = build(tmp_path, {"index.md": "# A\n\nwords\n\n" + PAGE.format("serotonin")}, expect=1)
    assert re.search(r"index\.md:5\b", said), said
    assert "there is no model 'serotonin'" in said


def test_a_model_that_breaks_its_card_stops_the_build(tmp_path: Path) -> None:
    model = load("oral_iron")
    kept = tmp_path / "_build" / ".models"
    results.results(model, facts, kept)
    file = next(kept.glob("oral_iron-*.json"))
    content = json.loads(file.read_text("utf-8"))
    content["reproduces"][3]["given"] *= 2
    file.write_text(json.dumps(content), "utf-8")
    said = build(tmp_path, {"index.md": PAGE.format("oral_iron")}, expect=1)
    assert "does not do what its card says" in said
    assert f"card.toml:{model.card.reproduces[3].line}" in said


def test_a_list_of_models_without_their_pages_is_a_broken_reference(tmp_path: Path) -> None:
    assert "book/models" in build(tmp_path, {"index.md": "# A\n\n```{model-list}\n```\n"}, expect=1)


def test_the_list_links_every_page(tmp_path: Path) -> None:
    pages = {f"book/models/{name}.md": f"# {name}\n" for name in available()}
    toc = "\n".join(f"book/models/{name}" for name in available())
    build(tmp_path, {"index.md": f"# A\n\n```{{toctree}}\n{toc}\n```\n\n```{{model-list}}\n```\n", **pages})
    page = (tmp_path / "_build/html/index.html").read_text("utf-8")
    table = page[page.index("<caption>") :]
    for name in available():
        assert f'href="models/{name}.html"' in table
        assert load(name).card.title in unescape(table)


def test_names_and_numbers_are_typeset() -> None:
    assert latex.name("v_tyr_in") == r"v_{\text{tyr in}}"
    assert latex.name("eda") == r"\mathrm{eda}"
    assert latex.number(1e-6) == "10^{-6}"
    assert latex.number(2.5e20) == r"2.5 \cdot 10^{20}"
    assert latex.number(0.0024) == "0.0024"
    a, b = symbol("a_x"), symbol("b")
    assert latex.formula(a * b / (a + 1)) == r"\frac{a_{\text{x}} \cdot b}{a_{\text{x}} + 1}"


@pytest.mark.parametrize(("apart", "said"), [(1.2e-6, "one part in 100\u202f000"), (1e-4, "one part in 10\u202f000"), (0.0, "one part in 1\u202f000\u202f000\u202f000\u202f000")])
def test_differences_are_told_as_a_power_of_ten_that_they_stay_below(apart: float, said: str) -> None:
    assert parts(apart) == said


def test_ids_in_words_become_links_and_unverified_ones_do_not() -> None:
    made = linked("the pace of moretti2015-absorbed-40mg (skeldon2025twoprocess) and nobody1900-nothing")
    assert [type(n).__name__ for n in made] == ["Text", "FactReference", "Text", "SourceReference", "Text"]
    memory = next(f for f in facts.values() if not f.verified)
    assert [type(n).__name__ for n in linked(f"as in {memory.id} it was")] == ["Text"]


def outcome(given: float, expected: float = 10.0, tolerance: float | None = 0.1, low: float | None = None, high: float | None = None) -> check.Outcome:
    target = next(t for t in load("oral_iron").card.reproduces if t.fact and not t.over_fact)
    return check.Outcome(type(target)(**{**vars(target), "tolerance": tolerance}), expected, given, low, high)


def place_of_the_model(svg: str) -> float:
    found = re.search(r'class="model" d="M([\d.]+)', svg)
    assert found
    return float(found[1])


def test_a_mark_stands_where_the_number_is() -> None:
    same, more, beyond = (marks.mark(outcome(x), 0.5) for x in (10.0, 12.0, 30.0))
    assert place_of_the_model(same) == 90
    assert place_of_the_model(more) == pytest.approx(90 + 82 * 0.2 / 0.5, abs=0.1)
    assert "v12z" in beyond
    assert "v12z" not in more
    assert marks.mark(outcome(1.0, expected=0.0), 0.5) == ""
    assert marks.reach([outcome(10.0), outcome(11.5)]) == 0.2
    assert 'class="interval"' in marks.mark(outcome(10.0, tolerance=None, low=9.0, high=12.0), 0.5)


def test_curves_pass_where_the_model_does_and_points_where_the_publication_does() -> None:
    model = load("oral_iron")
    done = check.outcomes(model, facts)
    found = panels(model, done)
    assert len(found) >= 8
    first = next(o for o in done if o.target.fact == "moretti2015-fia-60mg-first")
    panel = next(p for p in found if p.observable == "absorbed" and any(q.hour == 24 for q in p.points))
    at_24 = float(np.interp(24.0, panel.times, panel.values))
    assert at_24 == pytest.approx(first.given * 60 / 100, rel=1e-6)
    point = next(q for q in panel.points if q.hour == 24)
    assert point.value == pytest.approx(first.expected * 60 / 100)
    assert point.low is not None
    assert point.low < point.value


def test_a_published_hour_stands_across() -> None:
    model = load("night_and_day")
    panel = next(p for p in panels(model, check.outcomes(model, facts)) if p.observable == "gate")
    assert all(q.across for q in panel.points)
    peak = panel.points[0]
    assert peak.low is not None
    assert peak.high is not None
    assert peak.low < peak.hour < peak.high


@pytest.mark.parametrize(("low", "high", "given"), [(0.0, 72.0, [0, 20, 40, 60]), (0.0, 1.24, [0, 0.5, 1]), (-3.0, 3.0, [-2, 0, 2])])
def test_axes_have_round_numbers(low: float, high: float, given: list[float]) -> None:
    assert curves.ticks(low, high, 4 if high > 2 else 3) == given


def test_every_panel_is_sound_svg_with_words_for_those_who_do_not_see_it() -> None:
    for name in available():
        model = load(name)
        for panel in panels(model, check.outcomes(model, facts)):
            svg = curves.drawing(panel, "iron & more")
            assert ET.fromstring(svg).attrib["aria-label"] == "iron & more"
            assert svg.count('class="published"') == len(panel.points)
            assert "nan" not in svg
