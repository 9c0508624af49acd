"""Tests: flat, one file per module, conversations in test_flow_*.py."""
