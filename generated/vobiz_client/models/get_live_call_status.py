# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
from typing import Literal, TypeAlias

GetLiveCallStatus: TypeAlias = Literal["live", "queued"]

GetLiveCallStatusValue: TypeAlias = GetLiveCallStatus | str
