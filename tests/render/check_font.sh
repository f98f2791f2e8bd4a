#!/bin/sh
# font_widths.def is what font_widths.py measures. Exit code 77 without the font, or what reads it. Usage: check_font.sh <repository root>
cd "$1/engine/diagram" || exit 2
/usr/bin/python3 -c 'import fontTools' 2>/dev/null && [ -e /usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf ] ||
    { echo "not compared: fonts-liberation or python3-fonttools is missing"; exit 77; }
/usr/bin/python3 font_widths.py | diff -u font_widths.def -
