"""Writes cases for the tests of drawings. Usage: make_case.py FOLDER [ELEMENTS]

An argument in GSN of about so many elements (200), in modules, with contexts, away goals, shared solutions, challenges, texts of
all lengths, and mistakes for findings. The same every time."""
import pathlib
import random
import sys

folder, size = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
dice = random.Random(2026)
WORDS = ("the pump infusion therapy data update firmware is acceptably secure against every threat that somebody may carry out over a "
         "network in its intended environment controls are implemented and effective evidence shows role-based authentication "
         "Sicherheitsanforderungsspezifikation IEC TR 80001-2-9 LX-200 monitored by the hospital").split()
goals, strategies, solutions, contexts, assumptions, justifications = [], [], [], [], [], []
modules = max(1, size // 45)


def text(least, most):
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(least, most))).capitalize()


def entry(into, key, module, **more):
    into.append({"id": key, "text": text(3, 26), "module": f"M-{module}", **more})
    return into[-1]


def total():
    return sum(len(x) for x in (goals, strategies, solutions, contexts, assumptions, justifications))


def beside(of, module):
    made = []
    for _ in range(dice.choice((0, 0, 0, 1, 1, 2, 3))):
        kind, into, letter = dice.choice((("C", contexts, "X"), ("A", assumptions, "A"), ("J", justifications, "J")))
        made.append(entry(into, f"{letter}-{module}-{len(into) + 1}", module)["id"])
    if dice.random() < 0.08 and contexts:
        made.append(dice.choice(contexts)["id"])
    of["in_context_of"] = sorted(set(made))


for m in range(1, modules + 1):
    top = entry(goals, f"G-{m}", m, public=True)
    beside(top, m)
    open_goals = [top]
    while open_goals and total() < size * m // modules:
        goal = open_goals.pop(0)
        strategy = entry(strategies, f"S-{m}-{len(strategies) + 1}", m)
        beside(strategy, m)
        goal["supported_by"] = [strategy["id"]]
        strategy["supported_by"] = []
        for _ in range(dice.randint(2, 4)):
            child = entry(goals, f"G-{m}-{len(goals) + 1}", m)
            beside(child, m)
            strategy["supported_by"].append(child["id"])
            open_goals.append(child)
    for goal in open_goals:
        if dice.random() < 0.15:
            goal["undeveloped"] = True
            continue
        shown = [entry(solutions, f"SN-{m}-{len(solutions) + 1}", m)["id"] for _ in range(dice.randint(0, 2))]
        if dice.random() < 0.15 and solutions:
            shown.append(dice.choice(solutions)["id"])
        goal["supported_by"] = sorted(set(shown))
    if m > 1:
        away = entry(goals, f"AG-{m}", m, stands_for=f"G-{m - 1}")
        top["supported_by"] = top.get("supported_by", []) + [away["id"]]
        doubt = entry(goals, f"D-{m}", m, challenges=[dice.choice(goals[:-1])["id"]], undeveloped=True)
folder.mkdir(parents=True, exist_ok=True)


def words(value):
    if isinstance(value, list):
        return "[" + ", ".join(value) + "]"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


with open(folder / "case.yaml", "w", encoding="utf-8") as out:
    out.write("modules:\n" + "".join(f"  - {{ id: M-{m}, name: Module {m} }}\n" for m in range(1, modules + 1)))
    for name, entries in (("goals", goals), ("strategies", strategies), ("solutions", solutions), ("contexts", contexts),
                          ("assumptions", assumptions), ("justifications", justifications)):
        out.write(f"{name}:\n")
        for e in entries:
            out.write("  - { " + ", ".join(f"{k}: {words(v)}" for k, v in e.items() if v != []) + " }\n")
(folder / "onus.yaml").write_text(f"onus: 1\ncase: An argument of {total()} elements\npacks: [gsn ^1.0]\ndata: [case.yaml]\nphase: release\n", encoding="utf-8")
