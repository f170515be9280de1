"""SBML read into SymPy: exact rates, Jacobian and conserved sums of a model, for whoever writes an engine.

What is understood: one or more compartments of fixed volume, reactions with fixed stoichiometry, rate rules,
assignment rules, function definitions, time. Everything else (events inside the model, algebraic rules,
delays, conversion factors) is refused by name, so that no engine silently runs something else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import libsbml
import sympy
from sympy import Expr, Matrix, Rational, Symbol

from restlesslegs.engines.errors import ModelError
from restlesslegs.engines.units import unit_text

TIME = Symbol("time", real=True)


@dataclass(frozen=True)
class System:
    """A model as equations. Every expression is in terms of states, constants and :data:`TIME` alone.

    Attributes
    ----------
    id
        The model's id.
    time_unit
        Unit of time, as text.
    states
        Ids of what changes, in the order of every vector; concentrations unless the model says amounts.
    initial
        Their values at time 0, with the model's own constants.
    initial_formulas
        Those that depend on constants (a starting ferritin), by state id, in terms of constants alone.
    constants
        Every constant by id: parameters and volumes of compartments, with the model's own value.
    rates
        Time derivative of every state.
    assigned
        Every quantity that the model defines by a formula.
    fluxes
        Every reaction's rate, per volume if it happens in one compartment.
    flux_volumes
        The volume by which each of `fluxes` was divided.
    stoichiometry
        States by processes (reactions, then rate rules), for conserved sums.
    units
        Unit of every state, constant, assigned quantity and flux, as text.
    """

    id: str
    time_unit: str
    states: tuple[str, ...]
    initial: tuple[float, ...]
    initial_formulas: Mapping[str, Expr]
    constants: Mapping[str, float]
    rates: tuple[Expr, ...]
    assigned: Mapping[str, Expr]
    fluxes: Mapping[str, Expr]
    flux_volumes: Mapping[str, float]
    stoichiometry: Matrix
    units: Mapping[str, str]

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """One symbol a state, in order."""
        return tuple(symbol(s) for s in self.states)

    def start(self, parameters: Mapping[str, float]) -> tuple[float, ...]:
        """Return the states at time 0 where some constants differ from the model's own."""
        if not self.initial_formulas:
            return self.initial
        given = {symbol(name): parameters.get(name, value) for name, value in self.constants.items()}
        return tuple(float(self.initial_formulas[s].xreplace(given)) if s in self.initial_formulas else v for s, v in zip(self.states, self.initial, strict=True))

    @cached_property
    def jacobian(self) -> Matrix:
        """Exact derivative of `rates` (rows) by the states (columns)."""
        return Matrix(self.rates).jacobian(self.symbols)

    @cached_property
    def time_derivative(self) -> tuple[Expr, ...]:
        """Derivative of `rates` by time at fixed states; all zero for an autonomous model."""
        return tuple(rate.diff(TIME) for rate in self.rates)

    @property
    def time_dependent(self) -> bool:
        """True if the rates depend on time."""
        return any(TIME in rate.free_symbols for rate in self.rates)

    @cached_property
    def conserved(self) -> tuple[tuple[Rational, ...], ...]:
        """Weights w such that w · state never changes: exact left null space, reduced row echelon form."""
        basis = self.stoichiometry.T.nullspace()
        if not basis:
            return ()
        echelon, pivots = Matrix.hstack(*basis).T.rref()
        return tuple(tuple(echelon.row(i)) for i in range(len(pivots)))


@dataclass(frozen=True)
class Written:
    """A model as its author wrote it: formulas name other quantities, which :class:`System` has put in their place.

    Attributes
    ----------
    rates
        Time derivative of every state: a sum of fluxes by name, or its rate rule.
    assigned, fluxes, starts
        Formulas of assigned quantities, of reactions (per volume as in :class:`System`), and of initial values.
    """

    rates: Mapping[str, Expr]
    assigned: Mapping[str, Expr]
    fluxes: Mapping[str, Expr]
    starts: Mapping[str, Expr]


