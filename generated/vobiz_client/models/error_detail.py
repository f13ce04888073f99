# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..runtime import model as _model
from ..runtime import readers as _readers
from ..runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ..models.error_detail_details import ErrorDetailDetails


@_attrs_define
class ErrorDetail(_model.Model[Any]):
    """What went wrong, with a code in upper case.

    Attributes:
        code (str | Unset):
        message (str | Unset):
        details (ErrorDetailDetails | Unset):
    """

    code: str | Unset = UNSET
    message: str | Unset = UNSET
    details: ErrorDetailDetails | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=_model.no_fields)

    _WIRE_NAMES: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read the JSON object; raises `ValueError` that names the field where it is not what the document says."""
        from ..models.error_detail_details import ErrorDetailDetails  # noqa: PLC0415

        data = _readers.members(src_dict)
        model = cls(
            code=_readers.optional(data, "code", _readers.text),
            message=_readers.optional(data, "message", _readers.text),
            details=_readers.optional(data, "details", ErrorDetailDetails.from_dict),
        )
        model.additional_properties = data
        return model
