"""Drawings of cases, looked at as pictures: in headless Chromium no box overlaps another, no text is clipped or leaves its shape, and
no line runs through a box. What needs no browser is checked everywhere: XML that is well-formed, nothing from elsewhere, links that lead
somewhere, text that is large enough on A4, no more crossings than Graphviz draws.

Exit code 77 where there is no Chromium, once the rest is found to be right. Screenshots, light and dark, stay in FOLDER.
Usage: check_pictures.py <repository root> <onus> FOLDER"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

here = pathlib.Path(__file__).resolve().parent
root, onus, work = (pathlib.Path(a).resolve() for a in sys.argv[1:4])
sys.path.insert(0, str(here))
import crossings  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"
CASES = {
    "infusion-pump": root / "examples/infusion-pump",
    "infusion-pump-mended": root / "examples/infusion-pump-mended",
    "small": root / "tests/cli/cases/render_svg",
    "pages": root / "tests/cli/cases/render_pages",
    "hostile": root / "tests/cli/cases/render_hostile",
    "argument-200": None,
}
A4 = (277 / 25.4 * 96, 190 / 25.4 * 96)  # within margins of 10 mm, in CSS pixels
POINTS_LEAST = 5.0
PAGE_NODES = 60
# Crossings of a page: not more than those of dot and a tenth of them, and this many more.
MARGIN = 2
bad = []


def complain(words):
    bad.append(words)
    print(words)


def run(*arguments, **more):
    return subprocess.run([str(a) for a in arguments], check=False, capture_output=True, text=True, timeout=300, **more)


def draw(name, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    done = run(onus, "render", CASES[name], "--as-of", "2026-06-01", "--output", folder)
    if done.returncode != 0:
        complain(f"{name}: onus render: {done.stderr}")
    run(onus, "render", CASES[name], "--as-of", "2026-06-01", "--format", "dot", "--output", folder)
    return sorted(folder.glob("*.svg"))


# ---- without a browser ----


def check_file(path, pages):
    name, tree = f"{path.parent.name}/{path.name}", ElementTree.parse(path).getroot()
    text = path.read_text(encoding="utf-8")
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    if len(ids) != len(set(ids)):
        complain(f"{name}: an id stands twice")
    for element in tree.iter():
        if element.tag.removeprefix(SVG) not in {"svg", "g", "title", "style", "defs", "marker", "path", "rect", "ellipse", "circle", "text", "a"}:
            complain(f"{name}: an element {element.tag}")
        for key, value in element.attrib.items():
            if key.startswith("on") or "javascript:" in value and key == "href":
                complain(f"{name}: {key}={value}")
        href = element.get("href")
        if href and href.startswith("page-") and href not in pages:
            complain(f"{name}: a link to {href}, which is not there")
    if re.search(r"@import|url\((?!#)|src=", text):
        complain(f"{name}: it needs something from elsewhere")
    nodes = [g for g in tree.iter(SVG + "g") if "node" in g.get("class", "").split()]
    if len(nodes) > PAGE_NODES:
        complain(f"{name}: {len(nodes)} boxes on one page")
    for g in nodes:
        if g.get("tabindex") != "0" or g[0].tag != SVG + "title" or not g[0].text:
            complain(f"{name}: a box that cannot be reached, or says nothing to who cannot see it")
    w, h = float(tree.get("width")), float(tree.get("height"))
    points = 11 * min(A4[0] / w, A4[1] / h, 1) * 72 / 96
    if points < POINTS_LEAST:
        complain(f"{name}: {w:g} × {h:g} px: its smallest text is {points:.1f} pt on A4")
    return len(nodes)


def check_crossings(path):
    plain = run("dot", "-Tplain", path.with_suffix(".dot"))
    theirs = crossings.count(list(crossings.of_plain(plain.stdout)))
    ours = crossings.count(list(crossings.of_svg(path.read_text(encoding="utf-8"))))
    if ours > theirs * 1.1 + MARGIN:
        complain(f"{path.parent.name}/{path.name}: {ours} crossings, and {theirs} as dot draws it")
    return ours, theirs


# ---- in a browser ----

PROBE = """
const report = [];
const say = (page, words) => report.push(page + ': ' + words);
const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > .6 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > .6;
let measured = 0;
for (const svg of document.querySelectorAll('body > div > svg')) {
  const page = svg.parentNode.id, nodes = [...svg.querySelectorAll('g.node')];
  const boxes = nodes.map(n => n.getBoundingClientRect());
  boxes.forEach((a, i) => boxes.forEach((b, k) => { if (k < i && overlap(a, b)) say(page, 'boxes ' + i + ' and ' + k + ' overlap'); }));
  nodes.forEach((n, i) => {
    const shape = n.querySelector('.shape');
    const rows = [...n.querySelectorAll('text:not(.mark)')];
    for (const t of rows) {
      measured++;
      const b = t.getBBox(), words = t.textContent;
      if (Math.abs(b.width - t.getComputedTextLength()) > 2.5) say(page, 'the box of "' + words + '" is not its text');
      if (shape.classList.contains('full')) continue;
      const lower = b.y + b.height * .78, upper = b.y + b.height * .25;
      for (const [x, y] of [[b.x, upper], [b.x + b.width, upper], [b.x, lower], [b.x + b.width, lower]]) {
        const p = svg.createSVGPoint(); p.x = x; p.y = y;
        if (!shape.isPointInFill(p)) { say(page, '"' + words + '" leaves its shape'); break; }
      }
    }
    rows.forEach((a, x) => rows.forEach((b, y) => {
      if (y < x && Math.abs(a.getBBox().y - b.getBBox().y) < 12) say(page, '"' + a.textContent + '" lies on "' + b.textContent + '"');
    }));
  });
  const all = svg.getBoundingClientRect();
  for (const t of svg.querySelectorAll('text')) {
    const b = t.getBoundingClientRect();
    if (b.left < all.left || b.right > all.right || b.top < all.top || b.bottom > all.bottom) say(page, '"' + t.textContent + '" leaves the page');
  }
  for (const line of svg.querySelectorAll('path.line')) {
    const m = line.getScreenCTM(), length = line.getTotalLength(), at = d => line.getPointAtLength(d).matrixTransform(m);
    const ends = [at(0), at(length)];
    const own = boxes.map(b => ends.some(p => p.x > b.left - 3 && p.x < b.right + 3 && p.y > b.top - 3 && p.y < b.bottom + 3));
    if (own.filter(x => x).length < 2) say(page, 'a line that does not join two boxes: ' + line.getAttribute('d'));
    for (let d = 0; d <= length; d += 5) {
      const p = at(d);
      boxes.forEach((b, i) => { if (!own[i] && p.x > b.left && p.x < b.right && p.y > b.top && p.y < b.bottom) say(page, 'a line through box ' + i); });
    }
  }
}
document.title = 'done';
document.body.innerHTML = '';
const out = document.createElement('pre');
out.id = 'report';
out.textContent = JSON.stringify({measured, report: [...new Set(report)]});
document.body.append(out);
"""


def look(chromium, files):
    """All pages in one window: what the probe found."""
    page = work / "probe.html"
    with open(page, "w", encoding="utf-8") as out:
        out.write("<!DOCTYPE html><meta charset=utf-8><body>")
        for path in files:
            out.write(f'<div id="{path.parent.name}/{path.name}">{path.read_text(encoding="utf-8")}</div>')
        out.write(f"<script>{PROBE}</script>")
    done = run(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom", page.as_uri())
    found = re.search(r'<pre id="report">(.*?)</pre>', done.stdout, re.S)
    if not found:
        complain(f"the browser did not answer: {done.stderr[-400:]}")
        return 0
    answer = json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    for words in answer["report"]:
        complain(words)
    return answer["measured"]


def shoot(chromium, path, dark):
    tree = ElementTree.parse(path).getroot()
    size = f"{int(float(tree.get('width')))},{int(float(tree.get('height')))}"
    picture = path.with_suffix(".dark.png" if dark else ".png")
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
    run(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *scheme, f"--window-size={size}", f"--screenshot={picture}", path.as_uri())
    if not picture.exists():
        complain(f"{path.name}: no screenshot")


CASES["argument-200"] = work / "argument-200"
run(sys.executable, here / "make_case.py", CASES["argument-200"])
files = [f for name in CASES for f in draw(name, work / "drawn" / name)]
pages = {name: {f.name for f in files if f.parent.name == name} for name in CASES}
boxes = sum(check_file(f, pages[f.parent.name]) for f in files)
print(f"{len(files)} pages with {boxes} boxes")
if shutil.which("dot"):
    counted = [check_crossings(f) for f in files]
    print(f"{sum(c[0] for c in counted)} crossings, {sum(c[1] for c in counted)} as dot draws the same pages")
browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if browser:
    measured = look(browser, files)
    print(f"{measured} lines of text measured in {browser}")
    if measured < boxes:
        complain("less was measured than is drawn")
    for f in files:
        if f.name == "page-01.svg" or f.parent.name == "small":
            shoot(browser, f, False)
            shoot(browser, f, True)
if bad:
    sys.exit(1)
if not browser:
    print("not looked at: there is no Chromium")
    sys.exit(77)
