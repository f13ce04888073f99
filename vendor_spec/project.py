"""Where the files of a project stand."""

from pathlib import Path

from attrs import frozen


@frozen
class Project:
    """The files that this room reads and writes, all below `root`."""

    root: Path

    @classmethod
    def here(cls) -> "Project":
        """The project in the current folder."""
        return cls(Path.cwd())

    @property
    def document(self) -> Path:
        return self.root / "openapi.yaml"

    @property
    def overlay(self) -> Path:
        return self.root / "openapi.overlay.yaml"

    @property
    def provenance(self) -> Path:
        return self.root / "openapi.provenance.yaml"

    @property
    def claims(self) -> Path:
        return self.root / "openapi.claims.yaml"

    @property
    def page_cache(self) -> Path:
        return self.root / "build" / "pages"

    @property
    def corrected(self) -> Path:
        return self.root / "build" / "openapi.yaml"

    @property
    def generated_from(self) -> Path:
        """What the client on disk was generated from, on this machine; not committed."""
        return self.root / "build" / "generated-from"

    @property
    def generator_config(self) -> Path:
        return self.root / "generator-config.yml"

    @property
    def templates(self) -> Path:
        return self.root / "generator-templates"

    @property
    def client(self) -> Path:
        return self.root / "generated" / "vobiz_client"
