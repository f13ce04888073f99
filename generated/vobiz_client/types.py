# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
from .runtime.files import File
from .runtime.unset import UNSET, Unset

__all__ = ["UNSET", "File", "Unset"]
