"""onus impact against brute force: what it says of each element is what a check says of the case without that element.

Removed means: the element's own entry is taken out of its file, with what is written inside of it; each list that names it names it no
more; and a field that named it alone has no value. Expired: its `until` is the day before. Changed: its document has one byte more.
Cut sets: all sets of up to three elements that can fail are removed and checked, and those are kept that bring the claim down while none
of their subsets does.
Usage: impact.py ONUS random COUNT SEED | impact.py ONUS case FOLDER EVERY
"""
import copy
import datetime
import hashlib
import itertools
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

AS_OF = "2026-06-01"
YESTERDAY = "2026-05-31"


def run(onus, *words):
    done = subprocess.run([onus, *words, "--as-of", AS_OF, "--format", "json"], capture_output=True, check=False, text=True)
    if not done.stdout:
        raise SystemExit(f"onus {' '.join(map(str, words))}: {done.stderr}")
    return json.loads(done.stdout)


def check(onus, folder):
    return run(onus, "check", folder)


# ---- a case as trees of YAML, edited where the elements stand ----

class Case:
    def __init__(self, folder, references, identities):
        self.folder = pathlib.Path(folder)
        self.references = references
        self.identities = identities
        self.trees = {}
        for path in sorted(self.folder.rglob("*.yaml")):
            name = str(path.relative_to(self.folder))
            if name != "onus.yaml" and "/." not in name:
                self.trees[name] = list(yaml.compose_all(path.read_text(), Loader=yaml.SafeLoader))

    def edited(self):
        other = copy.copy(self)
        other.trees = copy.deepcopy(self.trees)
        return other

    def entry(self, file, line, column):
        """The list or mapping that holds the entry whose id stands at a place, and the place in it."""
        def walk(node):
            if isinstance(node, yaml.SequenceNode):
                for i, item in enumerate(node.value):
                    if isinstance(item, yaml.MappingNode) and any(
                            k.value == "id" and (v.start_mark.line + 1, v.start_mark.column + 1) == (line, column) for k, v in item.value):
                        return node, i
                    found = walk(item)
                    if found:
                        return found
            if isinstance(node, yaml.MappingNode):
                for i, (key, value) in enumerate(node.value):
                    if (key.start_mark.line + 1, key.start_mark.column + 1) == (line, column):
                        return node, i
                    found = walk(value)
                    if found:
                        return found
            return None
        for tree in self.trees.get(file, []):
            found = walk(tree)
            if found:
                return found
        return None

    def remove(self, element):
        found = self.entry(element["file"], element["line"], element["column"])
        if not found:
            return False
        node, i = found
        del node.value[i]
        self.forget(element)
        return True

    def forget(self, element):
        """All references to an element, and to what was written inside of it."""
        path = element["id"]

        def is_it(text):
            text = text.split(":", 1)[1] if ":" in text and text.split(":", 1)[0].isidentifier() and text[0].isupper() else text
            is_short = path.endswith("/" + text) and text not in self.identities
            return text == path or text.startswith(path + "/") or is_short

        def walk(node):
            if isinstance(node, yaml.SequenceNode):
                for item in node.value:
                    walk(item)
            if not isinstance(node, yaml.MappingNode):
                return
            kept = []
            for key, value in node.value:
                if key.value in self.references and isinstance(value, yaml.SequenceNode):
                    value.value = [v for v in value.value if not (isinstance(v, yaml.ScalarNode) and is_it(v.value))]
                if not (key.value in self.references and isinstance(value, yaml.ScalarNode) and is_it(value.value)):
                    kept.append((key, value))
                walk(value)
            node.value = kept
        for trees in self.trees.values():
            for tree in trees:
                walk(tree)

    def set_field(self, element, field, text):
        node, i = self.entry(element["file"], element["line"], element["column"])
        item = node.value[i]
        item = item if isinstance(item, yaml.MappingNode) else item[1]
        item.value = [(k, v) for k, v in item.value if k.value != field]
        item.value.append((yaml.ScalarNode("tag:yaml.org,2002:str", field), yaml.ScalarNode("tag:yaml.org,2002:timestamp", text)))

    def write(self, folder):
        shutil.copytree(self.folder, folder)
        for name, trees in self.trees.items():
            (folder / name).write_text("".join(yaml.serialize(t, Dumper=yaml.SafeDumper, explicit_start=True) for t in trees))


