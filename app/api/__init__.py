"""Floor 4 for machines: webhooks, the API, health and metrics."""
