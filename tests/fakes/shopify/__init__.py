"""A Shopify on loopback: GraphQL executed against Shopify's published schema, on state, and signed messages."""
