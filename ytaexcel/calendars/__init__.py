"""The coming meetings of the bodies for those who prepare them: as lines for a terminal and as calendar files."""

from ytaexcel.calendars.events import calendar_file, calendar_name
from ytaexcel.calendars.lines import agenda_lines

__all__ = ["agenda_lines", "calendar_file", "calendar_name"]
