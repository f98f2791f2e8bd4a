"""Writes font_widths.def: how wide the characters of Liberation Sans are, whose widths Arial, Helvetica and Arimo share.

Needs the Debian packages fonts-liberation and python3-fonttools. Usage: font_widths.py > font_widths.def"""
import sys

from fontTools.ttLib import TTFont

FOLDER = "/usr/share/fonts/truetype/liberation/"
# Latin with its extensions, Greek, Cyrillic, punctuation, currencies, letter-like symbols, arrows, mathematics, shapes.
BLOCKS = [(0x20, 0x24F), (0x259, 0x259), (0x2C6, 0x2DD), (0x370, 0x52F), (0x1E00, 0x1EFF), (0x2010, 0x203F), (0x2070, 0x209F),
          (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF)]


def widths(file):
    font = TTFont(FOLDER + file)
    assert font["head"].unitsPerEm == 2048
    names, metrics = font.getBestCmap(), font["hmtx"]
    return {c: metrics[names[c]][0] for lo, hi in BLOCKS for c in range(lo, hi + 1) if c in names}


regular, bold = widths("LiberationSans-Regular.ttf"), widths("LiberationSans-Bold.ttf")
print("""/*
 * How wide characters are in Liberation Sans (and so in Arial, Helvetica and Arimo), in 2048ths of the font size.
 * Measured by font_widths.py, which writes this file; what is not listed, the font does not have.
 *
 *   FONT_RUN(first, last, regular, bold)   code points that follow each other and have the same widths
 */""")
runs = []
for c in sorted(set(regular) & set(bold)):
    row = (regular[c], bold[c])
    if runs and runs[-1][1] == c - 1 and runs[-1][2] == row:
        runs[-1][1] = c
    else:
        runs.append([c, c, row])
for first, last, (r, b) in runs:
    sys.stdout.write(f"FONT_RUN(0x{first:04x}, 0x{last:04x}, {r}, {b})\n")
