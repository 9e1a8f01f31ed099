"""The browser's engine is the Python engine, function by function: same file, same name."""

import ast
import json
import re
from pathlib import Path

import pytest
from joining import engine_of

from postureviz.coordinate import RULES
from postureviz.model_check import NEEDS
from postureviz.readings import KINDS

PACKAGE = Path(__file__).parent.parent / "postureviz"
ENGINE = PACKAGE / "js" / "engine"

ALONE = {  # Python modules of the engine without a twin, and why
    "arms": "a table for notebooks; no figure shows it yet",
    "batch": "stacks of postures are Python's: a page solves one at a time",
    "blank": "a model is made in Python",
    "widened": "a model is made in Python",
    "chain": "stacks of postures are Python's",
    "catalogues": "a page is given the words of its language; data.js holds them",
    "checks": "a page takes its input from sliders; `numberInRange` in model.js is what it needs of it",
    "frozen": "what Python hands out is read-only",
    "history": "the table of a notebook; the figure's undo is another thing",
    "model_check": "a page is given models that were checked",
    "numerics": "read from JSON; data.js holds them",
    "rod": "a model is made in Python",
    "tables": "read from JSON; data.js holds them",
}
PYTHON_ALONE = {  # functions without a twin, and why
    "answer": {"rule_of": "for the checker of types"},
    "coordinate": {"_nothing": "zeros of a jet; JavaScript's `still` makes them in place"},
    "mechanics": {
        "load_forces": "all loads at once; JavaScript goes from load to load",
        "load_moves": "all loads at once; JavaScript's `loadPoint` is the place of one",
        "_run_lengths": "all runs at once; JavaScript goes from run to run",
        "_runs": "all runs at once",
        "_spring_points": "JavaScript's `springsAt` has them ready",
        "_spread": "a sparse table of runs as a full one, for matrix products",
        "_total": "a matrix product",
        "_length_jacobian": "part of `length_jacobian`",
        "length_jacobian": "JavaScript's `evaluate` hands it on as lengthRows",
        "response": "in JavaScript the solver's factor is used again: `turningOf` in response.js",
        "place": "places of a stack; JavaScript's `pointAt` is one place",
    },
    "mechanism": {
        "_moves_of": "for all loads at once; JavaScript keeps the rows of each",
        "_tree": "matrices of who carries whom; JavaScript keeps the parents, and `basesOf`",
        "geometry": "part of `compileModel`: what two hundred drawn sets share",
        "_points": "places of a stack; JavaScript's `pointOn` is one place",
        "_hold_of": "a matrix of who pulls where; JavaScript goes from path to path",
    },
    "model": {
        "from_dict": "checks, and a page is given models that were checked",
        "to_dict": "in JavaScript a model is that dict",
        "shapes": "a property of the data, read in place",
        "_text": "a page never writes a model",
        "data": "in JavaScript a model is its data",
        "replaced": "`{ ...model, part: rows }`",
        "_once": "a WeakMap beside each function",
        "once_per_model": "a WeakMap beside each function",
        "rows": "a property of the data, read in place",
        "_names": "a property of the data, read in place",
        "name": "a property of the data, read in place",
        "title": "a property of the data, read in place",
        "view": "a property of the data, read in place",
        "links": "a property of the data, read in place",
        "cables": "a property of the data, read in place",
        "group_of": "a property of the data, read in place",
        "own_cables": "a property of the data, read in place",
        "settings": "a property of the data, read in place",
        "readings": "a property of the data, read in place",
        "presets": "a property of the data, read in place",
        "split": "arguments by name are Python's",
        "models": "`library` holds the models themselves",
        "load": "`asModel` takes names too",
        "_read": "reads a file",
    },
    "posture": {
        "_balance": "in blocks, for stacks",
        "_per_cable": "fields by name; JavaScript fills them in `burdenAt`",
        "_place": "places in the world; JavaScript fills them in `postureAt`",
        "_mech": "kept on first use; `frameOf` gives it",
        "_inputs": "kept on first use; `frameOf` gives it",
        "to_dict": "in JavaScript a posture is that dict",
        "_rows": "stacks",
        "_again": "pickles",
        "as_posture": "stacks are refused",
        "stack_factors": "stacks",
        "positive_definite": "stacks; JavaScript asks `cholesky`",
        "_plain": "stacks",
    },
    "minimum": {
        "cholesky": "numpy has it; JavaScript's is in linalg.js",
        "solve_cholesky": "numpy has it; JavaScript's is in linalg.js",
    },
    "readings": {"_plain": "stacks", "_even": "kept with the model; JavaScript's is in usual.js"},
    "response": {"_moved": "a posture with its factors; JavaScript takes `burdenAt`", "_same": "nested"},
    "solver": {"_with_values": "arguments by name are Python's"},
    "state": {
        "views": "read from JSON; data.js holds them",
        "checked_layers": "`formatState` says it",
    },
}
FIELDS = "one of the fields that `postureAt` fills"
PYTHON_ALONE["posture"] |= dict.fromkeys(
    ("joints lean angles points landmarks paths length rest tension energy residual servo "
     "evaluated cable_lengths cable_tensions").split(), FIELDS,
)  # fmt: skip
NUMPY = "arithmetic that numpy has built in"
SLIDERS = "values of sliders, per cent: only a page has them"
JAVASCRIPT_ALONE = {
    "coordinate": {
        "armsOf": NUMPY,
        "plus": "`Jet.__add__`",
        "times": "`Jet.__mul__`",
        "within": "a turn of less than half a round; in Python a line",
        "linkAt": NUMPY,
        "rolled": "two lines of `landmark`",
    },
    "explain": {"clip": NUMPY},
    "linalg": dict.fromkeys(
        ("times cholesky lowerInto solveUpper reduced eigh tridiagonal rotation implicitQL rotate dot maxAbs "
         "matrix sizeOf rowOf solveLower solveCholesky").split(), NUMPY,
    ),
    "mechanics": {
        **dict.fromkeys("product sum addOuter addArms beyond turnedBy turnedPoint bendOf".split(), NUMPY),
        "jointEnergy": "one line of arrays in Python",
        "towardsFoot": "one line of complex numbers in Python",
        "loadForce": "one load of `load_forces`",
        "loadPoint": "one load of `load_moves`",
        "stretched": "part of `cable_law`",
        "rollOf": "a line of `inputs`",
        "restAt": "a line of `inputs`",
        "thighAt": "a line of `inputs`",
        "runsAt": "a line of `_run_lengths`",
        "springsAt": "a line of `evaluate`",
        "rolledPoint": "a line of `_spring_points`",
    },
    "mechanism": {
        **dict.fromkeys("radians complex unitVectors pointAt pointsAt".split(), NUMPY),
        "compileModel": "behind a cache, which in Python is a decorator",
        "material": "a row of M with its range of links",
        "pointOn": "nested in Python",
        "basesOf": "see `_tree`",
        "reachOf": "the range of links that move a cable: numpy multiplies zeros",
        "roomFor": "arrays that are used again at each step",
    },
    "model": {
        "numberInRange": "`checks.number`",
        "library": "`models` and `load`",
        "pullsOf": "kept for a model; in Python properties are",
    },
    "movement": {"isLaden": "a figure says so beside its loads"},
    "posture": {
        "posture": "`Posture(...)`",
        "postureFrom": "`Posture(...)`: there fields are worked out on first use",
        "burdenAt": "`Posture(...)`: what cables and joints carry",
        "postureAt": "`Posture(...)`: and all that needs no search",
        "product": NUMPY,
    },
    "readings": dict.fromkeys("degrees between mechOf linkOf ownAngles".split(), "fields of a Posture"),
    "response": {
        "presetStates": "nested in Python",
        "spreadSteps": "a page works on its bands in its idle time",
        "turningOf": "`mechanics.response`",
        "placeSlopes": "the exact half of `sensitivities`, which `explain` takes alone",
    },
    "minimum": {"Potential": "a class, as in Python", "combine": NUMPY},
    "slow": {"slowOf": "`table`"},
    "solver": {"restOf": "a posture of which nothing is worked out yet; Python's always is so"},
    "state": {
        **dict.fromkeys("controlsOf listControls valuesOf switched factorOf".split(), SLIDERS),
        "strip": "`str.strip`",
        "clampTo": "min and max",
        "openingOf": "`views`",
        "layersShown": "what a picture is asked to draw",
    },
    "valley": {
        **dict.fromkeys("solveSmall mixed added".split(), NUMPY),
        "pose": "a posture from what `valley` lists; Python has `Posture(...)`",
    },
    "words": {
        **dict.fromkeys("settingWords figureWords presetName sharesName".split(), "words beside a picture"),
    },
}  # fmt: skip


