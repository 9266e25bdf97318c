"""What the shop's shapes are made of: a field with its title and sentence, money, moments, attributes, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.core.sentence import Json


@dataclass(frozen=True, slots=True)
class Kind:
    """Marks what means more than its type says: ``money`` or ``moment`` (texts), ``custom`` (fields by name)."""

    name: str


Money = Annotated[str, Kind("money")]
Moment = Annotated[str, Kind("moment")]
Custom = Annotated[dict[str, Any], Kind("custom")]
"""Fields that a shop has made itself, by name: Shopify's metafields, WooCommerce's meta data."""


def fact(
    title: str, description: str, default: Any = None, *, choices: Mapping[str, str] | None = None
) -> Any:
    """One field: its plain title, one sentence about it, and for a choice what each value is called."""
    extra: Json = {"choices": dict(choices or {})}
    if default in (list, dict):
        return Field(default_factory=default, title=title, description=description, json_schema_extra=extra)
    return Field(default, title=title, description=description, json_schema_extra=extra)


def own_fields() -> Any:
    """The fields that the shop has made itself."""
    return fact("Custom fields", "Fields that the shop has added itself, each by its own name.", dict)


class Shape(BaseModel):
    """A thing of the shop."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Attribute(Shape):
    """An extra answer that the shop asks for, such as the text of an engraving."""

    name: str = fact("Name", "What the extra field is called.", "")
    value: str | None = fact("Value", "What was entered or chosen.")


class Address(Shape):
    """Where something is sent or billed to."""

    name: str | None = fact("Name", "First and last name at this address.")
    first_name: str | None = fact("First name", "The person's first name.")
    last_name: str | None = fact("Last name", "The person's last name.")
    company: str | None = fact("Company", "The company, if one was given.")
    line1: str | None = fact("Street", "Street and number.")
    line2: str | None = fact("Address, second line", "Flat, floor or whatever else belongs to the street.")
    city: str | None = fact("City", "The city or town.")
    postcode: str | None = fact("Postcode", "The postal code, as text: leading zeros stay.")
    region: str | None = fact("Region", "State, province or county, by name or code as the store keeps it.")
    region_code: str | None = fact("Region code", "The short code of the state or province, such as BY.")
    country: str | None = fact("Country", "The country's name, where the store tells it, else its code.")
    country_code: str | None = fact("Country code", "The two-letter code of the country, such as DE.")
    phone: str | None = fact("Phone at this address", "The phone number given with the address.")
