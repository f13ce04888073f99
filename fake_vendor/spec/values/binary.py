"""The shortest bytes that are what a media type says: a picture of one dot, a sound of nothing, an empty archive."""

from base64 import b64decode

_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_GIF = "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="
_JPEG = (
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)
_WAV = b"RIFF\x2c\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00"
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
SAMPLES = {
    "image/png": b64decode(_PNG),
    "image/gif": b64decode(_GIF),
    "image/jpeg": b64decode(_JPEG),
    "audio/wav": _WAV + b"data\x08\x00\x00\x00" + bytes(8),
    "audio/mpeg": b"\xff\xfb\x90\x64" + bytes(413),
    "audio/ogg": b"OggS\x00\x02" + bytes(21),
    "application/pdf": _PDF,
    "application/zip": b"PK\x05\x06" + bytes(18),
    "application/gzip": b64decode("H4sIAAAAAAAAAwMAAAAAAAAAAAA="),
}
ALIASES = {"audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/mp3": "audio/mpeg", "image/jpg": "image/jpeg"}


def sample_bytes(media_type: str) -> bytes | None:
    """Return a body of a media type; None for one of which nothing is known here."""
    bare = media_type.partition(";")[0].strip().lower()
    return SAMPLES.get(ALIASES.get(bare, bare))
