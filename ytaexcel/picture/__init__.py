"""The situation picture of one month for one audience, made from assessed months by pure functions.

A report only places and formats what stands in a `Picture`; whatever is counted, ranked or compared is done here.
"""

from ytaexcel.picture.compose import compose
from ytaexcel.picture.counts import month_figures
from ytaexcel.picture.records import Count, Picture, Share, View

__all__ = ["Count", "Picture", "Share", "View", "compose", "month_figures"]
