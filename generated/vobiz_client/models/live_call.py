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
class LiveCall(_model.Model[Any]):
    """LiveCall

    Attributes:
        api_id (str): Unique identifier for this API request
        call_status (str): Current state of the call (e.g. in-progress)
        call_uuid (str):
        caller_name (str):
        direction (str):
        from_ (str):
        request_uuid (str):
        session_start (str):
        stir_attestation (str):
        stir_verification (str):
        to (str):
    """

    api_id: str
    call_status: str
    call_uuid: str
    caller_name: str
    direction: str
    from_: str
    request_uuid: str
    session_start: str
    stir_attestation: str
    stir_verification: str
    to: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=_model.no_fields)

    _WIRE_NAMES: ClassVar[Mapping[str, str]] = {
        "from_": "from",
    }

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read the JSON object; raises `ValueError` that names the field where it is not what the document says."""
        data = _readers.members(src_dict)
        model = cls(
            api_id=_readers.required(data, "api_id", _readers.text),
            call_status=_readers.required(data, "call_status", _readers.text),
            call_uuid=_readers.required(data, "call_uuid", _readers.text),
            caller_name=_readers.required(data, "caller_name", _readers.text),
            direction=_readers.required(data, "direction", _readers.text),
            from_=_readers.required(data, "from", _readers.text),
            request_uuid=_readers.required(data, "request_uuid", _readers.text),
            session_start=_readers.required(data, "session_start", _readers.text),
            stir_attestation=_readers.required(data, "stir_attestation", _readers.text),
            stir_verification=_readers.required(data, "stir_verification", _readers.text),
            to=_readers.required(data, "to", _readers.text),
        )
        model.additional_properties = data
        return model
