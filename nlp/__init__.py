"""Text in, values out: no clock, no net, no database."""
