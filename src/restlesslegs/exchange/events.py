"""A model with what happens in a run written into it, as events of SBML: other tools have no other way to give a dose."""

from __future__ import annotations

from collections.abc import Sequence

import libsbml

from restlesslegs.engines.errors import ModelError
from restlesslegs.engines.events import Event


def with_events(sbml: str, events: Sequence[Event]) -> str:
    """Write events into a model.

    Parameters
    ----------
    sbml
        A checked model without events.
    events
        In any order. Those at one time become one event of SBML: all that is set, then all that is added, which
        is the same, since what is set is no state.

    Returns
    -------
    str
        SBML that libSBML accepts without a warning. An event at time 0 happens at the start.

    Raises
    ------
    ModelError
        If libSBML finds anything.
    """
    document = libsbml.readSBMLFromString(sbml)
    model = document.getModel()
    for time in sorted({e.time for e in events}):
        together = [e for e in events if e.time == time]
        settings = {name: value for e in together for name, value in e.set.items()}
        doses: dict[str, float] = {}
        for name, dose in ((n, d) for e in together for n, d in e.add.items()):
            doses[name] = doses.get(name, 0.0) + dose
        event = model.createEvent()
        event.setId(f"at_{time:.10g}".replace(".", "_"))
        event.setUseValuesFromTriggerTime(True)
        trigger = event.createTrigger()
        trigger.setInitialValue(False)
        trigger.setPersistent(True)
        trigger.setMath(_call(libsbml.AST_RELATIONAL_GEQ, _time(), _number(time, model.getTimeUnits())))
        for name, value in settings.items():
            model.getParameter(name).setConstant(False)
            _assign(event, name, _number(value, model.getParameter(name).getUnits()))
        for name, dose in doses.items():
            _assign(event, name, _call(libsbml.AST_PLUS, _named(name), _number(dose, _unit(model, name))))
    document.checkConsistency()
    if document.getNumErrors():
        raise ModelError(" ".join(document.getError(0).getMessage().split()), f"{model.getId()} with events")
    written: str = libsbml.writeSBMLToString(document)
    return written


def _assign(event: libsbml.Event, name: str, math: libsbml.ASTNode) -> None:
    assignment = event.createEventAssignment()
    assignment.setVariable(name)
    assignment.setMath(math)


def _unit(model: libsbml.Model, name: str) -> str:
    """Return the id of the unit in which a state is counted; the model gets a definition of it if it has none."""
    parameter = model.getParameter(name)
    if parameter is not None:
        given: str = parameter.getUnits()
        return given
    derived = model.getSpecies(name).getDerivedUnitDefinition()
    for known in model.getListOfUnitDefinitions():
        if libsbml.UnitDefinition.areIdentical(known, derived):
            found: str = known.getId()
            return found
    fresh = model.createUnitDefinition()
    fresh.setId(f"unit_of_{name}")
    for unit in derived.getListOfUnits():
        fresh.addUnit(unit)
    made: str = fresh.getId()
    return made


def _time() -> libsbml.ASTNode:
    node = libsbml.ASTNode(libsbml.AST_NAME_TIME)
    node.setName("time")
    return node


def _named(name: str) -> libsbml.ASTNode:
    node = libsbml.ASTNode(libsbml.AST_NAME)
    node.setName(name)
    return node


def _number(value: float, unit: str) -> libsbml.ASTNode:
    node = libsbml.ASTNode(libsbml.AST_REAL)
    node.setValue(float(value))
    node.setUnits(unit)
    return node


def _call(kind: int, *arguments: libsbml.ASTNode) -> libsbml.ASTNode:
    node = libsbml.ASTNode(kind)
    for argument in arguments:
        node.addChild(argument)
    return node
