"""verocase, the tool of the extended LTAC format, reads the same argument as Onus: of files of samples and fixtures, and of what Onus writes of
random arguments. Skipped where the Python package `verocase` is not installed.
Usage: verocase_reads.py <onus> <samples, unless ONUS_SAMPLES says where> [how many random ones]"""
import os
import pathlib
import sys
import tempfile

from arguments import Case
from random_arguments import Argument

try:
    import verocase
except ImportError:
    print("the Python package verocase is not installed")
    sys.exit(77)

onus, count = sys.argv[1], int((sys.argv[3:4] or [20])[0])
samples = pathlib.Path(os.environ.get("ONUS_SAMPLES") or sys.argv[2]).resolve()
fixtures = pathlib.Path(__file__).resolve().parent.parent / "sources" / "ltac" / "files"
WORDS = {"goals": "Claim", "strategies": "Strategy", "solutions": "Evidence", "contexts": "Context", "assumptions": "Assumption",
         "justifications": "Justification"}


def by_verocase(text):
    """(elements, links), or None if it refuses the file."""
    case = verocase.Case()
    with case.suppressed_reporting():
        try:
            case.load_ltac_string(text)
            had_error = case.had_error
            case.validate_ltac()  # raises where there is a circle; unreachable elements are no mistake here
        except verocase.VerocaseError:
            return None
    leads_nowhere = any(n.node_type == "Link" and n.link_target is None for n in case.all_nodes())
    if had_error or leads_nowhere or any(len(nodes) > 1 for nodes in case.all_definitions_for.values()):
        return None
    elements, links = set(), set()

    def name(node):
        return node.text if node.id_inferred else node.identifier

    def below(node, parent, is_counter):
        for child in node.children:
            counts = is_counter or bool({"iscounter", "counter", "defeater"} & set(child.options))
            if child.node_type == "Relation":
                below(child, parent, counts)
            else:
                links.add((name(parent), name(child), "against" if counts else "for"))

    for node in case.all_nodes():
        if node.is_definition and node.node_type != "Relation":
            options = sorted(set(node.options) - {"asserted", "iscounter", "defeater"})
            elements.add((node.node_type, name(node), node.text.strip(), node.ext_ref or "", *options))
            below(node, node, False)
    return elements, links


def by_onus(facts):
    elements, links = set(), set()
    names = {i: row["text"] if "#" in i else i for (collection, i), row in facts.items() if collection in WORDS}
    for (collection, i), row in facts.items():
        if collection not in WORDS:
            continue
        marks = [word for field, word in (("undeveloped", "needssupport"), ("defeated", "defeated")) if row.get(field) == "true"]
        elements.add((WORDS[collection], names[i], row["text"], row.get("url", ""), *sorted(row.get("options", []) + marks)))
        for field, kind in ("supported_by", "for"), ("in_context_of", "for"), ("argued_by", "for"):
            links.update((names[i], names[other], kind) for other in row.get(field, []))
        links.update((names[other], names[i], "against") for other in row.get("challenges", []))
    return elements, links


def compare(name, text):
    """How many elements both know; the differences."""
    with tempfile.TemporaryDirectory() as temporary:
        facts = Case(onus, temporary, "ltac", {"again.ltac": text}).facts()
    theirs = by_verocase(text)
    if facts is None or theirs is None:
        if (facts is None) != (theirs is None):
            return 0, [f"{name}: only {'verocase' if facts is None else 'Onus'} reads it without a mistake\n{text}"]
        return 0, []
    ours = by_onus(facts)
    bad = [f"{name}: only {who}: {what}" for who, sets in (("Onus", (ours, theirs)), ("verocase", (theirs, ours)))
           for k in (0, 1) for what in sorted(sets[0][k] - sets[1][k])]
    return len(ours[0]), bad


def main():
    bad, seen = [], 0
    texts = {"pump.ltac": (fixtures / "pump.ltac").read_text()}
    folder = samples / "security-cases" / "ltac-verocase"
    for file in sorted(folder.glob("*.ltac")) if folder.is_dir() else []:
        texts[file.name] = file.read_text()
    for seed in range(1, count + 1):
        with tempfile.TemporaryDirectory() as temporary:
            case = Case(onus, temporary, None, {"model.yaml": Argument(seed, True).case_file()})
            texts[f"seed {seed}"] = case.export("ltac")
    for name, text in texts.items():
        some, differences = compare(name, text)
        seen += some
        bad += differences
    print("\n".join(bad[:20]) or f"{seen} elements read alike")
    sys.exit(1 if bad or not seen else 0)


main()