def reference_fields(onus, folder):
    dump = subprocess.run([onus, "check", folder, "--dump", "program"], capture_output=True, check=False, text=True).stdout
    types, fields = set(), []
    for line in dump.splitlines():
        declared = re.match(r"(?:abstract )?entity (?:[\w-]+\.)?(\w+)", line)
        if declared:
            types.add(declared.group(1))
        field = re.match(r"  (?:[\w-]+\.)?([a-z_]\w*) : (?:contains )?\(?(\w+)", line)
        if field:
            fields.append(field.groups())
    return {name for name, kind in fields if kind in types}


# ---- what differs between two reports ----

def is_inside(element, identity):
    return identity == element["id"] or identity.startswith(element["id"] + "/")


def by_key(lines, *keys):
    return {tuple(l[k] for k in keys): l for l in lines}


def difference(before, after, element):
    """Fingerprints that came and went, verdicts and decisions that changed, but for the element itself."""
    prints = [{f["fingerprint"] for f in r["findings"]} for r in (before, after)]
    out = {"added": prints[1] - prints[0], "removed": prints[0] - prints[1]}
    for name, value, keys in (("verdicts", "verdict", ("type", "subject")), ("decisions", "decision", ("rule", "type", "subject"))):
        was, now = by_key(before[name], *keys), by_key(after[name], *keys)
        out[name] = {(k, was[k][value] if k in was else None, now[k][value] if k in now else None) for k in was.keys() | now.keys()
                     if (was[k][value] if k in was else None) != (now[k][value] if k in now else None)
                     and (k in now or not is_inside(element, k[-1]))}
    return out


def said(impact):
    out = {k: {f["fingerprint"] for f in impact["findings"][k]} for k in ("added", "removed")}
    out["verdicts"] = {((v["type"], v["id"]), v["before"], v["after"]) for v in impact["verdicts"]}
    out["decisions"] = {((d["rule"], d["type"], d["subject"]), d["before"], d["after"]) for d in impact["decisions"]}
    return out


def compare(what, expected, got, messages):
    for key in expected:
        if expected[key] == got[key]:
            continue
        print(f"{what}: {key} differ")
        for label, some in (("only by brute force", expected[key] - got[key]), ("only by impact", got[key] - expected[key])):
            for x in sorted(some, key=str):
                print(f"  {label}: {messages.get(x, x)}")
        return False
    return True


def messages_of(*reports):
    return {f["fingerprint"]: f"{f['rule']} {f['subject']}: {f['message']}" for r in reports for f in r["findings"]}


# ---- one element after the other ----

def judge_element(onus, case, before, target, mode, scratch):
    words = [target] + ([str(case.folder)] if case.folder else [])
    impact = run(onus, "impact", *words, "--if", mode)
    element = impact["element"]
    edited = case.edited()
    folder = scratch / "edited"
    if mode == "failed":
        if not edited.remove(element):
            return None
        edited.write(folder)
    elif mode == "expired":
        edited.set_field(element, "expires", impact["until_after"])
        edited.write(folder)
    else:
        edited.write(folder)
        document = folder / impact["document"]
        if not impact["document"] or not document.is_file():
            shutil.rmtree(folder)
            return None
        document.write_bytes(document.read_bytes() + b"\n")
    after = check(onus, folder)
    shutil.rmtree(folder)
    return compare(f"{case.folder} {target} {mode}", difference(before, after, element), said(impact), messages_of(before, after, {
        "findings": impact["findings"]["added"] + impact["findings"]["removed"]}))


# ---- cut sets ----

def rank(words, word):
    return words.index(word) if word in words else -1


def brute_cut_sets(onus, case, before, claim, leaves, order, scratch):
    verdict = {(v["type"], v["subject"]): v["verdict"] for v in before["verdicts"]}
    own = verdict[claim]
    cuts = {}
    for size in (1, 2, 3):
        for some in itertools.combinations(sorted(leaves), size):
            if any(set(c) <= set(some) for c in cuts):
                continue
            edited = case.edited()
            for leaf in some:
                edited.remove(leaves[leaf])
            folder = scratch / "edited"
            edited.write(folder)
            now = {(v["type"], v["subject"]): v["verdict"] for v in check(onus, folder)["verdicts"]}.get(claim)
            shutil.rmtree(folder)
            if now != own and (now is None or rank(order, now) < rank(order, own)):
                cuts[some] = now
    return cuts


def judge_cut_sets(onus, case, before, leaves, order, scratch):
    answer = run(onus, "impact", "--cut-sets", str(case.folder))
    ok = True
    for claim in answer["claims"]:
        key = (claim["type"], claim["id"])
        got = {tuple(sorted(e["id"] for e in c["elements"])): c["verdict"] for c in claim["cut_sets"]}
        expected = {} if claim["cannot_fall"] else brute_cut_sets(onus, case, before, key, leaves, order, scratch)
        if got != expected or claim["not_listed"] or not claim["is_complete"]:
            print(f"{case.folder}: cut sets of {key} differ: by brute force {expected}, by impact {got}")
            ok = False
    return ok, sum(len(c["cut_sets"]) for c in answer["claims"])


