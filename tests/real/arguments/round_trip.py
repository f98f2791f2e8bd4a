"""What Onus reads of an argument, writes, and reads again is the same argument: elements, links, marks, texts.

Over all files of samples that are read without a mistake, each as a case of its own, and fixtures of the tests of sources. The files of a modular argument
are one case, which is written module by module, and as a whole. What is written of what was read back is the same to the letter.
Usage: round_trip.py <onus> <samples, unless ONUS_SAMPLES says where>"""
import os
import pathlib
import sys
import tempfile

from arguments import Case, differences, plain

onus = sys.argv[1]
samples = pathlib.Path(os.environ.get("ONUS_SAMPLES") or sys.argv[2]).resolve()
fixtures = pathlib.Path(__file__).resolve().parent.parent / "sources"
bad, seen, left_out = [], 0, []


def groups():
    """(source, {name: bytes}) of each argument."""
    gsn2x, ltac = samples / "gsn" / "gsn2x", samples / "security-cases" / "ltac-verocase"
    mine = fixtures / "gsn2x" / "files"
    yield "gsn2x", {n: (mine / n).read_bytes() for n in ("pump.gsn.yaml", "access.gsn.yaml", "supplier.gsn.yaml")}
    yield "gsn2x", {"doubts.gsn.yaml": (mine / "doubts.gsn.yaml").read_bytes()}
    mine = fixtures / "ltac" / "files"
    yield "ltac", {n: (mine / n).read_bytes() for n in ("pump.ltac", "more.ltac")}
    if not samples.is_dir():
        return
    together = {"modular": ["index.gsn.yaml", "sub1.gsn.yaml", "sub3.gsn.yaml"], "template": ["template.gsn.yaml", "instance.gsn.yaml"]}
    for folder, names in together.items():
        yield "gsn2x", {n: (gsn2x / "examples" / folder / n).read_bytes() for n in names}
    for file in sorted(gsn2x.rglob("*.yaml")):
        if file.parent.name not in together:
            yield "gsn2x", {file.name: file.read_bytes()}
    for file in sorted(ltac.glob("*.ltac")):
        yield "ltac", {file.name: file.read_bytes()}


def compare(name, want, case, target, rules=""):
    """What the case writes says what is wanted; writing it again changes nothing."""
    global seen
    text = case.export(target, rules)
    suffix = ".yaml" if target == "gsn2x" else ".ltac"
    with tempfile.TemporaryDirectory() as temporary:
        again = Case(onus, temporary, target, {"again" + suffix: text})
        got = again.facts()
        if got is None:
            bad.append(f"{name}: what is written is not read without a mistake:\n{text}")
            return
        bad.extend(differences(name, want, plain(got, without=("argument_files",))))
        if again.export(target) != text:
            bad.append(f"{name}: written again, it is another text")
        seen += len(want)


def whole(facts):
    """A modular argument as one document: what develops an element supports it; there are no modules."""
    out = plain(facts, without=("argument_files", "modules", "module"))
    for row in out.values():
        developed = row.pop("developed_by", [])
        if developed:
            row["supported_by"] = sorted({*row.get("supported_by", []), *developed})
            row.pop("undeveloped", None)
    return out


def main():
    for source, files in groups():
        name = ", ".join(files)
        with tempfile.TemporaryDirectory() as temporary:
            case = Case(onus, temporary, source, files)
            facts = case.facts()
            if facts is None:
                left_out.append(name)
                continue
            modules = sorted(i for collection, i in facts if collection == "modules")
            if len(modules) < 2:
                compare(name, plain(facts, without=("argument_files",)), case, source)
                continue
            compare(name, whole(facts), case, source)
            texts = {}
            for module in modules:
                rules = f'tailor arguments {{ set arguments.written_module = "{module}" because "it is drawn alone" }}\n'
                part = Case(onus, pathlib.Path(temporary) / "part", source, files, rules)
                texts[module + ".yaml"] = part.export(source)
            again = Case(onus, pathlib.Path(temporary) / "again", source, texts)
            got = again.facts()
            if got is None:
                bad.append(f"{name}: the modules that are written are not read without a mistake")
                continue
            bad.extend(differences(name, plain(facts, without=("argument_files",)), plain(got, without=("argument_files",))))
    print("\n".join(bad) or f"{seen} elements come back; not read without a mistake: {', '.join(left_out) or 'none'}")
    sys.exit(1 if bad or not seen else 0)


main()
