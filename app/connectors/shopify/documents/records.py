"""Reading many: orders, customers, products ... page by page, each with what lists need of it.

A single request may cost 1,000 points (shopify.dev, API limits), so lists tell less of each thing than reading it alone
does: the first lines, no transactions, no parcels.
"""

from __future__ import annotations

from app.connectors.shopify.documents.reading import ADDRESS, BUYER, LINES, MONEY, VARIANT

_ARGUMENTS = "$first: Int!, $after: String, $query: String, $reverse: Boolean!"
_GIVEN = "first: $first, after: $after, query: $query, reverse: $reverse"
_BUYER = """
fragment B on Customer {
  id first_name: firstName last_name: lastName locale note tags state
  orders_count: numberOfOrders created_at: createdAt updated_at: updatedAt
  amountSpent { amount currencyCode }
  defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }
  defaultPhoneNumber { phoneNumber marketingState marketingUpdatedAt }
}
"""


def _list(name: str, root: str, fields: str, *fragments: str) -> str:
    """A document that reads pages of a list."""
    return (
        f"query {name}({_ARGUMENTS}) {{\n  {root} {{\n    pageInfo {{ hasNextPage endCursor }}\n"
        f"    nodes {{\n{fields}\n    }}\n  }}\n}}\n" + "".join(fragments)
    )


_SMALL_LINES = LINES.replace("pageInfo { hasNextPage endCursor }", "pageInfo { hasNextPage }")

ORDERS = _list(
    "Orders",
    f"orders({_GIVEN}, sortKey: CREATED_AT)",
    """      id name order_number: number note tags test email phone
      created_at: createdAt updated_at: updatedAt cancelled_at: cancelledAt closed_at: closedAt
      cancel_reason: cancelReason currency: currencyCode presentment_currency: presentmentCurrencyCode
      financial_status: displayFinancialStatus fulfillment_status: displayFulfillmentStatus
      customer_locale: customerLocale buyer_accepts_marketing: customerAcceptsMarketing source_name: sourceName
      order_status_url: statusPageUrl payment_gateway_names: paymentGatewayNames
      note_attributes: customAttributes { name: key value }
      total_price_set: totalPriceSet { ...M }
      subtotal_price_set: subtotalPriceSet { ...M }
      total_discounts_set: totalDiscountsSet { ...M }
      total_outstanding_set: totalOutstandingSet { ...M }
      customer { ...B }
      shipping_address: shippingAddress { ...A }
      lineItems(first: 10) { ...L }""",
    _BUYER,
    MONEY,
    ADDRESS,
    _SMALL_LINES,
)

DRAFTS = _list(
    "Drafts",
    f"draftOrders({_GIVEN}, sortKey: UPDATED_AT)",
    """      id name note: note2 tags email status created_at: createdAt updated_at: updatedAt
      completed_at: completedAt invoice_url: invoiceUrl currency: currencyCode
      total_price_set: totalPriceSet { ...M }
      customer { ...B }
      order { id }""",
    _BUYER,
    MONEY,
)

CUSTOMERS = _list("Customers", f"customers({_GIVEN}, sortKey: CREATED_AT)", "      ...C", BUYER, ADDRESS)

PRODUCTS = _list(
    "Products",
    f"products({_GIVEN}, sortKey: CREATED_AT)",
    """      id title handle status product_type: productType vendor tags
      created_at: createdAt updated_at: updatedAt published_at: publishedAt online_store_url: onlineStoreUrl
      tracked: tracksInventory
      variants(first: 20) { nodes { ...V } }""",
    VARIANT,
)

VARIANTS = _list(
    "Variants",
    f"productVariants({_GIVEN}, sortKey: ID)",
    "      ...V\n      product { id title status tags vendor }",
    VARIANT,
)

COLLECTIONS = _list(
    "Collections",
    f"collections({_GIVEN}, sortKey: UPDATED_AT)",
    "      id title handle updated_at: updatedAt sort_order: sortOrder productsCount { count }",
)

DOCUMENTS: dict[str, str] = {
    "list_order": ORDERS,
    "list_draft_order": DRAFTS,
    "list_customer": CUSTOMERS,
    "list_product": PRODUCTS,
    "list_variant": VARIANTS,
    "list_collection": COLLECTIONS,
}
