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
    from ..models.error_detail import ErrorDetail


@_attrs_define
class ErrorBody(_model.Model[Any]):
    """An error response. The vendor writes `error` as an object or as a text.

    Attributes:
        error (ErrorDetail | str):
        status (str | Unset):
        timestamp (str | Unset):
        request_id (str | Unset):
    """

    error: ErrorDetail | str
    status: str | Unset = UNSET
    timestamp: str | Unset = UNSET
    request_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=_model.no_fields)

    _WIRE_NAMES: ClassVar[Mapping[str, str]] = {
        "request_id": "requestId",
    }

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read the JSON object; raises `ValueError` that names the field where it is not what the document says."""
        from ..models.error_detail import ErrorDetail  # noqa: PLC0415

        data = _readers.members(src_dict)
        model = cls(
            error=_readers.required(
                data,
                "error",
                _readers.one_of(
                    _readers.text,
                    ErrorDetail.from_dict,
                ),
            ),
            status=_readers.optional(data, "status", _readers.text),
            timestamp=_readers.optional(data, "timestamp", _readers.text),
            request_id=_readers.optional(data, "requestId", _readers.text),
        )
        model.additional_properties = data
        return model
