"""Where the files of a project stand."""

from pathlib import Path

from attrs import frozen

from vendor_spec.errors import SpecError


@frozen
class Place:
    """A file or folder of every project, by its path below the root; read from a project, it is the whole path."""

    path: str

    def __get__(self, project: "Project", _: type) -> Path:
        return project.root / self.path


@frozen
class Project:
    """The files of a project, all below `root`."""

    root: Path

    pyproject = Place("pyproject.toml")
    document = Place("openapi.yaml")
    overlay = Place("openapi.overlay.yaml")
    provenance = Place("openapi.provenance.yaml")
    claims = Place("openapi.claims.yaml")
    build = Place("build")
    page_cache = Place("build/pages")
    corrected = Place("build/openapi.yaml")
    generated_from = Place("build/generated-from")
    """What the client on disk was generated from, on this machine; not committed."""
    generator_config = Place("generator-config.yml")
    templates = Place("generator-templates")
    client = Place("generated/vobiz_client")
    api_reference = Place("generated/API.md")
    reports = Place("reports")
    contract_tests = Place("contract_tests")
    schemathesis_config = Place("contract_tests/schemathesis.toml")
    live_policy = Place("contract_tests/live_policy.yaml")
    known_drift = Place("contract_tests/known_drift.yaml")


def current_project() -> Project:
    """Return the project in the current folder. Raises SpecError when the folder is gone."""
    try:
        return Project(Path.cwd())
    except FileNotFoundError:
        raise SpecError("the current folder is gone; change into the project's") from None


OWN = Project(Path(__file__).parents[1])  # the project that the code which runs is part of
