"""Random arguments, written as case files, come back from gsn2x YAML and from LTAC as they were.

Texts and ids have what syntaxes trip over: brackets, colons, quotes, words that look like numbers or truths, letters beyond ASCII; links make
diamonds, never circles. LTAC is given what it can say: no layers, claim points or challenges to relations, ids without `:`, `^` and brackets, texts of one line, one state.
Usage: random_arguments.py <onus> [how many] [first seed]"""
import random
import sys
import tempfile

import yaml

from arguments import Case, differences, plain

WORDS = ["the pump", "is", "acceptably", "secure:", "no", "1.10", "(in part)", "{all}", "\"quoted\"", "O'Brien", "ärztlich", "50 %", "#3", "- a", "a, b",
         "[x]", "yes", "—", "->", "&", "*bold*", "C:\\", "\\n", "{}", "()", "~", "|", "🔒", "Claim", "Link X"]
KINDS = {"goals": "G", "strategies": "S", "solutions": "Sn", "contexts": "C", "assumptions": "A", "justifications": "J"}


class Argument:
    def __init__(self, seed, is_ltac):
        self.random, self.is_ltac = random.Random(seed), is_ltac
        self.elements = {}  # id: (collection, fields)
        self.more = {"relations": [], "claim_points": [], "layers": []}
        for collection, prefix in KINDS.items():
            for k in range(self.random.randint(0 if collection != "goals" else 1, 5)):
                self.elements[self.name(prefix, k)] = (collection, {"text": self.text()})
        self.link()
        self.mark()

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def name(self, prefix, k):
        tail = self.random.choice(["", ".a", "-é", " b", "_"] + ([] if self.is_ltac else ["(1)", "{x}", ":y", "'", "^", "]"]))
        return f"{prefix}{k}{tail}".strip()

    def text(self):
        text = " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(1, 6)))
        if not self.is_ltac and self.chance(20):
            text += self.random.choice(["\n", "\n\n", "\nsecond line", "\n  indented", "  "])
        return text

    def of(self, *collections):
        return [i for i, (collection, _) in self.elements.items() if collection in collections]

    def some(self, ids, most):
        return sorted(self.random.sample(ids, min(len(ids), self.random.randint(0, most))))

    def link(self):
        inner = self.of("goals", "strategies")
        self.random.shuffle(inner)
        for k, i in enumerate(inner):
            fields = self.elements[i][1]
            below = self.some(inner[k + 1:], 3) + self.some(self.of("solutions"), 2)
            around = self.some(self.of("contexts", "assumptions", "justifications"), 2)
            if below:
                fields["supported_by"] = below
            elif self.chance(60):
                fields["undeveloped"] = True
            if around:
                fields["in_context_of"] = around
        if self.is_ltac:
            self.attach()
        # A challenge goes up in the order of support, or from a solution, so that nothing rests on what it challenges.
        for k, i in enumerate(inner):
            if self.chance(15) and k:
                self.challenge(i, self.random.choice(inner[:k]))
        for i in self.of("solutions"):
            if self.chance(20):
                self.challenge(i, self.random.choice(inner))

    def attach(self):
        """In LTAC only goals, strategies and justifications stand at the top."""
        fields = [f for c, f in self.elements.values() if c in ("goals", "strategies")]
        for collections, field in (("solutions",), "supported_by"), (("contexts", "assumptions"), "in_context_of"):
            for i in self.of(*collections):
                if not any(i in f.get(field, []) for f in fields):
                    row = self.random.choice(fields)
                    row[field] = sorted(row.get(field, []) + [i])
                    row.pop("undeveloped", None)

    def challenge(self, by, what):
        if by in self.elements[what][1].get("supported_by", []) or self.elements[by][0] == "strategies":
            return
        self.elements[by][1]["challenges"] = [what]
        if not self.is_ltac and self.chance(60):
            self.elements[by][1]["counter"] = True
        if self.chance(30):
            self.relation(what, by)["defeated"] = True

    def relation(self, source, target):
        row = {"id": f"{source} -> {target}", "source": source, "target": target}
        self.more["relations"].append(row)
        return row

    def mark(self):
        for i, (collection, fields) in list(self.elements.items()):
            if self.chance(15) and not (self.is_ltac and ("undeveloped" in fields or collection == "assumptions")):
                fields["defeated"] = True
            if self.chance(30):
                fields["url"] = self.random.choice(["https://example.org/a?b=c", "file name.pdf", "no", "#5"])
            if self.is_ltac:
                has_state = "defeated" in fields or "undeveloped" in fields or collection == "assumptions"
                if self.chance(20):
                    fields["options"] = self.some(["metaclaim", "abstract"] + ([] if has_state else ["assumed"]), 2)
                continue
            if self.chance(20):
                fields["classes"] = self.some(["a", "b c", "true"], 3)
            for name in self.some(["layer1", "Layer 2", "no"], 2) if self.chance(30) else []:
                self.more["layers"].append({"id": f"{i} {name}", "of": i, "name": name, "text": self.text()})
        for i, (collection, fields) in list(self.elements.items()):
            for other in fields.get("supported_by", []):
                if self.chance(8):
                    row = self.relation(i, other)
                    if self.is_ltac or self.chance(50):
                        row["defeated"] = True
                    else:
                        self.more["claim_points"].append({"id": f"ACP{len(self.more['claim_points'])}", "on": [row["id"]]})
        for i in self.elements:
            if not self.is_ltac and self.chance(8):
                self.more["claim_points"].append({"id": f"ACP{len(self.more['claim_points'])}", "on": [i]})

    def case_file(self):
        out = {}
        for i, (collection, fields) in self.elements.items():
            out.setdefault(collection, []).append({"id": i, **fields})
        out.update({k: v for k, v in self.more.items() if v})
        return yaml.safe_dump(out, sort_keys=False, allow_unicode=True)


def main():
    onus, count, first = sys.argv[1], int((sys.argv[2:3] or [40])[0]), int((sys.argv[3:4] or [1])[0])
    bad, seen = [], 0
    for seed in range(first, first + count):
        for target in ("gsn2x", "ltac"):
            argument = Argument(seed, target == "ltac")
            with tempfile.TemporaryDirectory() as temporary:
                case = Case(onus, temporary + "/a", None, {"model.yaml": argument.case_file()})
                text = case.export(target)
                again = Case(onus, temporary + "/b", target, {"again.txt": text})
                got, want = again.facts(), case.facts()
                if got is None:
                    bad.append(f"seed {seed}: what {target} writes is not read without a mistake\n{text}"
                               f"{again.run('check').stdout[:2000]}")
                    continue
                bad.extend(differences(f"seed {seed}, {target}", plain(want), plain(got, without=("argument_files",))))
                seen += len(want)
    print("\n".join(bad[:10]) or f"{seen} entities come back")
    sys.exit(1 if bad or not seen else 0)


if __name__ == "__main__":
    main()
