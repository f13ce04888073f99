"""Where the files of a project stand."""

from pathlib import Path

from attrs import frozen


@frozen
class Project:
    """The files of a project, all below `root`."""

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

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def contract_tests(self) -> Path:
        return self.root / "contract_tests"

    @property
    def schemathesis_config(self) -> Path:
        return self.contract_tests / "schemathesis.toml"

    @property
    def live_policy(self) -> Path:
        return self.contract_tests / "live_policy.yaml"

    @property
    def known_drift(self) -> Path:
        return self.contract_tests / "known_drift.yaml"

    @property
    def mock_limits(self) -> Path:
        return self.contract_tests / "mock_limits.yaml"


OWN = Project(Path(__file__).parents[1])  # the project that the code which runs is part of
