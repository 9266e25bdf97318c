"""What the shared harness needs to measure us as its third target, beside n8n and Node-RED."""
