"""The situation picture of one month for one audience, made from assessed months by pure functions.

A report only places and formats what stands in a `Picture`; whatever is counted, ranked or compared is done here.
"""

from ytaexcel.picture.compose import compose
from ytaexcel.picture.counts import Tally, month_figures, tally
from ytaexcel.picture.records import Count, Picture, Share, View

__all__ = ["Count", "Picture", "Share", "Tally", "View", "compose", "month_figures", "tally"]
