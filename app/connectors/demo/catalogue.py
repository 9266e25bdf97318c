"""What the demo store sells and who buys there: “Leaf & Clay”, a small shop for tea and pottery.

All people are invented, and their addresses lie under example.com and example.org, which nobody owns.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from app.core.fields import blank
from app.core.sentence import Json

Fact = dict[str, Json]

SHOP = "Leaf & Clay"
SITE = "https://leafandclay.example.com"
CURRENCY = "EUR"
TAX = Decimal("0.19")
SHIPPING = Decimal("5.90")
FREE_FROM = Decimal("75")
"""Orders from this amount on are sent free of charge."""

FIRST_PRODUCT = 301

_PRODUCTS: tuple[tuple[str, str, str, str, tuple[tuple[str, str, int, int], ...]], ...] = (
    # title, kind, tags, text, variants: (title, price, usual stock, grams)
    ("Morning Assam", "Tea", "black", "Strong and malty, for the first cup of the day.",
     (("100 g", "8.90", 60, 120), ("250 g", "19.50", 40, 280))),
    ("Darjeeling First Flush", "Tea", "black, harvest", "Light and flowery, from this spring's harvest.",
     (("50 g", "12.50", 35, 65), ("100 g", "22.00", 25, 120))),
    ("Sencha of the Hills", "Tea", "green", "Fresh and grassy. Brew it at 70 °C.",
     (("100 g", "11.90", 50, 120), ("250 g", "26.00", 30, 280))),
    ("Masala Chai", "Tea", "black, spiced", "Assam with cardamom, ginger, clove and cinnamon.",
     (("100 g", "9.50", 55, 120), ("250 g", "20.90", 35, 280))),
    ("Mint & Lemongrass", "Tea", "herbal", "Cool and bright, without caffeine.", (("80 g", "7.50", 45, 95),)),
    ("Rooibos Vanilla", "Tea", "herbal", "Soft and round, for the evening.",
     (("100 g", "7.90", 45, 120), ("250 g", "16.90", 30, 280))),
    ("Stoneware Teapot", "Pottery", "bestseller", "One litre, thrown by hand, with a strainer inside.",
     (("Blue", "89.00", 14, 1150), ("Ash", "89.00", 10, 1150), ("Clay", "84.00", 8, 1150))),
    ("Porcelain Gaiwan", "Pottery", "gift", "A lidded bowl for brewing, thin enough to let the light through.",
     (("White", "34.00", 20, 310), ("Celadon", "36.00", 12, 310))),
    ("Set of Four Cups", "Pottery", "bestseller, gift", "Four cups of 150 ml that match the teapot.",
     (("Blue", "48.00", 18, 720), ("Ash", "48.00", 16, 720))),
    ("Matcha Bowl", "Pottery", "", "Wide and heavy, so that it stands still under the whisk.",
     (("Moss", "29.00", 15, 420),)),
    ("Bamboo Whisk", "Accessories", "", "A hundred bristles, cut from one piece of bamboo.",
     (("Standard", "16.50", 25, 60),)),
    ("Oak Tea Tray", "Accessories", "gift", "Oiled oak with a drawer for what is spilled.",
     (("Small", "64.00", 9, 1900),)),
)  # fmt: skip

_CUSTOMERS: tuple[tuple[str, str, str, str, str, str, str, str, str, str], ...] = (
    # first name, last name, mailbox, language, street, postcode, city, region, country, its code
    ("Anna", "Berger", "anna.berger@example.com", "de", "Lindenstraße 5", "10969", "Berlin", "Berlin", "Germany", "DE"),
    ("आशा", "शर्मा", "asha.sharma@example.com", "hi", "१२ एम जी रोड", "560001", "बेंगलुरु", "Karnataka", "India", "IN"),
    ("હેતલ", "પટેલ", "hetal.patel@example.com", "gu", "૪૫ સી જી રોડ", "380009", "અમદાવાદ", "Gujarat", "India", "IN"),
    ("Siobhán", "O'Neill", "siobhan.oneill@example.org", "en", "14 Quay Street", "H91 X4PY", "Galway", "Galway",
     "Ireland", "IE"),
    ("Jürgen", "Müller", "juergen.mueller@example.com", "de", "Am Hang 3", "79098", "Freiburg", "Baden-Württemberg",
     "Germany", "DE"),
    ("Maya", "Thompson", "maya.thompson@example.com", "en", "88 Alder Avenue", "97205", "Portland", "Oregon",
     "United States", "US"),
    ("Luc", "Moreau", "luc.moreau@example.org", "fr", "7 rue des Tanneurs", "67000", "Strasbourg", "Grand Est",
     "France", "FR"),
    ("Priya", "Nair", "priya.nair@example.com", "en", "9 Marine Drive", "682031", "Kochi", "Kerala", "India", "IN"),
    ("राहुल", "वर्मा", "rahul.verma@example.org", "hi", "२१ हज़रतगंज", "226001", "लखनऊ", "Uttar Pradesh", "India", "IN"),
    ("Ingrid", "Solberg", "ingrid.solberg@example.com", "nb", "Storgata 19", "0184", "Oslo", "Oslo", "Norway", "NO"),
    ("Tomás", "Ibáñez", "tomas.ibanez@example.com", "es", "Calle Mayor 31", "28013", "Madrid", "Madrid", "Spain", "ES"),
    ("Grace", "Okafor", "grace.okafor@example.org", "en", "52 Mill Lane", "M4 5JD", "Manchester", "England",
     "United Kingdom", "GB"),
    ("કિરણ", "શાહ", "kiran.shah@example.com", "gu", "૮ રિંગ રોડ", "395002", "સુરત", "Gujarat", "India", "IN"),
    ("Wouter", "de Vries", "wouter.devries@example.com", "nl", "Herengracht 210", "1016 BS", "Amsterdam",
     "North Holland", "Netherlands", "NL"),
    ("Chiara", "D'Angelo", "chiara.dangelo@example.org", "it", "Via Garibaldi 12", "50123", "Firenze", "Tuscany",
     "Italy", "IT"),
    ("Ewa", "Żółkiewska", "ewa.zolkiewska@example.com", "pl", "ul. Floriańska 8", "31-021", "Kraków", "Lesser Poland",
     "Poland", "PL"),
    ("Noah", "Tremblay", "noah.tremblay@example.com", "en", "410 Rue Laurier", "G1R 2K8", "Québec", "Quebec",
     "Canada", "CA"),
    ("Haruka", "Sato", "haruka.sato@example.org", "ja", "3-2-1 Kitasawa", "155-0031", "Tokyo", "Tokyo", "Japan", "JP"),
    ("Olivia", "Walker", "olivia.walker@example.com", "en", "27 Banksia Court", "3000", "Melbourne", "Victoria",
     "Australia", "AU"),
    ("Lukas", "Gruber", "lukas.gruber@example.org", "de", "Getreidegasse 40", "5020", "Salzburg", "Salzburg",
     "Austria", "AT"),
)  # fmt: skip


def products(now: datetime) -> list[Fact]:
    """Every product with its variants, as the shop's language has them. ``now``: when the store opens."""
    at = (now - timedelta(days=90)).isoformat()
    made: list[Fact] = []
    number = 0
    for index, (title, kind, tags, text, rows) in enumerate(_PRODUCTS):
        product_id = str(FIRST_PRODUCT + index)
        variants: list[Fact] = []
        for name, price, stock, weight in rows:
            variants.append(
                {
                    **blank("Variant"),
                    "id": str(401 + number),
                    "product_id": product_id,
                    "inventory_id": str(601 + number),
                    "title": name,
                    "product_title": title,
                    "position": len(variants) + 1,
                    "sku": f"LC-{product_id}-{number + 1:02}",
                    "barcode": None,
                    "price": price,
                    "compare_at_price": None,
                    "stock": stock,
                    "tracked": True,
                    "sells_when_out": False,
                    "taxable": True,
                    "requires_shipping": True,
                    "weight_grams": weight,
                    "options": [name],
                    "created_at": at,
                    "updated_at": at,
                }
            )
            number += 1
        handle = "-".join(title.lower().replace("&", "and").split())
        made.append(
            {
                **blank("Product"),
                "id": product_id,
                "title": title,
                "handle": handle,
                "status": "active",
                "product_type": kind,
                "vendor": SHOP,
                "categories": [kind],
                "tags": [tag.strip() for tag in tags.split(",") if tag.strip()],
                "description": f"<p>{text}</p>",
                "sku": variants[0]["sku"],
                "price": min((variant["price"] for variant in variants), key=Decimal),
                "compare_at_price": None,
                "stock": sum(variant["stock"] for variant in variants),
                "in_stock": True,
                "on_sale": False,
                "tracked": True,
                "sells_when_out": False,
                "gift_card": False,
                "taxable": True,
                "requires_shipping": True,
                "weight_grams": rows[0][3],
                "url": f"{SITE}/products/{handle}",
                "image": None,
                "options": [{"name": "Kind", "values": [variant["title"] for variant in variants]}],
                "variants": variants,
                "variants_count": len(variants),
                "created_at": at,
                "updated_at": at,
                "published_at": at,
            }
        )
    return made


