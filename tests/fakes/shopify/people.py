"""What people write down: addresses and e-mail addresses."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.shopify.registry import Declined
from tests.fakes.shopify.store import Thing

COUNTRIES = {
    "DE": "Germany",
    "AT": "Austria",
    "CH": "Switzerland",
    "FR": "France",
    "US": "United States",
    "CA": "Canada",
}
PROVINCES = {
    "BE": "Berlin",
    "BB": "Brandenburg",
    "BY": "Bavaria",
    "HH": "Hamburg",
    "CA": "California",
    "ON": "Ontario",
}


def valid_email(value: str) -> bool:
    return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}", value))


def valid_phone(value: str) -> bool:
    return bool(re.fullmatch(r"\+[0-9 ()-]{6,20}", value))


def address_of(sent: Thing, *path: str) -> Thing:
    """An address as the API shows it. Raises Declined where the country is none that the shop knows."""
    code = sent.get("countryCode")
    if code and code not in COUNTRIES:
        raise Declined("Country is not supported", *path, "country")
    first, last = sent.get("firstName"), sent.get("lastName")
    told: dict[str, Any] = {
        name: sent.get(name)
        for name in ("firstName", "lastName", "company", "address1", "address2", "city", "zip", "phone")
    }
    province = sent.get("provinceCode")
    return {
        **told,
        "name": " ".join(part for part in (first, last) if part) or None,
        "country": COUNTRIES.get(code or ""),
        "countryCode": code,
        "countryCodeV2": code,
        "province": PROVINCES.get(province or ""),
        "provinceCode": province,
    }
