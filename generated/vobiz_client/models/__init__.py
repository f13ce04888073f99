# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""The records and enumerations of the document, each imported when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .error_body import ErrorBody as ErrorBody
    from .error_detail import ErrorDetail as ErrorDetail
    from .error_detail_details import ErrorDetailDetails as ErrorDetailDetails
    from .get_live_call_status import GetLiveCallStatus as GetLiveCallStatus
    from .live_call import LiveCall as LiveCall

_MODULES: dict[str, str] = {
    "ErrorBody": ".error_body",
    "ErrorDetail": ".error_detail",
    "ErrorDetailDetails": ".error_detail_details",
    "GetLiveCallStatus": ".get_live_call_status",
    "LiveCall": ".live_call",
}

__all__: tuple[str, ...] = (
    "ErrorBody",
    "ErrorDetail",
    "ErrorDetailDetails",
    "GetLiveCallStatus",
    "LiveCall",
)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
