"""Every effect that Shopify performs, each as one does it to a shop, with what the shop is like afterwards."""