def snake(name):
    """`lengthJacobian` and `Potential` as Python writes functions."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def python_functions(module):
    """Functions of a module, methods of its classes, entries of its tables of functions."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            methods = [n.name for n in node.body if isinstance(n, ast.FunctionDef)]
            yield from (name for name in methods if not re.fullmatch("__.*|real|imag", name))
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            entries = zip(node.value.keys, node.value.values, strict=True)
            yield from (name.value for name, value in entries if isinstance(value, ast.Lambda))


FUNCTION = re.compile(r"^(?:export )?(?:(?:async )?function\*? |class )(\w+)", re.M)
ARROW = re.compile(r"^(?:export )?const (\w+) =\s*(?:\w+|\([^()]*(?:\([^()]*\)[^()]*)*\)) =>", re.M)
TABLE = re.compile(r"^(?:export )?const [A-Z]+ = {\n((?:  .*\n|\n)*)};", re.M)
ENTRY = re.compile(r"^  (\w+)(?:\(|: (?:\(|\w+ =>))", re.M)
CLASS = re.compile(r"^(?:export )?class \w+ {\n(.*?)^}", re.M | re.S)
METHOD = re.compile(r"^  (?!constructor|if|for|while|return)(\w+)\([^)]*\) {$", re.M)


def javascript_functions(module, tables=True):
    """Functions of a module, entries of its tables of functions (as written: they are data), and classes."""
    text = (ENGINE / f"{module}.js").read_text("utf-8")
    found = [*FUNCTION.finditer(text), *ARROW.finditer(text)]
    for block, entry in ((TABLE, ENTRY), (CLASS, METHOD)) if tables else ():
        for inside in block.finditer(text):
            found += entry.finditer(text, *inside.span(1))
    return [match[1] for match in sorted(found, key=lambda match: match.start())]


