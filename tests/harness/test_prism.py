"""What Prism prints is kept, and never more of it than a limit."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from contract_tests.harness.target.mock import process as prism
from contract_tests.harness.target.mock.process import Output


def test_the_log_never_outgrows_its_limit_and_keeps_the_last_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prism, "LOG_LIMIT", 20_000)
    path = tmp_path / "mock.log"
    output = Output(path.open("a"))
    output.follow(io.StringIO("".join(f"line {number}\n" for number in range(30_000)) + "x" * 50_000 + "\nlast\n"))
    assert path.stat().st_size < 20_000 + prism.LINE_LIMIT * 100
    assert path.read_text().endswith("last\n")
    assert output.last_lines().endswith("last")
    assert len(output.lines) == 100
    assert output.is_started_or_ended.is_set()


def test_the_reason_is_prisms_own_sentence_without_its_usage_text(tmp_path: Path) -> None:
    output = Output((tmp_path / "mock.log").open("a"))
    text = "[1:00:00 PM] > [CLI] x  fatal     Bad document\n"
    output.follow(io.StringIO(text + "prism mock <document>\n\nOptions:\n  --version\n"))
    assert output.reason() == "Bad document"
