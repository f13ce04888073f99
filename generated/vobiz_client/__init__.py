# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
"""A client library for accessing Vobiz API"""

from typing import TYPE_CHECKING, Any

from .client import AsyncVobiz as AsyncVobiz
from .client import Vobiz as Vobiz
from .errors import APIConnectionError as APIConnectionError
from .errors import APIStatusError as APIStatusError
from .errors import APITimeoutError as APITimeoutError
from .errors import AuthenticationError as AuthenticationError
from .errors import BadRequestError as BadRequestError
from .errors import ConfigurationError as ConfigurationError
from .errors import ConflictError as ConflictError
from .errors import NotFoundError as NotFoundError
from .errors import PaginationError as PaginationError
from .errors import PaymentRequiredError as PaymentRequiredError
from .errors import PermissionDeniedError as PermissionDeniedError
from .errors import RateLimitError as RateLimitError
from .errors import RedirectError as RedirectError
from .errors import ServerError as ServerError
from .errors import UnexpectedResponseError as UnexpectedResponseError
from .errors import UnprocessableEntityError as UnprocessableEntityError
from .errors import VobizError as VobizError
from .runtime.downloads import Download as Download
from .runtime.polling import WatchTimeoutError as WatchTimeoutError
from .runtime.polling import awatch as awatch
from .runtime.polling import watch as watch
from .runtime.responses import RawResponse as RawResponse
from .runtime.unset import UNSET as UNSET
from .runtime.unset import Unset as Unset
from .runtime.version import VERSION as __version__

if TYPE_CHECKING:
    from . import models as models
    from .types import File as File


def __getattr__(name: str) -> Any:
    # Both load attrs, which takes as long as the rest of the client: only for those who ask.
    if name == "models":
        from importlib import import_module

        return import_module(".models", __name__)
    if name == "File":
        from .types import File

        return File
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), "File", "models"]