# ---- random cases ----

MODEL = """
scale Verdict = defeated < unsupported < supported
entity Owner from "owners" { name : text }
abstract entity Node { text : text?  tags : Tag* }
entity Tag from "tags" { of : Owner? }
entity Claim is Node from "claims" {
  rests_on   : (Claim | Proof)*  inverse supports  acyclic
  objections : Proof*
  any_will_do: bool = false
  owner      : Owner
  deputy     : Owner?
  reviews    : contains Review*
}
entity Review { by : Owner+  proof : Proof?  ok : bool = true }
entity Proof is Node from "proofs" {
  produced : date
  expires  : date?
  file     : path?
  digest   : digest?
  passed   : bool = true
  by       : Owner+
  covers   : Claim*
}
view Proof { label text  date produced  until expires  file file  digest digest }

define current(p: Proof) reads "{p} is current": p.passed and (p.expires is missing or p.expires >= today)
define decided(c: Claim): some r in c.reviews has r.ok
"""

MEASURE = """
measure verdict(n: Node) -> Verdict along rests_on:
  if n is Proof then (if current(n) then supported else unsupported)
  else if n is Claim then
    (if some p in n.objections has current(p) then defeated
     else if n.any_will_do then (max(verdict(m) for m in n.rests_on) otherwise unsupported)
     else (min(verdict(m) for m in n.rests_on) otherwise unsupported))
  else unsupported
view Claim { label text  tree rests_on  verdict verdict }
"""

CONDITION = """
define grounded(n: Node) reads "{n} is grounded":
  (n is Proof and current(n))
  or (n is Claim and n.rests_on is present
      and ((n.any_will_do and (some m in n.rests_on has grounded(m)))
           or (every m in n.rests_on has grounded(m))))
view Claim { tree rests_on, reviews  verdict grounded }
"""

RULES = """
rule R-1 "Claims rest on something" {
  category unsupported_claim
  for each c: Claim
  require c.rests_on is present  at c.rests_on else "nothing supports {c}"
}
rule R-2 "Owners are not their own deputies" {
  category process
  for each c: Claim where c.deputy is present
  require c.deputy != c.owner else "{c.owner} is the deputy of themselves in {c}"
}
rule R-3 "Proofs are current" {
  category weak_evidence
  for each p: Proof
  require p.expires is missing or p.expires >= today  at p.expires else "{p} expired"
  require p.supports is present else "{p} supports nothing"
}
rule R-4 "Every claim is reviewed by all owners" {
  category process
  severity warning
  for each c: Claim, o: Owner where o in c.reviews.by
  require count(c.reviews) >= 2 else "{c} has {count(c.reviews)} reviews, {o} made one"
}
rule R-5 "No owner is idle" {
  category process
  severity info
  for each o: Owner
  require (some c in Claim has c.owner = o) or (some p in Proof has o in p.by) else "{o} does nothing"
}
rule R-6 "There are more proofs than claims" {
  category process
  for each c: Claim
  require count(Proof) > count(Claim) else "{count(Proof)} proofs for {count(Claim)} claims"
}
rule R-7 "Documents are known" {
  category weak_evidence
  for each p: Proof where p.file is present
  require p.digest is present else "{p} is not sealed"
}
criterion fine R-8 "Claims are fine" {
  category unacceptable_risk
  for each c: Claim
  accept when decided(c) given c.deputy
  accept when c.rests_on is present given c.text
  reject "{c} is not fine"
}
"""


def entry(fields):
    return {k: v for k, v in fields.items() if v not in (None, [])}