def symbol(name: str) -> Symbol:
    """Return the symbol that stands for the model quantity `name`."""
    return Symbol(name, real=True)


def read(sbml: str, source: Path | str) -> System:
    """Read a checked SBML text.

    Parameters
    ----------
    sbml
        SBML Level 3 text, as :func:`restlesslegs.engines.sbml.compile_antimony` returns it.
    source
        Where it came from, for messages.

    Raises
    ------
    ModelError
        If the model uses something that the engines do not know, or a quantity has no value or unit.
    """
    return _Reader(_flat(sbml, source), source).system()


def written(sbml: str, source: Path | str) -> Written:
    """Read the formulas of a checked SBML text as they stand in it, for print. Parameters and errors as for :func:`read`."""
    return _Reader(_flat(sbml, source), source).written()


def _flat(sbml: str, source: Path | str) -> libsbml.SBMLDocument:
    """Return the document of a model without functions and without parameters of single reactions."""
    document = libsbml.readSBMLFromString(sbml)
    for converter in ("expandFunctionDefinitions", "promoteLocalParameters"):
        properties = libsbml.ConversionProperties()
        properties.addOption(converter, True)
        if document.convert(properties) != libsbml.LIBSBML_OPERATION_SUCCESS:
            raise ModelError(f"libSBML could not apply '{converter}'", source)
    return document


