# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""GET /api/v1/Account/{auth_id}/Call/{call_uuid}/"""

from ... import document as _document
from ...models.live_call import LiveCall
from ...runtime import operation as _operation

OPERATION: _operation.Operation[LiveCall] = _operation.Operation(
    name="get_live_call",
    method="GET",
    path="/api/v1/Account/{auth_id}/Call/{call_uuid}/",
    tags=("live_calls",),
    parameters=(
        _operation.Parameter("auth_id", "path", "auth_id", True, is_account=True),
        _operation.Parameter("call_uuid", "path", "call_uuid", True),
        _operation.Parameter("status", "query", "status", True),
    ),
    bodies=(),
    body_argument="body",
    body_required=False,
    body_fields=(),
    responses=(_operation.SuccessResponse(200, 200, "json", LiveCall.from_dict),),
    security=_document.SECURITY.get("GET /api/v1/Account/{auth_id}/Call/{call_uuid}/", _document.DEFAULT_SECURITY),
    accept=_document.ACCEPT.get("GET /api/v1/Account/{auth_id}/Call/{call_uuid}/", _document.DEFAULT_ACCEPT),
    server=_document.OPERATION_SERVERS.get("GET /api/v1/Account/{auth_id}/Call/{call_uuid}/", ""),
    styles=_document.STYLES.get("GET /api/v1/Account/{auth_id}/Call/{call_uuid}/", {}),
    part_types=_document.PART_TYPES.get("GET /api/v1/Account/{auth_id}/Call/{call_uuid}/", {}),
)
