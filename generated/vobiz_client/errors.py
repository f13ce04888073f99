# Generated from openapi.yaml by `make generate`. Not edited by hand: changes are lost.
from vobiz_runtime.errors import (
    APIConnectionError as APIConnectionError,
)
from vobiz_runtime.errors import (
    APIStatusError as APIStatusError,
)
from vobiz_runtime.errors import (
    APITimeoutError as APITimeoutError,
)
from vobiz_runtime.errors import (
    AuthenticationError as AuthenticationError,
)
from vobiz_runtime.errors import (
    BadRequestError as BadRequestError,
)
from vobiz_runtime.errors import (
    ConfigurationError as ConfigurationError,
)
from vobiz_runtime.errors import (
    ConflictError as ConflictError,
)
from vobiz_runtime.errors import (
    NotFoundError as NotFoundError,
)
from vobiz_runtime.errors import (
    PaymentRequiredError as PaymentRequiredError,
)
from vobiz_runtime.errors import (
    PermissionDeniedError as PermissionDeniedError,
)
from vobiz_runtime.errors import (
    RateLimitError as RateLimitError,
)
from vobiz_runtime.errors import (
    RedirectError as RedirectError,
)
from vobiz_runtime.errors import (
    ServerError as ServerError,
)
from vobiz_runtime.errors import (
    UnexpectedResponseError as UnexpectedResponseError,
)
from vobiz_runtime.errors import (
    UnprocessableEntityError as UnprocessableEntityError,
)
from vobiz_runtime.errors import (
    VobizError as VobizError,
)
