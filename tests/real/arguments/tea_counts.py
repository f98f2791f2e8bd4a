"""Cases of the TEA platform have, after reading, the elements and links that an independent walk over their files counts.

Each file of the samples by itself, for several are versions of one case. Usage: tea_counts.py <onus> <samples, unless ONUS_SAMPLES says where>"""
import collections
import json
import os
import pathlib
import sys
import tempfile

from arguments import Case

samples = pathlib.Path(os.environ.get("ONUS_SAMPLES") or sys.argv[2]).resolve()
COLLECTION = {"GOAL": "goals", "PROPERTY_CLAIM": "goals", "STRATEGY": "strategies", "EVIDENCE": "solutions"}


def count(node, out):
    out[COLLECTION[node["type"]]] += 1
    for key, collection in ("context", "contexts"), ("assumption", "assumptions"), ("justification", "justifications"):
        some = node.get(key) or []
        some = some if isinstance(some, list) else [some]
        out[collection] += len(some)
        out["in_context_of"] += len(some)
    out["supported_by"] += len(node["children"])
    out["url"] += bool(node.get("url"))
    for child in node["children"]:
        count(child, out)
    return out


def main():
    if not samples.is_dir():
        print(f"no samples in {samples}")
        sys.exit(1 if os.environ.get("CI") == "true" else 77)
    bad, seen = [], 0
    for file in sorted((samples / "gsn" / "tea-platform" / "public").rglob("*.json")):
        want = +count(json.loads(file.read_text())["tree"], collections.Counter())
        with tempfile.TemporaryDirectory() as temporary:
            facts = Case(sys.argv[1], temporary, "tea", {file.name: file.read_bytes()}).facts()
        got = collections.Counter(collection for collection, _ in facts or {})
        for row in (facts or {}).values():
            got.update({f: len(row.get(f, [])) for f in ("supported_by", "in_context_of")})
            got["url"] += "url" in row
        if +got != want:
            bad.append(f"{file.name}: counted {dict(want)}, read {dict(+got)}")
        seen += sum(want.values())
    print("\n".join(bad) or f"{seen} as counted")
    sys.exit(1 if bad or not seen else 0)


main()
