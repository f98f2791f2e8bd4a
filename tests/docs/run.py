"""The blocks of the user documentation are what they say they are. A page is a folder of its own, in which its blocks follow each other.

    ```onus                a rule file: compiles without errors, alone or behind the blocks before it on its page, by itself or
                           as the rules of a case with the shipped packs
    ```onus error E0146    gives that error, and no other; a warning likewise
    ```onus fragment       some clauses, fields or an expression: parses within a file
    ```onus file a.onus    is written to that file for the commands below, and compiles
    ```yaml file a.yaml    is written to that file
    ```yaml                YAML that can be read
    ```console             `$ command` lines are run, and print what stands under them; `…` stands for any lines
    ```sh, ```json, ```    are not run

UPDATE_GOLDEN=1 writes what commands print into the pages, to be read before committing.
Usage: run.py <repository root> <onus binary> [page …]"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

root, onus = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
pages = [pathlib.Path(p).resolve() for p in sys.argv[3:]] or sorted([*root.glob("docs/reference/*.md"), *root.glob("docs/guide/*.md")])
update = os.environ.get("UPDATE_GOLDEN")
environment = {**os.environ, "PATH": f"{onus.parent}:{os.environ['PATH']}", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": "/nonexistent"}
FENCE = re.compile(r"^( *)```(\S*)[ \t]*(.*?)[ \t]*$")
# What a fragment may be a part of, each with a place for it.
WRAPPERS = [
    "{}",
    'rule DOC-001 "x" {{\n{}\n}}',
    'rule DOC-001 "x" {{\n  for each x: X\n  require {}\n  else "x"\n}}',
    'rule DOC-001 "x" {{\n  for each x: X\n  require trace {{ {} }}\n}}',
    'criterion c DOC-001 "x" {{\n{}\n}}',
    "define doc(x: X):\n{}",
    "entity X {{\n{}\n}}",
    "tailor doc {{\n{}\n}}",
    'test "x" {{\n{}\n}}',
    'test "x" {{ given {{\n{}\n}} }}',
    "source doc from yaml {{\n{}\n}}",
]
bad, seen = [], 0


class Block:
    def __init__(self, page, line, kind, mark, text, start, end):
        self.page, self.line, self.kind, self.mark, self.text = page, line, kind, mark, text
        self.start, self.end = start, end  # lines of the page between the fences

    def complain(self, words, output=""):
        bad.append(f"{self.page.relative_to(root)}:{self.line}: {words}\n{output}".rstrip())


def blocks_of(page):
    lines, open_at = page.read_text().splitlines(), None
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if not fence:
            continue
        if open_at is None:
            open_at, indent, kind, mark = number, len(fence[1]), fence[2], fence[3]
        elif not fence[2]:
            text = "\n".join(l[indent:] for l in lines[open_at : number - 1]) + "\n"
            yield Block(page, open_at, kind, mark, text, open_at, number - 1)
            open_at = None
    if open_at is not None:
        bad.append(f"{page.relative_to(root)}:{open_at}: this block does not end")


def run(arguments, folder):
    done = subprocess.run(arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def codes_of(text, folder):
    """What onus lint says of a rule file, as codes, and in full."""
    (folder / "page.onus").write_text(text)
    output = run([onus, "lint", "page.onus"], folder)[1]
    return re.findall(r"^(?:error|warning)\[([EW]\d{4})\]", output, re.M), output


def has_error(codes):
    return any(c.startswith("E") for c in codes)


def codes_in_case(text, folder):
    """The same of the rules of a case, which sees what its packs declare."""
    case = folder / ".case"
    case.mkdir(exist_ok=True)
    (case / "onus.yaml").write_text("onus: 1\ncase: x\npacks: [iec80001-2-9, gsn]\nrules: [page.onus]\ndata: [d.yaml]\nphase: release\n")
    (case / "page.onus").write_text(text)
    (case / "d.yaml").write_text("devices: []\n")
    output = run([onus, "query", "true", str(case)], folder)[1]
    return re.findall(r"^error\[(E\d{4})\]", output, re.M), output


def check_onus(block, before, folder):
    outputs = []
    for find_codes, text in ((codes_of, block.text), (codes_of, before + block.text), (codes_in_case, block.text), (codes_in_case, before + block.text)):
        codes, output = find_codes(text, folder)
        if not has_error(codes):
            return
        outputs.append((len(codes), len(output), output))
    block.complain("does not compile", min(outputs)[2])


def check_wrong(block, before, folder):
    want = block.mark.split()[1:]
    for text in (block.text, before + block.text):
        codes, output = codes_of(text, folder)
        wanted = set(want)
        if (want[0].startswith("E") and {c for c in codes if c.startswith("E")} == wanted) or (want[0].startswith("W") and not has_error(codes) and wanted <= set(codes)):
            return
    block.complain(f"does not give {' '.join(want)} alone", output)


def check_fragment(block, folder):
    for wrapper in WRAPPERS:
        (folder / "page.onus").write_text(wrapper.format(block.text))
        if run([onus, "fmt", "--check", "page.onus"], folder)[0] != 3:
            return
    if is_question(block.text, folder):
        return
    (folder / "page.onus").write_text(block.text)
    block.complain("does not parse", run([onus, "fmt", "--check", "page.onus"], folder)[1])


def is_question(text, folder):
    """Whether it parses as a question; names need not be known."""
    case = folder / ".question"
    case.mkdir(exist_ok=True)
    (case / "onus.yaml").write_text("onus: 1\ncase: x\nrules: [m.onus]\ndata: [d.yaml]\nphase: release\n")
    (case / "m.onus").write_text('entity X from "x" { }\n')
    (case / "d.yaml").write_text("x: []\n")
    return "E3167" not in run([onus, "query", text, str(case)], folder)[1]


def matches(want, got):
    pattern = "".join(".*\n" if l.strip() == "…" else re.escape(l) + "\n" for l in want.splitlines())
    return re.fullmatch(pattern, got, re.S) is not None


def check_console(block, folder, edits):
    parts = re.split(r"(?m)^\$ ", block.text)
    result = parts[0]
    if parts[0].strip():
        block.complain("a console block begins with a command: `$ …`")
    for part in parts[1:]:
        command, _, want = part.partition("\n")
        while command.endswith("\\"):
            more, _, want = want.partition("\n")
            command += "\n" + more
        got = run(["sh", "-c", command], folder)[1]
        got = re.sub(r"(?m)[ \t]+$", "", got)
        if got and not got.endswith("\n"):
            got += "\n"
        if not matches(want, got):
            if not update:
                block.complain(f"`{command}` prints something else", got)
            want = got
        result += f"$ {command}\n{want}"
    if result != block.text:
        edits.append((block.start, block.end, result))


def check(block, before, folder, edits):
    """The rule text that blocks behind this one may build on."""
    kind, words = block.kind, block.mark.split()
    mark = words[0] if words else ""
    if kind == "onus" and mark in ("error", "warning"):
        check_wrong(block, before, folder)
    elif kind == "onus" and mark == "fragment":
        check_fragment(block, folder)
    elif kind == "onus":
        check_onus(block, before, folder)
        return before + block.text
    elif kind == "yaml":
        try:
            list(yaml.compose_all(block.text))
        except yaml.YAMLError as e:
            block.complain("is no YAML", str(e))
    elif kind == "console":
        check_console(block, folder, edits)
    return before


def check_page(page):
    global seen
    edits, before = [], ""
    with tempfile.TemporaryDirectory() as work:
        folder, scratch = pathlib.Path(work) / "page", pathlib.Path(work) / "scratch"
        shutil.copytree(root / "examples", folder / "examples")
        scratch.mkdir()
        for block in blocks_of(page):
            words = block.mark.split()
            if len(words) == 2 and words[0] == "file":
                path = folder / words[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text)
            is_command = block.kind == "console"
            before = check(block, before, folder if is_command else scratch, edits)
            seen += block.kind in ("onus", "yaml", "console")
    if update and edits:
        lines = page.read_text().splitlines(keepends=True)
        for start, end, text in reversed(edits):
            lines[start:end] = [text]
        page.write_text("".join(lines))


for page in pages:
    check_page(page)
for words in bad:
    print(words + "\n")
if any("prints something else" in words for words in bad):
    print("UPDATE_GOLDEN=1 writes what is printed into the pages; read the difference before committing.")
if not seen:
    print("no block was checked")
sys.exit(bool(bad) or not seen)
