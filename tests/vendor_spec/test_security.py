"""How the credential of each kind of security scheme travels, and what opens an operation."""

from typing import Any

import pytest

from vendor_spec.openapi.document import Operation
from vendor_spec.openapi.security import Carrier, carrier_of, security_requirements, security_schemes

AUTHORIZATION = ("header", "Authorization")


@pytest.mark.parametrize(
    ("scheme", "carrier"),
    [
        ({"type": "apiKey", "in": "query", "name": "key"}, Carrier("key", "query", "key")),
        ({"type": "http", "scheme": "Bearer"}, Carrier("bearer", *AUTHORIZATION)),
        ({"type": "http", "scheme": "basic"}, Carrier("basic", *AUTHORIZATION)),
        ({"type": "oauth2", "flows": {}}, Carrier("bearer", *AUTHORIZATION)),
        ({"type": "openIdConnect"}, Carrier("bearer", *AUTHORIZATION)),
        ({"type": "http", "scheme": "digest"}, Carrier(None, *AUTHORIZATION)),
        ({"type": "mutualTLS"}, Carrier(None)),
    ],
)
def test_each_kind_of_scheme_has_its_carrier(scheme: dict[str, Any], carrier: Carrier) -> None:
    content = {"components": {"securitySchemes": {"One": {"$ref": "#/x"}}}, "x": scheme}
    assert carrier_of(security_schemes(content)["One"]) == carrier


def test_an_operations_own_requirements_replace_those_of_the_document() -> None:
    content = {"security": [{"Key": []}]}
    for definition, expected in [
        ({}, [{"Key": []}]),
        ({"security": [{"Token": ["read"]}, {}]}, [{"Token": ["read"]}, {}]),
        ({"security": []}, []),
    ]:
        assert security_requirements(content, Operation("get", "/calls", definition)) == expected
