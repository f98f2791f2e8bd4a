"""A case in SACM gives one graph in whatever way it is written.

The same case is written in every way that tools have: elements by class, with a capital or a small letter, or by role with `xsi:type`; `id` or `xmi:id`;
references as `ref`, `href="#id"`, `xmi:idref`, text or attributes; texts as attributes or elements, one or two levels deep; packages, elements and
languages in any order. The samples are rewritten likewise. All must give the same facts, and what `onus export sacm` writes of them must give them again.
Usage: sacm_forms.py <onus> <samples, unless ONUS_SAMPLES says where>"""
import itertools
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from xml.sax.saxutils import quoteattr

onus = pathlib.Path(sys.argv[1]).resolve()
samples = pathlib.Path(os.environ.get("ONUS_SAMPLES") or sys.argv[2]).resolve() / "gsn/sacm-assurance-forge"
environment = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
SACM, XMI, XSI = "http://www.omg.org/spec/SACM/20220301", "http://www.omg.org/spec/XMI/20131001", "http://www.w3.org/2001/XMLSchema-instance"

# class, id, plain attributes, references, texts {role: {language: text}}, what it holds
Case = [
    ("AssuranceCasePackage", "acp", {"gid": "urn:acp"}, {}, {"name": {"": "A ward bed"}}, [
        ("ArgumentPackage", "ap", {}, {}, {"name": {"": "Argument"}}, [
            ("Claim", "G1", {}, {}, {"description": {"en": "The bed is safe.", "ja": "ベッドは安全である。"}}, []),
            ("Claim", "G2", {"assertionDeclaration": "needsSupport"}, {"metaClaim": ["M1", "M2"]},
             {"description": {"de": "Das Gitter <hält> & \"trägt\".", "ja": "柵は落下を防ぐ。"}}, []),
            ("Claim", "G3", {"isAbstract": "true"}, {}, {"implementationConstraint": {"en": "One for each hazard"}}, []),
            ("Claim", "G4", {}, {"abstractForm": ["G3"]}, {"content": {"": "Falls are mitigated"}, "note": {"en": "Agreed in March"}}, []),
            ("Claim", "M1", {"assertionDeclaration": "axiomatic"}, {}, {"content": {"": "The inference is deductive"}}, []),
            ("Claim", "M2", {}, {}, {"name": {"": "The premises are read in one sense"}}, []),
            ("ArgumentReasoning", "S1", {}, {"structure": ["inner"]}, {"content": {"": "Over hazards"}}, []),
            ("ArtifactReference", "E1", {}, {"referencedArtifactElement": ["report"]}, {}, []),
            ("ArtifactReference", "E2", {}, {"referencedArtifactElement": ["report", "tests"]}, {}, []),
            ("AssertedInference", "I1", {}, {"source": ["G2", "G4"], "target": ["G1"], "reasoning": ["S1"]}, {}, []),
            ("AssertedEvidence", "I2", {"isCounter": "true"}, {"source": ["E1"], "target": ["G2"]}, {}, []),
            ("AssertedContext", "I3", {}, {"source": ["E2"], "target": ["G1"]}, {}, []),
            ("AssertedArtifactSupport", "I4", {}, {"source": ["E1"], "target": ["E2"]}, {}, []),
            ("ArgumentPackage", "inner", {}, {}, {}, [
                ("Claim", "C1", {"isCitation": "true", "assertionDeclaration": "asCited"}, {"citedElement": ["G1"]}, {}, []),
            ]),
        ]),
        ("ArgumentPackageInterface", "if", {}, {"implements": ["ap"]}, {}, [
            ("Claim", "C2", {"isCitation": "true"}, {"citedElement": ["G1"]}, {}, []),
        ]),
        ("ArgumentPackageBinding", "bind", {}, {"participantPackage": ["if", "inner"]}, {}, []),
        ("ArtifactPackage", "arp", {}, {}, {}, [
            ("Artifact", "report", {"version": "3", "date": "2026-02-01"}, {}, {"name": {"": "Report 3"}}, []),
            ("Activity", "tests", {"startTime": "2026-01-01T08:00:00Z", "endTime": "2026-01-20T16:00:00Z"}, {}, {}, []),
            ("ArtifactAssetRelationship", "by", {}, {"source": ["report"], "target": ["tests"]}, {}, []),
        ]),
        ("TerminologyPackage", "tp", {}, {}, {}, [
            ("Term", "ward", {"value": "ward"}, {"category": ["places"]}, {}, []),
            ("Category", "places", {}, {}, {}, []),
            ("Expression", "on-ward", {"value": "on the ward"}, {"element": ["ward"]}, {}, []),
        ]),
    ]),
]
WAYS = {
    "classes": ["Large", "small", "xsi"],
    "ids": ["id", "xmi:id"],
    "references": ["ref", "href", "xmi:idref", "text", "attribute", "attribute#"],
    "texts": ["attribute", "content", "value"],
}


