"""The demo store. ``connector`` is the service, ``day`` what happens in it, ``catalogue`` what it sells, and a file an
area (``orders``, ``products`` ...) carries out effects."""
