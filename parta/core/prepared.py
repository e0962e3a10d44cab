"""Queries whose SQL the ORM makes once a process, not at each request.

    @prepared(course=BigIntegerField(), on=DateField())
    def _teachers(course, on):
        return CourseTeacher.objects.filter(valid_on(on), course=course).values_list("staff_id", "starts_on")

    rows = _teachers(course=12, on=today)

The function is an ordinary queryset; what it gets are `Param`s that stand where the values will be, so it may hand them
to lookups and expressions but not compute with them. For a big query the ORM's own work is several times the
database's (docs/performance.md). A value may be a collection, used with `__in`; its length is part of what is kept.
What isn't named as a field is passed as it is and kept apart, so it should take few values. None is no value: `= None`
finds nothing.
"""

import copy
from collections.abc import Callable, Collection
from functools import lru_cache, wraps
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, QuerySet

MOST_SHAPES = 128  # of one function


class Param(Expression):
    """The place of a value in a query: compiled, it is among the parameters itself."""

    def __init__(self, name: str, field: "Field[Any, Any]", index: int | None = None):
        super().__init__(output_field=field)
        self.name, self.index = name, index

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def value(self, given: dict[str, Any], connection: Any) -> Any:
        found = given[self.name]
        return self.field.get_db_prep_value(found if self.index is None else found[self.index], connection)


class _Made:
    """A compiled query."""

    def __init__(self, queryset: "QuerySet[Any, Any]"):
        self.queryset = queryset
        self.iterable: Any = queryset._iterable_class
        self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, self.params = "", ()

    def rows(self, given: dict[str, Any]) -> list[Any]:
        if not self.sql:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        compiler = copy.copy(self.compiler)
        compiler.connection = connection  # the thread's own
        params = tuple(one.value(given, connection) if isinstance(one, Param) else one for one in self.params)
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        bound: Any = _Bound(self.queryset, compiler)
        return list(self.iterable(bound))


class _Bound:
    """What Django's iterables ask of a queryset: this one has its compiler already."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, queryset: Any, compiler: Any):
        self.model, self._fields, self.query = queryset.model, queryset._fields, _Query(queryset.query, compiler)


class _Query:
    def __init__(self, query: Any, compiler: Any):
        self.query, self.compiler = query, compiler

    def get_compiler(self, using: Any = None) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.query, name)


def prepared(**fields: "Field[Any, Any]") -> Callable[[Callable[..., Any]], Callable[..., list[Any]]]:
    """Declare a function that builds a queryset of `fields`; calling it gives the rows. Arguments by name only."""

    def declare(build: Callable[..., Any]) -> Callable[..., list[Any]]:
        @lru_cache(maxsize=MOST_SHAPES)
        def made(vendor: str, sizes: tuple[tuple[str, int], ...], others: tuple[tuple[str, Any], ...]) -> _Made:
            many = {name: [Param(name, fields[name], index) for index in range(size)] for name, size in sizes}
            one = {name: Param(name, field) for name, field in fields.items() if name not in many}
            return _Made(build(**one, **many, **dict(others)))

        @wraps(build)
        def rows(**given: Any) -> list[Any]:
            values = {name: list(value) if _many(value) else value for name, value in given.items() if name in fields}
            sizes = tuple((name, len(value)) for name, value in values.items() if isinstance(value, list))
            others = tuple((name, value) for name, value in given.items() if name not in fields)
            return made(connections[DEFAULT_DB_ALIAS].vendor, sizes, others).rows(values)

        return rows

    return declare


def _many(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)
