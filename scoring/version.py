"""The engine's version, as every ledger names it."""

VERSION = "0.1.0"
ENGINE = f"gongkai {VERSION}"
