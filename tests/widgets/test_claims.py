"""Claim cards in a notebook say what the tables say, with both sides, and refuse a claim that is not there."""

from __future__ import annotations

import pytest

from restlesslegs.evidence import EvidenceError, claims, facts
from restlesslegs.evidence.format import format_fact
from restlesslegs.widgets import Claims


def html_of(shown: Claims) -> str:
    return shown._repr_mimebundle_()["text/html"]


def test_a_card_holds_statement_verdict_both_sides_and_what_would_change_our_mind() -> None:
    claim = claims["rls-is-dopamine-deficiency"]
    html = html_of(Claims(claim.id))
    assert claim.statement in html
    assert f"{claim.verdict}, {claim.grade} certainty" in html
    assert claim.would_change in html
    assert html.count("<li>") == len(claim.facts_for) + len(claim.facts_against)
    assert format_fact(facts[claim.facts_against[0]]) in html
    assert repr(Claims(claim.id)) == f"{claim.statement} ({claim.verdict}, {claim.grade} certainty)"


def test_without_ids_all_claims_of_the_audit_are_shown_in_order() -> None:
    assert [c.id for c in Claims().shown] == [f"c{n:02}" for n in range(1, 26)]
    assert html_of(Claims()).count('class="claim-id"') == 25
    assert 'class="claim-id"' not in html_of(Claims("c22")), "elsewhere its number in the audit says nothing"


def test_a_claim_without_facts_says_what_was_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    bare = replace(claims["c08"], facts_for=(), facts_against=(), none_found="We looked for a trial & found none.")
    cards = Claims("c08")
    monkeypatch.setattr(cards, "shown", (bare,))
    html = html_of(cards)
    assert "We looked for a trial &amp; found none." in html
    assert "<details>" not in html


def test_an_unknown_claim_is_named() -> None:
    with pytest.raises(EvidenceError, match="there is no claim 'c99'"):
        Claims("c01", "c99")
