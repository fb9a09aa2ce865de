"""What several tests need: real repositories, scenarios, sample files."""
