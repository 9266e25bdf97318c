"""What changed since a moment, each thing whole, in pages and as one file for many months.

A file (bulk operation) knows lists only as lines of their own that name their parent, of kinds that have ids, at most
five to a query; so it is asked a little otherwise than a page.
"""

from __future__ import annotations

from app.connectors.shopify.documents.reading import (
    ADDRESS,
    BUYER,
    BUYER_PLAIN,
    LINE_FIELDS,
    LINES,
    MONEY,
    ORDER_FIELDS,
    ORDER_PLAIN,
    PRODUCT_LISTS,
    PRODUCT_PLAIN,
    TRANSACTION,
    VARIANT,
)
from app.connectors.shopify.documents.things import CHECKOUT_FIELDS, CHECKOUT_LINE, CHECKOUT_PLAIN


def _page(name: str, root: str, sort: str, fields: str, *fragments: str) -> str:
    """A document that reads a page; what was changed longest ago comes first where the store can sort by that."""
    return (
        f"query {name}($first: Int!, $after: String, $query: String) {{\n"
        f"  {root}(first: $first, after: $after, query: $query, sortKey: {sort}) {{\n"
        f"    pageInfo {{ hasNextPage endCursor }}\n    nodes {{\n{fields}\n    }}\n  }}\n}}\n"
        + "".join(fragments)
    )


_FEWER_LINES = ORDER_FIELDS.replace("lineItems(first: 50)", "lineItems(first: 20)")

DOCUMENTS: dict[str, str] = {
    "changed_order": _page(
        "ChangedOrders", "orders", "UPDATED_AT", _FEWER_LINES, TRANSACTION, MONEY, ADDRESS, BUYER, LINES
    ),
    "changed_customer": _page("ChangedCustomers", "customers", "UPDATED_AT", "...C", ADDRESS, BUYER),
    "changed_product": _page(
        "ChangedProducts", "products", "UPDATED_AT", PRODUCT_PLAIN + PRODUCT_LISTS, VARIANT
    ),
    "changed_checkout": _page(
        "ChangedCheckouts", "abandonedCheckouts", "CREATED_AT", CHECKOUT_FIELDS, MONEY, ADDRESS, BUYER
    ),
    "bulkStart": """
mutation StartBulk($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) {
    bulkOperation { id status }
    userErrors { field message }
  }
}
""",
    "bulkState": """
query BulkState($id: ID!) {
  bulkOperation(id: $id) { id status errorCode url }
}
""",
}


_SMALL_BUYER = "\nfragment C on Customer {" + BUYER_PLAIN + "}\n"


def _list(name: str, fields: str) -> str:
    return f"  {name} {{ edges {{ node {{ __typename id {fields} }} }} }}\n"


_FIELDS = _list("metafields", "namespace key type value")


def _file(name: str, root: str, fields: str, *fragments: str) -> str:
    """A document that asks for a file; the search stands in it, as a file's query takes no variables."""
    return (
        f'query {name} {{\n  {root}(query: "%s") {{\n    edges {{\n      node {{\n{fields}'
        "      }\n    }\n  }\n}\n" + "".join(fragments)
    )


FILES: dict[str, str] = {
    "order": _file(
        "AllOrders",
        "orders",
        ORDER_PLAIN
        + "  shippingLine { title code carrier_identifier: carrierIdentifier\n"
        + "    originalPriceSet { shopMoney { amount } } taxLines { priceSet { shopMoney { amount } } } }\n"
        + "  discountCodes\n"
        + _list("lineItems", LINE_FIELDS)
        + _FIELDS,
        TRANSACTION,
        MONEY,
        ADDRESS,
        _SMALL_BUYER,
    ),
    "customer": _file(
        "AllCustomers", "customers", "...C\n" + _list("addressesV2", "...A") + _FIELDS, ADDRESS, _SMALL_BUYER
    ),
    "product": _file(
        "AllProducts",
        "products",
        PRODUCT_PLAIN + _list("collections", "title") + _list("variants", "...V") + _FIELDS,
        VARIANT,
    ),
    "checkout": _file(
        "AllCheckouts",
        "abandonedCheckouts",
        CHECKOUT_PLAIN + _list("lineItems", CHECKOUT_LINE),
        MONEY,
        ADDRESS,
        _SMALL_BUYER,
    ),
}
"""What is asked of each kind of thing for a file; ``%s``: which of them."""