def usual_stock(product: Fact) -> dict[str, int]:
    """How many pieces of each variant a delivery fills up to, by variant id."""
    return {variant["id"]: stock for variant, (_, _, stock, _) in _with_rows(product)}


def grams(product: Fact, variant: Fact) -> int:
    """What one piece weighs; 0 for what was not there from the beginning."""
    return next((weight for one, (_, _, _, weight) in _with_rows(product) if one["id"] == variant["id"]), 0)


def _with_rows(product: Fact) -> list[tuple[Fact, tuple[str, str, int, int]]]:
    index = int(product["id"]) - FIRST_PRODUCT
    rows = _PRODUCTS[index][4] if index < len(_PRODUCTS) else ()
    return list(zip(product["variants"], rows, strict=False))


def customers(now: datetime) -> list[Fact]:
    """Every customer, none of whom has bought yet."""
    made: list[Fact] = []
    for index, (first, last, email, language, line, postcode, city, region, country, code) in enumerate(
        _CUSTOMERS
    ):
        at = (now - timedelta(days=80 - 3 * index)).isoformat()
        name = f"{first} {last}"
        made.append(
            {
                **blank("Customer"),
                "id": str(501 + index),
                "name": name,
                "first_name": first,
                "last_name": last,
                "email": email,
                "phone": None,
                "language": language,
                "accepts_marketing": index % 3 != 1,
                "state": "enabled",
                "email_consent": "subscribed" if index % 3 != 1 else "not_subscribed",
                "email_consent_at": at if index % 3 != 1 else None,
                "accepts_sms": False,
                "sms_consent": "not_subscribed",
                "verified_email": True,
                "has_bought": False,
                "tax_exempt": False,
                "orders_count": 0,
                "total_spent": "0.00",
                "currency": CURRENCY,
                "tags": ["newsletter"] if index % 3 != 1 else [],
                "note": None,
                "address": {
                    "name": name,
                    "first_name": first,
                    "last_name": last,
                    "company": None,
                    "line1": line,
                    "line2": None,
                    "city": city,
                    "postcode": postcode,
                    "region": region,
                    "region_code": None,
                    "country": country,
                    "country_code": code,
                    "phone": None,
                },
                "created_at": at,
                "updated_at": at,
            }
        )
    return made