@dataclass
class _Reader:
    document: libsbml.SBMLDocument
    source: Path | str
    volumes: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.model = self.document.getModel()
        self._refuse_unknown()
        for compartment in self.model.getListOfCompartments():
            if not compartment.getConstant() or not compartment.isSetSize():
                raise self.fail(f"compartment '{compartment.getId()}' needs a fixed size")
            self.volumes[compartment.getId()] = compartment.getSize()

    def fail(self, message: str) -> ModelError:
        return ModelError(message, self.source)

    def written(self) -> Written:
        assigned, rate_rules = self._rules()
        states, _ = self._quantities(assigned, rate_rules)
        laws, matrix = self._reactions(states)
        sums = {
            name: sympy.Add(*(matrix[i, j] * symbol(law) * self._flux_symbol(law) / self._divisor(name) for j, law in enumerate(laws) if matrix[i, j] != 0))
            for i, name in enumerate(states)
            if name not in rate_rules
        }
        starts = {a.getSymbol(): self.expression(a.getMath(), f"the initial value of '{a.getSymbol()}'") for a in self.model.getListOfInitialAssignments()}
        return Written(
            rates={name: rate_rules[name] if name in rate_rules else sums[name] for name in states},
            assigned=assigned,
            fluxes={name: law / self._flux_symbol(name) for name, law in laws.items()},
            starts=starts,
        )

    def system(self) -> System:
        model = self.model
        assigned, rate_rules = self._rules()
        states, constants = self._quantities(assigned, rate_rules)
        laws, matrix = self._reactions(states)
        resolve = _resolver(assigned, self)
        starts = self._starts(states, constants, resolve)
        rates = []
        for i, name in enumerate(states):
            if name in rate_rules:
                rates.append(resolve(rate_rules[name]))
            else:
                terms = (matrix[i, j] * resolve(law) / self._divisor(name) for j, law in enumerate(laws.values()) if matrix[i, j] != 0)
                rates.append(sympy.Add(*terms))
        return System(
            id=model.getId(),
            time_unit=self._unit(model.getTimeUnits(), "time"),
            states=tuple(states),
            initial=tuple(self._initial(name, starts, constants) for name in states),
            initial_formulas=starts,
            constants=constants,
            rates=tuple(rates),
            assigned={name: resolve(formula) for name, formula in assigned.items()},
            fluxes={name: resolve(law) / self._flux_symbol(name) for name, law in laws.items()},
            flux_volumes={name: self._flux_volume(name) for name in laws},
            stoichiometry=self._per_volume(matrix, states, rate_rules),
            units=self._units([*states, *constants, *assigned], laws),
        )

    def _refuse_unknown(self) -> None:
        for what, count in (
            ("events inside the model; give them to simulate() instead", self.model.getNumEvents()),
            ("constraints", self.model.getNumConstraints()),
        ):
            if count:
                raise self.fail(f"the engines do not know {what}")

    def _quantities(self, assigned: Mapping[str, Expr], rate_rules: Mapping[str, Expr]) -> tuple[list[str], dict[str, float]]:
        states: list[str] = []
        constants = dict(self.volumes)
        for species in self.model.getListOfSpecies():
            if species.isSetConversionFactor():
                raise self.fail(f"species '{species.getId()}': the engines do not know conversion factors")
            if species.getId() not in assigned:
                states.append(species.getId())
        for parameter in self.model.getListOfParameters():
            name = parameter.getId()
            if name in rate_rules:
                states.append(name)
            elif name not in assigned:
                if self.model.getInitialAssignmentBySymbol(name):
                    raise self.fail(f"'{name}' is no state: the engines know formulas for initial values of states only; write a rule with ':='")
                if not parameter.isSetValue():
                    raise self.fail(f"parameter '{name}' has no value")
                constants[name] = parameter.getValue()
        return states, constants

    def _per_volume(self, matrix: Matrix, states: list[str], rate_rules: Mapping[str, Expr]) -> Matrix:
        """Divide amounts by volumes, and give every rate rule a column of its own: nothing else is bound to it."""
        rows = [matrix.row(i) / (1 if name in rate_rules else sympy.nsimplify(self._volume(name))) for i, name in enumerate(states)]
        own = [sympy.eye(len(states)).col(i) for i, name in enumerate(states) if name in rate_rules]
        return Matrix.hstack(Matrix.vstack(*rows), *own)

    def _rules(self) -> tuple[dict[str, Expr], dict[str, Expr]]:
        assigned: dict[str, Expr] = {}
        rates: dict[str, Expr] = {}
        for rule in self.model.getListOfRules():
            if rule.isAlgebraic():
                raise self.fail("the engines do not know algebraic rules")
            formula = self.expression(rule.getMath(), f"the rule of '{rule.getVariable()}'")
            (rates if rule.isRate() else assigned)[rule.getVariable()] = formula
        return assigned, rates

    def _reactions(self, states: list[str]) -> tuple[dict[str, Expr], Matrix]:
        laws: dict[str, Expr] = {}
        reactions = list(self.model.getListOfReactions())
        matrix = Matrix.zeros(len(states), len(reactions))
        for j, reaction in enumerate(reactions):
            law = reaction.getKineticLaw()
            if law is None or law.getMath() is None:
                raise self.fail(f"reaction '{reaction.getId()}' has no rate")
            laws[reaction.getId()] = self.expression(law.getMath(), f"the rate of '{reaction.getId()}'")
            for sign, references in ((-1, reaction.getListOfReactants()), (1, reaction.getListOfProducts())):
                for reference in references:
                    if not reference.getConstant() or not reference.isSetStoichiometry():
                        raise self.fail(f"reaction '{reaction.getId()}' needs fixed stoichiometry")
                    name = reference.getSpecies()
                    if not self.model.getSpecies(name).getBoundaryCondition():
                        matrix[states.index(name), j] += sign * sympy.nsimplify(reference.getStoichiometry())
        return laws, matrix

    def _volume(self, name: str) -> float:
        species = self.model.getSpecies(name)
        return 1.0 if species.getHasOnlySubstanceUnits() else self.volumes[species.getCompartment()]

    def _divisor(self, name: str) -> Expr:
        species = self.model.getSpecies(name)
        return sympy.S.One if species.getHasOnlySubstanceUnits() else symbol(species.getCompartment())

    def _flux_compartment(self, name: str) -> str | None:
        reaction = self.model.getReaction(name)
        touched = [self.model.getSpecies(r.getSpecies()) for r in (*reaction.getListOfReactants(), *reaction.getListOfProducts())]
        compartments = {s.getCompartment() for s in touched}
        if len(compartments) != 1 or any(s.getHasOnlySubstanceUnits() for s in touched):
            return None
        only: str = compartments.pop()
        return only

    def _flux_symbol(self, name: str) -> Expr:
        compartment = self._flux_compartment(name)
        return symbol(compartment) if compartment else sympy.S.One

    def _flux_volume(self, name: str) -> float:
        compartment = self._flux_compartment(name)
        return self.volumes[compartment] if compartment else 1.0

    def _starts(self, states: list[str], constants: Mapping[str, float], resolve: Callable[[Expr], Expr]) -> dict[str, Expr]:
        """Read the initial values that are formulas. Only states may have one, and only constants may stand in it."""
        found: dict[str, Expr] = {}
        for assignment in self.model.getListOfInitialAssignments():
            name = assignment.getSymbol()
            if name not in states:
                raise self.fail(f"'{name}' has a formula as its initial value, and is no state")
            found[name] = resolve(self.expression(assignment.getMath(), f"the initial value of '{name}'"))
            strange = sorted(s.name for s in found[name].free_symbols if s.name not in constants)
            if strange:
                raise self.fail(f"the initial value of '{name}' may depend on constants only, not on {', '.join(strange)}")
        return found

    def _initial(self, name: str, starts: Mapping[str, Expr], constants: Mapping[str, float]) -> float:
        if name in starts:
            return float(starts[name].xreplace({symbol(c): v for c, v in constants.items()}))
        element = self.model.getSpecies(name) or self.model.getParameter(name)
        if element.getTypeCode() == libsbml.SBML_PARAMETER:
            given, value = element.isSetValue(), element.getValue()
        elif element.getHasOnlySubstanceUnits():
            given, value = element.isSetInitialAmount(), element.getInitialAmount()
        else:
            given, value = element.isSetInitialConcentration(), element.getInitialConcentration()
        if not given:
            raise self.fail(f"'{name}' has no initial value")
        return float(value)

    def _unit(self, definition: str, what: str) -> str:
        try:
            found = self.model.getUnitDefinition(definition)
            return unit_text(found) if found else definition
        except ValueError as error:
            raise self.fail(f"unit of {what}: {error}") from None

    def _units(self, names: list[str], laws: Mapping[str, Expr]) -> dict[str, str]:
        units: dict[str, str] = {}
        for name in names:
            element = self.model.getElementBySId(name)
            try:
                units[name] = unit_text(element.getDerivedUnitDefinition())
            except ValueError as error:
                raise self.fail(f"unit of '{name}': {error}") from None
        time = self._unit(self.model.getTimeUnits(), "time")
        extent = self._unit(self.model.getExtentUnits(), "extent")
        for name in laws:
            compartment = self._flux_compartment(name)
            units[name] = "/".join([extent, *([units[compartment]] if compartment else []), time])
        return units

    def expression(self, node: libsbml.ASTNode, where: str) -> Expr:
        """Translate a formula. Raises ModelError naming `where` for a function that is not known."""
        kind = node.getType()
        arguments = [self.expression(node.getChild(i), where) for i in range(node.getNumChildren())]
        if kind in (libsbml.AST_INTEGER, libsbml.AST_RATIONAL):
            return Rational(node.getNumerator(), node.getDenominator()) if kind == libsbml.AST_RATIONAL else sympy.Integer(node.getInteger())
        if kind in (libsbml.AST_REAL, libsbml.AST_REAL_E):
            value = node.getReal()
            return sympy.Integer(int(value)) if value == int(value) else sympy.Float(value)
        if kind == libsbml.AST_NAME:
            return symbol(node.getName())
        if kind in _LEAVES:
            return _LEAVES[kind]
        if kind in _FUNCTIONS:
            return _FUNCTIONS[kind](*arguments)
        raise self.fail(f"{where} uses '{node.getName() or libsbml.formulaToL3String(node)}', which the engines do not know")


