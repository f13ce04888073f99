"""The fields of a success that repeat what the query asks for, such as the page or the period."""

from typing import Any

from fake_vendor.spec.behaviour import Behaviour
from fake_vendor.spec.parameters import read_as
from fake_vendor.spec.request import Request
from fake_vendor.spec.success import Content
from fake_vendor.spec.values.pointers import replace
from fake_vendor.spec.values.text_forms import snake


def repeat_query(body: Any, content: Content, behaviour: Behaviour, request: Request) -> Any:
    """Return the body of a GET with what was asked for, or the document's default, in the fields of that name.

    They are those of the body itself and of the objects in it. What the document does not allow there stays.
    """
    if behaviour.operation.method != "get" or not isinstance(body, dict):
        return body
    schemas = behaviour.success.schemas
    query = {snake(each.name): each for each in behaviour.parameters if each.location == "query"}
    inner = [((key,), value) for key, value in body.items() if isinstance(value, dict)]
    for parts, holder in [((), body), *inner]:
        for name, old in holder.items():
            parameter = query.get(snake(name))
            if parameter is None or isinstance(old, dict | list):
                continue
            text = parameter.text(request, {})
            default = schemas.find_keyword(parameter.schema, "default")
            asked = default if text is None else read_as(parameter.schema, text, schemas)
            changed = replace(body, (*parts, name), asked)
            body = changed if asked is not None and schemas.allows(content.schema, changed) else body
    return body
