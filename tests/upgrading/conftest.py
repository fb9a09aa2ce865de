"""Upgrades as any maintainer makes them, whatever git is told on this machine."""

import os

import pytest


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git know the settings of the repository alone."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
