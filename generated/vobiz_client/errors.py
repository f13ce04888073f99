# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
from .runtime.errors import (
    APIConnectionError as APIConnectionError,
)
from .runtime.errors import (
    APIStatusError as APIStatusError,
)
from .runtime.errors import (
    APITimeoutError as APITimeoutError,
)
from .runtime.errors import (
    AuthenticationError as AuthenticationError,
)
from .runtime.errors import (
    BadRequestError as BadRequestError,
)
from .runtime.errors import (
    ConfigurationError as ConfigurationError,
)
from .runtime.errors import (
    ConflictError as ConflictError,
)
from .runtime.errors import (
    NotFoundError as NotFoundError,
)
from .runtime.errors import (
    PaginationError as PaginationError,
)
from .runtime.errors import (
    PaymentRequiredError as PaymentRequiredError,
)
from .runtime.errors import (
    PermissionDeniedError as PermissionDeniedError,
)
from .runtime.errors import (
    RateLimitError as RateLimitError,
)
from .runtime.errors import (
    RedirectError as RedirectError,
)
from .runtime.errors import (
    ServerError as ServerError,
)
from .runtime.errors import (
    UnexpectedResponseError as UnexpectedResponseError,
)
from .runtime.errors import (
    UnprocessableEntityError as UnprocessableEntityError,
)
from .runtime.errors import (
    VobizError as VobizError,
)