def make_case(rng, folder):
    pick = lambda some, most: rng.sample(some, rng.randint(0, min(most, len(some))))
    owners = [f"P-{i}" for i in range(rng.randint(2, 4))]
    tags = [f"T-{i}" for i in range(rng.randint(0, 2))]
    claims = [f"C-{i}" for i in range(rng.randint(2, 5))]
    proofs = [f"E-{i}" for i in range(rng.randint(2, 6))]
    (folder / "docs").mkdir(parents=True)
    data = {"owners": [{"id": o, "name": o} for o in owners], "tags": [entry({"id": t, "of": rng.choice(owners + [None])}) for t in tags]}
    data["claims"] = [entry({
        "id": c, "text": rng.choice(["says something", None, "TBD"]), "tags": pick(tags, 2),
        "rests_on": rng.sample(claims[i + 1:] + proofs, min(rng.choice([0, 1, 2, 2, 3]), len(claims[i + 1:] + proofs))), "objections": pick(proofs, 1) if rng.random() < 0.3 else [],
        "any_will_do": rng.choice(["true", "false"]), "owner": rng.choice(owners), "deputy": rng.choice(owners + [None]),
        "reviews": [entry({"id": f"V-{k}", "by": rng.sample(owners, rng.randint(1, 2)), "proof": rng.choice(proofs + [None]),
                           "ok": rng.choice(["true", "false"])}) for k in range(rng.randint(0, 2))]}) for i, c in enumerate(claims)]
    data["proofs"] = []
    for p in proofs:
        file = f"docs/{rng.choice(proofs)}.txt" if rng.random() < 0.6 else None
        text = f"the report {file}\n"
        if file:
            (folder / file).write_text(text)
        digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest() if file and rng.random() < 0.8 else None
        data["proofs"].append(entry({
            "id": p, "text": p, "produced": "2025-01-01", "expires": rng.choice(["2026-05-01", "2027-01-01", "2028-01-01", "2028-01-01", None, None]),
            "passed": "false" if rng.random() < 0.15 else "true", "by": rng.sample(owners, rng.randint(1, 2)), "covers": pick(claims, 2),
            "file": file, "digest": digest}))
    (folder / "data.yaml").write_text(yaml.safe_dump(data, sort_keys=False).replace("'true'", "true").replace("'false'", "false"))
    (folder / "house.onus").write_text(MODEL + (MEASURE if rng.random() < 0.6 else CONDITION) + RULES)
    (folder / "onus.yaml").write_text("onus: 1\ncase: Random\nrules: [house.onus]\ndata: [data.yaml]\nphase: release\n")
    return data


def judge_random(onus, seed, scratch):
    rng = random.Random(seed)
    folder = scratch / f"case-{seed}"
    data = make_case(rng, folder)
    before = check(onus, folder)
    ids = [e["id"] for part in data.values() for e in part]
    ids += [f"{c['id']}/{r['id']}" for c in data["claims"] for r in c.get("reviews", [])]
    case = Case(folder, {"rests_on", "objections", "owner", "deputy", "by", "proof", "covers", "of", "tags"}, set(ids))
    results = [judge_element(onus, case, before, i, "failed", scratch) for i in ids]
    results += [judge_element(onus, case, before, p["id"], "expired", scratch) for p in data["proofs"]]
    results += [judge_element(onus, case, before, p["id"], "changed", scratch) for p in data["proofs"] if "file" in p]
    leaves = {}
    for p in data["proofs"]:
        leaves[p["id"]] = run(onus, "impact", p["id"], folder)["element"]
    order = ["unknown", "defeated", "unsupported", "not grounded", "supported", "grounded"]
    ok, cuts = judge_cut_sets(onus, case, before, leaves, order, scratch)
    if all(r is not False for r in results) and ok:
        shutil.rmtree(folder)
    return [r for r in results if r is not None] + [ok], cuts


def judge_case(onus, folder, every, scratch):
    """Each element of the case that stands in one of its YAML files, or every so many of them."""
    before = check(onus, folder)
    dump = subprocess.run([onus, "check", folder, "--dump", "store", "--as-of", AS_OF], capture_output=True, check=False, text=True).stdout
    targets = re.findall(r"^(\w+) (\S+)", dump, re.M)
    case = Case(folder, reference_fields(onus, folder), {identity for _, identity in targets})
    results = []
    for kind, identity in targets[::every]:
        done = subprocess.run([onus, "impact", f"{kind}:{identity}", folder, "--as-of", AS_OF, "--format", "json"], capture_output=True,
                              check=False, text=True)
        if not done.stdout or json.loads(done.stdout)["element"]["file"] not in case.trees:
            continue
        results.append(judge_element(onus, case, before, f"{kind}:{identity}", "failed", scratch))
    return [r for r in results if r is not None]


def main():
    onus, what = sys.argv[1:3]
    results, cuts = [], 0
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        if what == "random":
            for seed in range(int(sys.argv[4]), int(sys.argv[4]) + int(sys.argv[3])):
                some, count = judge_random(onus, seed, scratch)
                results += some
                cuts += count
        else:
            results = judge_case(onus, sys.argv[3], int(sys.argv[4]), scratch)
    failed = sum(not r for r in results)
    print(f"{len(results)} answers compared with brute force, {cuts} cut sets, {failed} differ")
    sys.exit(1 if failed or not results or (what == "random" and not cuts) else 0)


main()