def _resolver(assigned: Mapping[str, Expr], reader: _Reader) -> Callable[[Expr], Expr]:
    """Return a function that puts the formulas of assigned quantities in their place, to any depth."""
    table = {symbol(name): formula for name, formula in assigned.items()}

    def resolve(expression: Expr) -> Expr:
        for _ in range(len(table) + 1):
            used = expression.free_symbols & table.keys()
            if not used:
                return expression
            expression = expression.xreplace({s: table[s] for s in used})
        raise reader.fail(f"formulas refer to each other in a circle: {', '.join(sorted(s.name for s in used))}")

    return resolve


def _minus(*a: Expr) -> Expr:
    return -a[0] if len(a) == 1 else a[0] - a[1]


def _log(*a: Expr) -> Expr:
    return sympy.log(a[1], a[0]) if len(a) == 2 else sympy.log(a[0], 10)


def _root(*a: Expr) -> Expr:
    return sympy.Pow(a[1], 1 / a[0]) if len(a) == 2 else sympy.sqrt(a[0])


def _piecewise(*a: Expr) -> Expr:
    branches = [(a[i], a[i + 1]) for i in range(0, len(a) - 1, 2)]
    return sympy.Piecewise(*branches, *([(a[-1], True)] if len(a) % 2 else []))


