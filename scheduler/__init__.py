"""When things happen: one clock that ticks, and the acts it calls."""
