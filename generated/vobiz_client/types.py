# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
from vobiz_runtime.files import File
from vobiz_runtime.unset import UNSET, Unset

__all__ = ["UNSET", "File", "Unset"]
