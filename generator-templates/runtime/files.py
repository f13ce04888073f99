"""A file to send: as a part of a multipart body, or as the whole of a binary one."""

from typing import BinaryIO

from attrs import define

from .errors import ConfigurationError


@define
class File:
    """Content to upload.

    `payload` is bytes or a file opened for reading in binary mode; `file_name` and `mime_type` are sent with it in a
    multipart body when given.
    """

    payload: bytes | BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def content(self) -> bytes:
        """Return the whole content. A file is read from its start, so that a retry sends all of it again.

        Raises `ConfigurationError` when there are no bytes to read.
        """
        if isinstance(self.payload, bytes):
            return self.payload
        content: object = None
        try:
            self.payload.seek(0)
            content = self.payload.read()
        except (AttributeError, OSError, ValueError):
            pass
        if not isinstance(content, bytes):
            raise ConfigurationError("the payload of a File must be bytes, or an open file in binary mode")
        return content