def first_small(word):
    return word[0].lower() + word[1:]


def role_of(cls):
    if "Package" in cls:
        return first_small(cls)
    artefact = {"Artifact", "Activity", "ArtifactAssetRelationship"}
    return "artifactElement" if cls in artefact else "terminologyElement" if cls in {"Term", "Category", "Expression"} else "argumentElement"


def text(role, languages, way, order):
    items = list(languages.items())
    if order:
        items.reverse()
    lang = lambda l: f" lang={quoteattr(l)}" if l else ""
    if way == "value":
        values = "".join(f"<value{lang(l)} content={quoteattr(t)}/>" for l, t in items)
        return f"<{role}><content>{values}</content></{role}>" if role != "name" else "".join(f"<name{lang(l)} content={quoteattr(t)}/>" for l, t in items)
    inner = "".join(f"<content{lang(l)}>\n    {escape(t)}\n  </content>" for l, t in items)
    return inner if role == "content" else "".join(f"<name{lang(l)}>{escape(t)}</name>" for l, t in items) if role == "name" else f"<{role}>{inner}</{role}>"


def escape(t):
    return t.replace("&", "&amp;").replace("<", "&lt;")


def write(element, way, is_root=False):
    cls, ident, plain, refs, texts, held = element
    order = way["order"] > 0 and random.Random(f"{way['order']} {ident}")
    name = cls if way["classes"] == "Large" else first_small(cls) if way["classes"] == "small" else role_of(cls)
    attributes = {way["ids"]: ident, **plain}
    parts = []
    if way["classes"] == "xsi" and not is_root:
        attributes["xsi:type"] = f"s:{cls}"
    for role, names in refs.items():
        names = order.sample(names, len(names)) if order else names
        if way["references"].startswith("attribute"):
            attributes[role] = " ".join(("#" if "#" in way["references"] else "") + n for n in names)
        elif way["references"] == "text":
            parts += [f"<{role}>{n}</{role}>" for n in names]
        else:
            mark = "#" if way["references"] == "href" else ""
            parts += [f"<{role} {way['references']}=\"{mark}{n}\"/>" for n in names]
    for role, languages in texts.items():
        if way["texts"] == "attribute" and list(languages) == [""]:
            attributes[role] = languages[""]
        else:
            parts.append(text(role, languages, way["texts"], order))
    parts += [write(h, way) for h in (order.sample(held, len(held)) if order else held)]
    if order:
        order.shuffle(parts)
    if is_root:
        name = "s:" + cls
        attributes |= {"xmlns:s": SACM, "xmlns:xmi": XMI, "xmlns:xsi": XSI}
    head = " ".join(f"{k}={quoteattr(v)}" for k, v in attributes.items())
    return f"<{name} {head}>" + "".join(parts) + f"</{name}>\n"


