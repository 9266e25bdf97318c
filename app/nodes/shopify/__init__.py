"""Steps that only Shopify knows."""