def key(name):
    """What two languages have in common of a name, private or not; `linksOf` is a property `links`."""
    return snake(name).strip("_")


def keys(names):
    found = {key(name): name for name in names}
    return found | {k.removesuffix("_of"): v for k, v in found.items() if k.removesuffix("_of") not in found}


ONLY_JAVASCRIPT = {"data", "linalg", "memo", "usual"}  # no formula stands in them that Python has not
TWINS = sorted({path.stem for path in ENGINE.glob("*.js")} - ONLY_JAVASCRIPT)


@pytest.mark.parametrize("module", TWINS)
def test_every_python_function_has_a_twin_of_its_name_or_a_reason(module):
    ours, theirs = list(python_functions(module)), keys(javascript_functions(module))
    without = {
        name for name in ours if key(name) not in theirs and key(name).removesuffix("_of") not in theirs
    }
    assert without == set(PYTHON_ALONE.get(module, {}))


@pytest.mark.parametrize("module", [*TWINS, "linalg"])
def test_every_javascript_function_of_the_engine_has_a_twin_of_its_name_or_a_reason(module):
    ours = keys(python_functions(module)) if module in TWINS else {}
    theirs = set(javascript_functions(module))
    without = {name for name in theirs if key(name) not in ours and key(name).removesuffix("_of") not in ours}
    assert without == set(JAVASCRIPT_ALONE.get(module, {}))


def test_every_module_of_the_engine_has_a_twin_file_or_a_reason():
    engine = set((PACKAGE / "js" / "engine").glob("*.js"))
    assert {path.stem for path in engine} - {path.stem for path in PACKAGE.glob("*.py")} == ONLY_JAVASCRIPT
    shown = "__init__ bundle cards colours drawing joiner js_engine lab options parcel pictures raster"
    alone = {path.stem for path in PACKAGE.glob("*.py")} - set(TWINS) - set(shown.split())
    assert alone == set(ALONE)


@pytest.mark.parametrize("module", TWINS)
def test_each_twin_names_the_other_at_its_top(module):
    head = (ENGINE / f"{module}.js").read_text("utf-8").split("\nimport")[0]
    assert f"postureviz/{module}.py" in head
    assert f"js/engine/{module}.js" in ast.get_docstring(
        ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))
    )


@pytest.mark.parametrize("module", TWINS)
def test_twins_stand_in_the_same_order(module):
    names = [key(name).removesuffix("_of") for name in javascript_functions(module, tables=False)]
    twins = [key(name).removesuffix("_of") for name in python_functions(module)]
    places = [names.index(name) for name in dict.fromkeys(twins) if name in names]
    assert places == sorted(places)


@pytest.mark.parametrize("module", sorted({*TWINS, "linalg"} - {"words"}))
def test_every_function_that_a_module_of_the_engine_exports_tells_its_types(module):
    text = (ENGINE / f"{module}.js").read_text("utf-8")
    exported = set(re.findall(r"^export (?:function\*? |const )(\w*[a-z]\w*)", text, re.M))
    told = re.findall(
        r"^/\*\*\n(?: \* .*\n)+? \* @returns {.+}.*\n \*/\nexport (?:function\*? |const )(\w+)", text, re.M
    )
    assert set(told) == exported


def test_kinds_of_readings_are_the_same_in_schema_checks_and_both_languages():
    schema = json.loads((PACKAGE / "library" / "model.schema.json").read_text("utf-8"))
    kinds = schema["properties"]["readings"]["items"]["properties"]["kind"]["enum"]
    browser = engine_of(
        "globalThis.PostureViz = { kinds: () => [Object.keys(KINDS), Object.keys(RULES)] };"
    ).run("kinds")
    assert [sorted(KINDS), sorted(RULES)] == [sorted(names) for names in browser]
    assert sorted(KINDS) == sorted(kinds) == sorted(NEEDS)
    assert set(RULES) < set(KINDS)