_LEAVES: dict[int, Expr] = {
    libsbml.AST_NAME_TIME: TIME,
    libsbml.AST_CONSTANT_PI: sympy.pi,
    libsbml.AST_CONSTANT_E: sympy.E,
    libsbml.AST_CONSTANT_TRUE: sympy.true,
    libsbml.AST_CONSTANT_FALSE: sympy.false,
}
_FUNCTIONS: dict[int, Callable[..., Expr]] = {
    libsbml.AST_PLUS: sympy.Add,
    libsbml.AST_MINUS: _minus,
    libsbml.AST_TIMES: sympy.Mul,
    libsbml.AST_DIVIDE: lambda a, b: a / b,
    libsbml.AST_POWER: sympy.Pow,
    libsbml.AST_FUNCTION_POWER: sympy.Pow,
    libsbml.AST_FUNCTION_ROOT: _root,
    libsbml.AST_FUNCTION_EXP: sympy.exp,
    libsbml.AST_FUNCTION_LN: sympy.log,
    libsbml.AST_FUNCTION_LOG: _log,
    libsbml.AST_FUNCTION_SIN: sympy.sin,
    libsbml.AST_FUNCTION_COS: sympy.cos,
    libsbml.AST_FUNCTION_TAN: sympy.tan,
    libsbml.AST_FUNCTION_TANH: sympy.tanh,
    libsbml.AST_FUNCTION_ABS: sympy.Abs,
    libsbml.AST_FUNCTION_FLOOR: sympy.floor,
    libsbml.AST_FUNCTION_MIN: sympy.Min,
    libsbml.AST_FUNCTION_MAX: sympy.Max,
    libsbml.AST_FUNCTION_PIECEWISE: _piecewise,
    libsbml.AST_RELATIONAL_LT: sympy.Lt,
    libsbml.AST_RELATIONAL_LEQ: sympy.Le,
    libsbml.AST_RELATIONAL_GT: sympy.Gt,
    libsbml.AST_RELATIONAL_GEQ: sympy.Ge,
    libsbml.AST_LOGICAL_AND: sympy.And,
    libsbml.AST_LOGICAL_OR: sympy.Or,
    libsbml.AST_LOGICAL_NOT: sympy.Not,
}
