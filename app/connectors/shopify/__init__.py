"""Shopify. ``connector`` is the service; ``events``, ``map`` and ``parts`` read what it sends, ``admin`` asks its API
by the ``documents``, and a file an area (``orders``, ``products`` ...) carries out effects."""
