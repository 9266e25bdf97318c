"""The engine, entered by its doors: messages in, traces out."""
