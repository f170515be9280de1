"""The book's figures as Jupyter widgets: few, general, composable.

A figure is declared in a notebook in a few lines; in Jupyter it is a live Python object whose controls are
traits, in the built book the same figure runs in the plain page.
"""

from restlesslegs.widgets.claims import Claims
from restlesslegs.widgets.dose_response import DoseLine, DoseResponse, MeasuredShare
from restlesslegs.widgets.explorer import Explorer
from restlesslegs.widgets.forest import Forest, Reference, Selection, Trial, against_placebo, placebo_alone
from restlesslegs.widgets.grading import Grading
from restlesslegs.widgets.night import Night, Share, SleeperQuestion
from restlesslegs.widgets.parts import Comfort, Control, Question, Readout, Target, TimedChange
from restlesslegs.widgets.people import Count, Group, People, Scene
from restlesslegs.widgets.predict import Choice, Predict, Prediction
from restlesslegs.widgets.quiz import Quiz
from restlesslegs.widgets.schedule import Amount, Curve, Lane, Measure, Panel, PlanQuestion, Schedule
from restlesslegs.widgets.trace import Marking, Trace, excerpt
from restlesslegs.widgets.virtual_trial import StudyQuestion, VirtualTrial

__all__ = [
    "Amount",
    "Choice",
    "Claims",
    "Comfort",
    "Control",
    "Count",
    "Curve",
    "DoseLine",
    "DoseResponse",
    "Explorer",
    "Forest",
    "Grading",
    "Group",
    "Lane",
    "Marking",
    "Measure",
    "MeasuredShare",
    "Night",
    "Panel",
    "People",
    "PlanQuestion",
    "Predict",
    "Prediction",
    "Question",
    "Quiz",
    "Readout",
    "Reference",
    "Scene",
    "Schedule",
    "Selection",
    "Share",
    "SleeperQuestion",
    "StudyQuestion",
    "Target",
    "TimedChange",
    "Trace",
    "Trial",
    "VirtualTrial",
    "against_placebo",
    "excerpt",
    "placebo_alone",
]
