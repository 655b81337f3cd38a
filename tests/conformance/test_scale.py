"""The small version of ``benchmarks/scale.py``: the same run and the same checks over few cases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCALE = Path(__file__).parents[2] / "benchmarks" / "scale.py"


@pytest.mark.conformance
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of processes is read from /proc")
def test_killed_three_times_every_case_has_one_whole_document_of_each_kind(tmp_path: Path) -> None:
    """Planted faults alone in fel.xlsx; documents made again from what is stored are the same."""
    table = tmp_path / "scale.md"
    options = ["--cases", "9", "--baseline", "4", "--kills", "3", "--jobs", "1", "--out", str(table)]
    done = subprocess.run([sys.executable, str(SCALE), *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| 9 | 16 | 1 | 3 |" in table.read_text("utf-8")
