"""The sentences that errors of the source can say, found in the source: each `{}` is a value."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from ingest.settings import PROJECT

SLOT = "{}"
# What is put into a sentence may be words, or a value such as a path or a version.
_WORDS = re.compile(r"^[a-z]+$| ")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def error_sentences(*packages: str) -> dict[str, str]:
    """Return the problems and remedies that errors are made with, and where one of each is.

    What is put into a sentence is followed to where it is written: to the constants and variables
    of its function and module, and to what functions are called with.
    """
    paths = [path for package in packages for path in (PROJECT / package).rglob("*.py")]
    modules = [_Module(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]
    return _Source(modules).sentences()


@dataclass(frozen=True, eq=False)
class _Module:
    path: Path
    tree: ast.Module


@dataclass(frozen=True, eq=False)
class _Scope:
    """Where an expression stands: its module, and the function around it."""

    module: _Module
    function: _Function | None


class _Source:
    def __init__(self, modules: list[_Module]) -> None:
        self._calls = [
            (call, scope)
            for module in modules
            for call, scope in _calls_in(module.tree, _Scope(module, None))
        ]
        self._errors = _error_classes(modules)

    def sentences(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for call, scope in self._calls:
            if _name_of(call.func) in self._errors:
                for given in (*call.args, *(keyword.value for keyword in call.keywords)):
                    for text in self._texts(given, scope, frozenset()):
                        # A file in an archive has a name of two parts.
                        sentence = re.sub(r"\{\} in \{\}|(?:\{\})+", SLOT, text)
                        if re.search("[a-z]", sentence):
                            where = scope.module.path.relative_to(PROJECT)
                            found[sentence] = f"{where}:{call.lineno}"
        return found

    def _texts(self, node: ast.expr, scope: _Scope, seen: frozenset[object]) -> set[str]:
        """All that an expression can be, as far as it is written in the source."""
        match node:
            case ast.Constant(value=str() as text):
                return {text}
            case ast.FormattedValue(value=inner, conversion=-1):
                texts = self._texts(inner, scope, seen)
                return {text if _WORDS.search(text) else SLOT for text in texts}
            case ast.JoinedStr(values=parts):
                pieces = [self._texts(part, scope, seen) for part in parts]
                return {"".join(one) for one in product(*pieces)}
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                pieces = [self._texts(part, scope, seen) for part in (left, right)]
                return {"".join(one) for one in product(*pieces)}
            case ast.IfExp(body=one, orelse=other):
                return self._texts(one, scope, seen) | self._texts(other, scope, seen)
            case ast.Name(id=name) if (scope.function, name) not in seen:
                values = list(self._values(name, scope))
                seen |= {(scope.function, name)}
                return {t for v, where in values for t in self._texts(v, where, seen)} or {SLOT}
        return {SLOT}

    def _values(self, name: str, scope: _Scope) -> Iterator[tuple[ast.expr, _Scope]]:
        """What a name stands for: what it is set to or, where it is a parameter, called with."""
        function = scope.function
        if function is not None:
            assigned = list(_assigned(name, function))
            yield from ((value, scope) for value in assigned)
            parameters = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
            if name in parameters:
                yield from self._given(function.name, name, parameters.index(name), scope)
                return
            if assigned:
                return
        at_top = _Scope(scope.module, None)
        for statement in scope.module.tree.body:
            if isinstance(statement, ast.Assign):
                yield from ((value, at_top) for value in _assigned(name, statement))

    def _given(
        self, function: str, name: str, place: int, scope: _Scope
    ) -> Iterator[tuple[ast.expr, _Scope]]:
        for call, caller in self._calls:
            own = caller.module is scope.module or not function.startswith("_")
            if own and _name_of(call.func) == function:
                named = [one.value for one in call.keywords if one.arg == name]
                yield from ((value, caller) for value in [*call.args[place : place + 1], *named])


def _calls_in(node: ast.AST, scope: _Scope) -> Iterator[tuple[ast.Call, _Scope]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, scope
        inner = _Scope(scope.module, child) if isinstance(child, _Function) else scope
        yield from _calls_in(child, inner)


def _assigned(name: str, inside: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(inside):
        if isinstance(node, ast.Assign):
            targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if name in targets:
                yield node.value


def _error_classes(modules: list[_Module]) -> set[str]:
    """The names of the classes that hang on the root of all errors."""
    nodes = [node for module in modules for node in ast.walk(module.tree)]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    found = {"WenyuanError"}
    while more := {
        one.name for one in classes if found.intersection(map(_name_of, one.bases))
    }.difference(found):
        found |= more
    return found


def _name_of(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
