# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime import model as _model
from ..runtime import readers as _readers

if TYPE_CHECKING:
    pass


@_attrs_define
class ErrorDetailDetails(_model.Model[Any]):
    """ErrorDetailDetails"""

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=_model.no_fields)

    _WIRE_NAMES: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read the JSON object; raises `ValueError` that names the field where it is not what the document says."""
        data = _readers.members(src_dict)
        model = cls()
        model.additional_properties = data
        return model
