"""Steps that only WooCommerce knows."""
