"""Maps for print, drawn with matplotlib."""
