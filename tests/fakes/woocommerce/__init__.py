"""A WooCommerce on loopback: state, REST v3 and webhooks with the oddities that the real one was seen to have."""

from tests.fakes.clock import Clock
from tests.fakes.woocommerce.answers import Refused
from tests.fakes.woocommerce.server import Fake, running
from tests.fakes.woocommerce.shop import Key, Shop

__all__ = ["Clock", "Fake", "Key", "Refused", "Shop", "running"]
