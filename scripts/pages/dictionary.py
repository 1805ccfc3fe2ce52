"""Says in words what the JSON Schema asks of a field; for the page of maintainers."""

from typing import Any, Final

from markupsafe import Markup, escape

TYPES: Final = {
    "integer": "whole number", "number": "number", "boolean": "true or false", "string": "text",
}  # fmt: skip
LIMITS: Final = ("pattern", "minLength", "maxLength", "minimum", "maximum", "minItems")


def meaning(node: dict[str, Any]) -> str:
    """The description of a field, or that of what may stand in it."""
    first = node["anyOf"][0] if "anyOf" in node else node
    return str(node.get("description") or first.get("description", ""))


def allowed(node: dict[str, Any]) -> Markup:
    """The type of a field with its limits, and a link where it is a record."""
    limits = "".join(f"; {name} {_code(node[name])}" for name in LIMITS if name in node)
    return Markup(_type(node) + limits)


def _type(node: dict[str, Any]) -> str:
    if "anyOf" in node:
        return allowed(node["anyOf"][0])
    if "$ref" in node:
        name = node["$ref"].split("/")[-1]
        return f'<a href="#{name.lower()}">{name}</a>'
    if "enum" in node:
        return "one of " + ", ".join(_code(value) for value in node["enum"])
    if node["type"] == "array":
        return f"a list of: {allowed(node['items'])}"
    if node["type"] == "object":
        return f"ids, each with: {allowed(node['additionalProperties'])}"
    return TYPES[node["type"]]


def _code(value: object) -> str:
    return f"<code>{escape(value)}</code>"
