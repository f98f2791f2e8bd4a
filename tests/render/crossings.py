"""Counts places where two lines cross, as they are drawn: of `dot -Tplain`, or of the lines of an SVG file of onus render.

Usage: crossings.py FILE.plain|FILE.svg …; prints one number a file."""
import re
import sys

STEPS = 12  # straight pieces of one curve


def of_plain(text):
    """Lines as lists of points; curves in pieces. y grows upwards, which does not matter here."""
    for line in text.replace("\\\n", "").splitlines():
        words = line.split()
        if not words or words[0] != "edge":
            continue
        n = int(words[3])
        at = [(float(words[4 + 2 * i]) * 96, float(words[5 + 2 * i]) * 96) for i in range(n)]
        points = [at[0]]
        for k in range(0, n - 1, 3):
            a, b, c, d = at[k : k + 4]
            for s in range(1, STEPS + 1):
                t = s / STEPS
                u = 1 - t
                points.append(tuple(u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i] for i in (0, 1)))
        yield points


def of_svg(text):
    for path in re.findall(r'<path class="line[^"]*" d="([^"]*)"', text):
        points = []
        for command, numbers in re.findall(r"([MLQ])([-0-9., ]+)", path):
            at = [float(n) for n in re.split(r"[ ,]+", numbers.strip())]
            if command == "Q":  # a round corner: its point, in place of the two beside it
                points[-1] = (at[0], at[1])
            elif not (points and points[-1] == (at[0], at[1])):
                points.append((at[0], at[1]))
        yield points


def across(p, q, r, s):
    """Where the pieces p–q and r–s cross within both, or None."""
    d = (q[0] - p[0]) * (s[1] - r[1]) - (q[1] - p[1]) * (s[0] - r[0])
    if abs(d) < 1e-9:
        return None
    t = ((r[0] - p[0]) * (s[1] - r[1]) - (r[1] - p[1]) * (s[0] - r[0])) / d
    u = ((r[0] - p[0]) * (q[1] - p[1]) - (r[1] - p[1]) * (q[0] - p[0])) / d
    if not (1e-6 < t < 1 - 1e-6 and 1e-6 < u < 1 - 1e-6):
        return None
    return (p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]))


def count(lines):
    """Distinct places, to the pixel. Only pieces whose boxes meet are compared, found by a grid."""
    size, grid, found = 200.0, {}, set()
    pieces = [(p, q, i) for i, line in enumerate(lines) for p, q in zip(line, line[1:])]
    for k, (p, q, _) in enumerate(pieces):
        for x in range(int(min(p[0], q[0]) // size), int(max(p[0], q[0]) // size) + 1):
            for y in range(int(min(p[1], q[1]) // size), int(max(p[1], q[1]) // size) + 1):
                grid.setdefault((x, y), []).append(k)
    for cell in grid.values():
        for a, k in enumerate(cell):
            p, q, i = pieces[k]
            for m in cell[a + 1 :]:
                r, s, j = pieces[m]
                at = None if i == j else across(p, q, r, s)
                if at:
                    found.add((round(at[0]), round(at[1])))
    return len(found)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file:
            text = file.read()
        print(count(list(of_svg(text) if name.endswith(".svg") else of_plain(text))))
