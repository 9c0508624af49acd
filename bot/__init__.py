"""What can happen: acts, rows, texts, messengers."""
