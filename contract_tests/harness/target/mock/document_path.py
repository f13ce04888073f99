"""Prism knows the paths of the document only, also where requests to the API have another one (`x-request-path`)."""

import re
from urllib.parse import urlsplit, urlunsplit

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.paths import PARAMETER


def with_document_path(operation: Operation, url: str) -> str:
    """Return the URL at which the mock has an operation, for one that has its path in requests."""
    if operation.request_path == operation.path:
        return url
    parts = urlsplit(url)
    pattern = "([^/]*)".join(map(re.escape, PARAMETER.split(operation.request_path)[::2]))
    match = re.fullmatch(pattern, parts.path)
    if match is None:
        return url
    values = dict(zip(PARAMETER.findall(operation.request_path), match.groups(), strict=True))
    return urlunsplit(parts._replace(path=PARAMETER.sub(lambda name: values[name[1]], operation.path)))
