"""A file to send: as a part of a multipart body, or as the whole of a binary one."""

from typing import BinaryIO

from attrs import define


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
        """Return the whole content. A file is read from its start, so that a retry sends all of it again."""
        if isinstance(self.payload, bytes):
            return self.payload
        self.payload.seek(0)
        return self.payload.read()
