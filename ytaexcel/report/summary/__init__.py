"""Page one of a consolidated workbook: verdict, views, heat map, and what asks for attention."""
