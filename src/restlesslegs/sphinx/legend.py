"""What the shorthand of tables and numbers means, said under them where it stands: abbreviations, grades, intervals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

#: A pattern of shorthand, and the sentence that explains it. Order is the order of the sentences.
GUIDELINES: Final = (
    (r"\bLevel [ABCU]\b", "In those that use letters, A is the strongest evidence."),
    (r"\bconditional\b|\bstrong\b", "Strong is meant for nearly all patients, conditional for most, to be weighed with each."),
    (r"\bgood practice statement\b", "A good practice statement is advice that experts hold to be plain, without a grade."),
    (r"\bclass I", "Class I are the best made trials, class IV the weakest evidence."),
    (r"\bsuitable iron status\b", "Suitable iron status: within the limits for iron that the same guideline gives."),
    (r"\breflux\b", "Reflux: blood that runs back through a vein whose valves leak."),
    (r"\bperoneal nerve stimulation\b", "Peroneal nerve stimulation: weak currents on a nerve that passes below the knee."),
    (r"\bprimary RLS\b", "Primary RLS is RLS that nothing else explains."),
    (r"\brefractory RLS\b", "Refractory RLS is RLS that the usual drugs do not hold, or hold no more."),
    (r"\bIRLSSG\b", "IRLSSG: the International RLS Study Group."),
    (r"\bEURLSSG\b", "EURLSSG: its European sister."),
    (r"\bEFNS\b", "EFNS, ENS, ESRS: European societies of neurology and of sleep research."),
    (r"\bAASM\b(?!\))", "AASM: the American Academy of Sleep Medicine."),
    (r"\bNICE\b", "NICE: the institute that writes guidelines for England."),
)

NUMBERS: Final = (
    (r"\bCI\b", "95 % CI: the confidence interval, the range of true values that the data fit well."),
    (r"\binterquartile range\b", "Interquartile range: the middle half of those measured lies in it."),
    (r"(?<!interquartile )\brange\b", "Range: a low and a high end as the source gives them, mostly the lowest and the highest measured."),
    (r"\bodds ratio\b", "Odds ratio: the odds (those with it for each one without) in one group over the odds in the other; one means no difference."),
    (r"\brisk ratio\b", "Risk ratio: the share in one group over the share in the other; one means no difference."),
    (r"\bhazard ratio\b", "Hazard ratio: as a risk ratio, moment by moment through the study."),
)


def explain(shorthand: Iterable[tuple[str, str]], shown: Iterable[str]) -> str:
    """Return the sentences for what stands in `shown`, in one paragraph; empty where nothing needs words."""
    text = "\n".join(shown)
    return " ".join(sentence for pattern, sentence in shorthand if re.search(pattern, text))
