"""WooCommerce. ``connector`` is the service; ``events`` and ``map`` read what it sends, ``rest`` asks its API, and a
file an area (``orders``, ``products`` ...) carries out effects."""
