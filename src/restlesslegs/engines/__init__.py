"""From a model's text to numbers: SBML, exact expressions, and three engines that must agree.

``sbml`` turns Antimony into checked SBML; ``expressions`` reads SBML into SymPy; ``roadrunner`` runs it in
Python, ``javascript`` writes it for the browser, and ``copasi`` is the independent witness.
"""
