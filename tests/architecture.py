"""Reads a package's source as syntax trees and says where it breaks the rules of the house."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

FLOORS = {
    "errors": 0, "wording": 0, "exact": 0, "compact": 0,
    "tables": 1, "program": 1,
    "rules": 2,
    "plans": 3,
    "analysis": 4,
    "reports": 5,
    "cli": 6, "__main__": 6, "": 6,
}  # fmt: skip
"""The floor of each name at the top of the package; "" is the package itself."""

STRANGERS = {"tables", "program"}
"""Neighbours on one floor that must not know each other."""

MODULE_LINES = 350
FUNCTION_LINES = 45


@dataclass(frozen=True)
class Import:
    """One import: by whom, of what, at which line, and whether for type checkers only."""

    module: str
    target: str
    line: int
    typing_only: bool


@dataclass(frozen=True)
class Module:
    """A source file and its dotted name."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The source as a syntax tree."""
        return ast.parse(self.text)

    @property
    def part(self) -> str:
        """The name at the top of the package that the module belongs to."""
        return part_of(self.name)


def part_of(name: str) -> str:
    """Give the part of a dotted name that has a floor: ``ikmpool.tables.pool`` is in ``tables``."""
    return [*name.split("."), ""][1]


def read_package(root: Path) -> dict[str, Module]:
    """Read the modules of the package in a folder, by dotted name."""
    modules = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = Module(name, path)
    return modules


def find_imports(module: Module, names: set[str]) -> list[Import]:
    """List what a module imports, wherever it does so; `names` are the package's own modules."""
    typing_only = {
        id(inner)
        for branch in ast.walk(module.tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test).endswith("TYPE_CHECKING")
        for statement in branch.body
        for inner in ast.walk(statement)
    }
    return [
        Import(module.name, target, node.lineno, id(node) in typing_only)
        for node in ast.walk(module.tree)
        for target in _targets(node, module, names)
    ]


def _targets(node: ast.AST, module: Module, names: set[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    source = _absolute(node, module)
    inner = [f"{source}.{alias.name}" for alias in node.names]
    return sorted({name if name in names else source for name in inner})


def _absolute(node: ast.ImportFrom, module: Module) -> str:
    if not node.level:
        return node.module or ""
    is_package = module.path.name == "__init__.py"
    parents = module.name.split(".")
    base = parents[: len(parents) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def find_upward_imports(root: Path) -> list[str]:
    """Name each import of a higher floor, or between neighbours that must not know each other."""
    return [
        f"{step.module} line {step.line} imports {step.target}: {fault}"
        for step in _inner_imports(root)
        if (fault := _fault(part_of(step.module), part_of(step.target)))
    ]


def _inner_imports(root: Path) -> list[Import]:
    modules = read_package(root)
    return [
        step
        for module in modules.values()
        for step in find_imports(module, set(modules))
        if step.target.split(".")[0] == root.name
    ]


def _fault(source: str, target: str) -> str | None:
    if source not in FLOORS or target not in FLOORS:
        return None  # named by find_homeless_modules
    if FLOORS[target] > FLOORS[source]:
        return f"floor {FLOORS[source]} must not know floor {FLOORS[target]}."
    if {source, target} == STRANGERS:
        return "tables and program must not know each other."
    return None


def find_homeless_modules(root: Path) -> list[str]:
    """Name each module whose part of the package has no floor."""
    return [
        f"{module.name} has no floor: give {module.part!r} one in tests/architecture.py."
        for module in read_package(root).values()
        if module.part not in FLOORS
    ]


def find_import_circles(root: Path) -> list[str]:
    """Name a circle among the modules, if there is one; imports for type checkers do not count."""
    modules = read_package(root)
    graph: dict[str, set[str]] = {name: set() for name in modules}
    for step in _inner_imports(root):
        if not step.typing_only:
            graph[step.module].add(step.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [f"import circle: {' -> '.join(reversed(error.args[1]))}."]
    return []


def find_imports_elsewhere(root: Path, library: str, home: str) -> list[str]:
    """Name each import of a library outside the one module that may import it."""
    modules = read_package(root)
    return [
        f"{step.module} line {step.line} imports {library}: only {home} may."
        for module in modules.values()
        if module.name != home
        for step in find_imports(module, set(modules))
        if step.target.split(".")[0] == library
    ]


def find_work_in_root(root: Path) -> list[str]:
    """Name each statement of the package's ``__init__.py`` that does more than publish names.

    Names may be published when they are first asked for, so that the import stays light.
    """
    return [
        f"{root.name}/__init__.py line {node.lineno} does more than publish names: "
        f"{ast.unparse(node).splitlines()[0]}"
        for position, node in enumerate(Module(root.name, root / "__init__.py").tree.body)
        if not _publishes(node, position)
    ]


def _publishes(node: ast.stmt, position: int) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__version__" | "_ANALYSES")]):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.FunctionDef(name="__getattr__"):
            return True
        case ast.Expr(value=ast.Constant(value=str())):
            return position == 0
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="addHandler"), args=[handler])):
            return ast.unparse(handler).endswith("NullHandler()")
    return False


def find_long_modules(root: Path) -> list[str]:
    """Name each module of more than `MODULE_LINES` lines."""
    return [
        f"{module.name} has {lines} lines: at most {MODULE_LINES}."
        for module in read_package(root).values()
        if (lines := len(module.text.splitlines())) > MODULE_LINES
    ]


def find_long_functions(root: Path) -> list[str]:
    """Name each function of more than `FUNCTION_LINES` lines, docstring not counted."""
    return [
        f"{module.name}.{node.name} has {lines} lines: at most {FUNCTION_LINES}."
        for module in read_package(root).values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := _length(node) - _docstring_length(node)) > FUNCTION_LINES
    ]


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _docstring_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return 0 if ast.get_docstring(node) is None else _length(node.body[0])


def find_leftovers(root: Path) -> list[str]:
    """Name each print and each note of work left undone."""
    prints = [
        f"{module.name} line {node.lineno} prints."
        for module in read_package(root).values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    notes = [
        f"{module.name} line {number} leaves work undone: {line.strip()}"
        for module in read_package(root).values()
        for number, line in enumerate(module.text.splitlines(), start=1)
        if re.search(r"\b(TODO|FIXME)\b", line)
    ]
    return prints + notes
