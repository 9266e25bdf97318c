"""What people see: one module per page, the Jinja templates, and the static files beside them."""