def facts(document, folder):
    path = folder / "case.xml"
    path.write_text(document, encoding="utf-8")
    done = subprocess.run([onus, "import", "sacm", path.name], cwd=folder, capture_output=True, text=True, env=environment)
    return done.stdout + "".join(f"! {line}\n" for line in done.stderr.splitlines() if "were not read" not in line and "was not read" not in line)


def again(document, folder):
    """What the case is after it was read, written by the target, and read anew."""
    (folder / "case.xml").write_text(document, encoding="utf-8")
    (folder / "onus.yaml").write_text("onus: 1\ncase: x\npacks: [sacm]\ndata: [{ source: sacm, files: case.xml }]\nphase: release\n")
    done = subprocess.run([onus, "export", "sacm"], cwd=folder, capture_output=True, text=True, env=environment)
    (folder / "onus.yaml").unlink()
    return facts(done.stdout, folder) if done.returncode == 0 else done.stderr


def rewritten(root, way):
    """A sample, written in another way: only what samples differ in."""
    classes, reference, order = way
    dice = order and random.Random(order)
    for e in list(root.iter()):
        local = e.tag.split("}")[-1]
        if e is not root and local not in {"source", "target", "content", "value"}:
            e.tag = (local[0].upper() if classes == "Large" and "Package" not in local and local != "description" else local[0].lower()) + local[1:]
        for child in [c for c in e if c.tag in {"source", "target"}]:
            ident = (child.get("ref") or child.get("href")).lstrip("#")
            if reference == "attribute":
                e.set(child.tag, " ".join(filter(None, [e.get(child.tag), ident])))
                e.remove(child)
            else:
                child.attrib = {"ref": ident} if reference == "ref" else {"href": "#" + ident}
        if dice:
            children = list(e)
            dice.shuffle(children)
            e[:] = children
    return ET.tostring(root, encoding="unicode")


def differences(what, want, got, bad):
    want, got = (t.replace("    declaration: asserted\n", "") for t in (want, got)) # what is asserted by default
    if want != got:
        import difflib
        bad.append("\n".join([what, *list(difflib.unified_diff(want.splitlines(), got.splitlines(), "first", "this", lineterm="", n=1))[:40]]))


def main():
    bad, count, kinds = [], 0, set()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        first = None
        for k, values in enumerate(itertools.product(*WAYS.values())):
            way = dict(zip(WAYS, values)) | {"order": k % 3}
            document = '<?xml version="1.0" encoding="UTF-8"?>\n' + write(Case[0], way, True)
            got = facts(document, folder)
            first = first or got
            differences(f"{way}", first, got, bad)
            count += 1
        for word in ("needsSupport", "M2", "ベッドは安全である。", "participants:", "is_counter: true", "constraint", "2026-01-20", "on the ward"):
            if word not in first:
                bad.append(f"the facts lack {word}:\n{first}")
        if "! " in first:
            bad.append(first)
        differences("exported and read again", first, again(document, folder), bad)
        fixture = (pathlib.Path(__file__).parent / "sources/sacm-forms/files/xmi.xml").read_text(encoding="utf-8")
        differences("the fixture, exported and read again", facts(fixture, folder), again(fixture, folder), bad)
        for sample in sorted(samples.glob("*.xml")) if samples.exists() else []:
            first = facts(sample.read_text(encoding="utf-8"), folder)
            if "sacm_claims:" not in first:
                bad.append(f"{sample.name}: no claims\n{first}")
            for way in itertools.product(["Large", "small"], ["ref", "href", "attribute"], [None, 1, 2]):
                differences(f"{sample.name} {way}", first, facts(rewritten(ET.parse(sample).getroot(), way), folder), bad)
                count += 1
            differences(f"{sample.name} exported and read again", first, again(sample.read_text(encoding="utf-8"), folder), bad)
            kinds.add(sample.name)
    print("\n".join(bad[:10]) or f"{count} ways of writing give the same facts; {len(kinds)} samples")
    sys.exit(1 if bad else 0)


main()
