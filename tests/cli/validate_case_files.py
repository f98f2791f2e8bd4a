"""The JSON Schema of a case accepts the files of that case and refuses mistakes in them that an editor should show.
Usage: validate_case_files.py <repository root> <onus binary>"""
import copy
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

root, onus = pathlib.Path(sys.argv[1]), sys.argv[2]
bad = 0


class Reader(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: no dates, and `no` is a text."""


Reader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^(?:[-+]?[0-9]+)$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
):
    Reader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
Reader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


def documents(path):
    return [d for d in yaml.load_all(path.read_text(), Reader) if d is not None]


def schema_of(case):
    output = subprocess.run([onus, "schema", "--json-schema", str(case)], capture_output=True, check=False)
    schema = json.loads(output.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def complain(words):
    global bad
    bad = 1
    print(words)


def case_files(case):
    project = documents(case / "onus.yaml")[0]
    for pattern in project["data"]:
        if isinstance(pattern, str):
            yield from sorted(case.glob(pattern))


def files_with_mistakes(case):
    """Files with keys that their type does not have: what an editor should show as well."""
    output = subprocess.run([onus, "check", str(case), "--format", "json"], capture_output=True, check=False)
    return {f["file"] for f in json.loads(output.stdout)["findings"] if f["rule"] == "E0748"}


# A file of a case is valid just when all of its keys are known.
seen = 0
for case in sorted(p.parent for p in root.glob("examples/*/onus.yaml")):
    validator = schema_of(case)
    mistaken = files_with_mistakes(case)
    for path in case_files(case):
        seen += 1
        errors = [e for d in documents(path) for e in validator.iter_errors(d)]
        if str(path.relative_to(case)) in mistaken:
            if not errors:
                complain(f"{path}: its mistake is not seen")
            continue
        for error in errors:
            complain(f"{path}: {error.json_path}: {error.message}")
if not seen:
    complain("no case file was checked")

# A model with everything that has a form, a file that is fine, and what must be refused of it.
case = root / "tests/cli/cases/schema_json"
validator = schema_of(case)
fine = documents(case / "model.yaml")[0]
for error in validator.iter_errors(fine):
    complain(f"{case}/model.yaml: {error.json_path}: {error.message}")


def change(path, value=None, remove=False):
    document = copy.deepcopy(fine)
    at = document
    for step in path[:-1]:
        at = at[step]
    if remove:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return document


refused = {
    "a collection that nobody declares": change(["contorls"], []),
    "a field that nobody declares": change(["controls", 0, "titel"], "x"),
    "an entry without an id": change(["controls", 0, "id"], remove=True),
    "a required field left out": change(["controls", 0, "title"], remove=True),
    "a required field with nothing in it": change(["controls", 0, "title"], None),
    "a value that is none": change(["controls", 0, "kind"], "technicall"),
    "the name of a value that is spelt otherwise": change(["controls", 0, "kind"], "on_paper"),
    "a number beyond its range": change(["controls", 0, "score"], 10.5),
    "a whole number with a fraction": change(["controls", 0, "count"], 1.5),
    "a text as number": change(["controls", 0, "count"], "many"),
    "a text that does not match": change(["controls", 0, "cwe"], ["CWE-1", "CWE-x"]),
    "no date": change(["controls", 0, "found"], "1 June 2026"),
    "no duration": change(["controls", 0, "period"], "30"),
    "no version": change(["controls", 0, "since"], "latest"),
    "a mapping where a value is due": change(["controls", 0, "title"], {"de": "x"}),
    "a list where one value is due": change(["controls", 0, "title"], ["x"]),
    "a list in a list": change(["controls", 0, "cwe"], [["CWE-1"]]),
    "no member where one is due": change(["threats", "T-1", "assets"], []),
    "a value for a collection": change(["controls"], "none"),
    "nothing for a collection": change(["controls"], None),
    "an entry that does not say its type": change(["arguments", 0, "nodes", 0, "type"], remove=True),
    "an abstract type": change(["arguments", 0, "nodes", 0, "type"], "Node"),
    "a field of another type": change(["arguments", 0, "nodes", 1, "claims"], "x"),
    "a field of a subtype without `type`": change(["reports", 0, "tool"], "nmap"),
    "a type of another collection": change(["reports", 1, "type"], "Goal"),
    "`type` where there is no choice": change(["controls", 0, "type"], "Control"),
    "a mistake within an owner": change(["devices", "LX", "ports", 0, "speed"], "x"),
    "an id for what is contained": change(["devices", "LX", "ports"], "P-1"),
    "an assumption without a reason": change(["controls", 1, "external"], ""),
    "a scale beyond its range": change(["controls", 0, "rating"], "high"),
    "a document that is a list": [fine],
}
accepted = {
    "one value for many": change(["controls", 0, "cwe"], "CWE-7"),
    "a number as text": change(["controls", 0, "title"], 12),
    "a number in quotes": change(["controls", 0, "count"], "12"),
    "a mapping for a list": change(["controls"], {"C-1": {"title": "x", "kind": "technical"}}),
    "a list for a mapping": change(["threats"], [{"id": "T-1", "assets": "A-1"}]),
    "an id with nothing after it": change(["assets"], {"A-1": None}),
    "nothing in an optional field": change(["controls", 0, "found"], None),
    "`type` that says what is so anyway": change(["reports", 0, "type"], "Report"),
    "no entities": change(["controls"], []),
    "an alias of a value": change(["controls", 0, "kind"], "written"),
    "any field of an open type": change(["parts", 0, "colour"], "red"),
    "one contained entity": change(["devices", "LX", "address"], {"id": "HQ", "city": "Bern"}),
    "what is assumed": change(["controls", 1], {"id": "C-2", "external": "the hospital's own"}),
}
for name, document in refused.items():
    if validator.is_valid(document):
        complain(f"accepted: {name}")
for name, document in accepted.items():
    for error in validator.iter_errors(document):
        complain(f"refused: {name}: {error.json_path}: {error.message}")
sys.exit(bad)
