"""Asking whether something was done that got no answer."""

from __future__ import annotations

_MARK = 'mark: metafield(namespace: "$app", key: "storeflow_key") { value }'

NEWEST_DRAFTS = f"""
query NewestDrafts {{
  draftOrders(first: 25, sortKey: ID, reverse: true) {{ nodes {{ id {_MARK} }} }}
}}
"""

NEWEST_PRODUCTS = f"""
query NewestProducts {{
  products(first: 25, sortKey: ID, reverse: true) {{
    nodes {{ id title variants(first: 1) {{ nodes {{ id }} }} {_MARK} }}
  }}
}}
"""

CREDITS = """
query StoreCredits($id: ID!) {
  customer(id: $id) {
    storeCreditAccounts(first: 10) {
      nodes {
        transactions(first: 10, sortKey: CREATED_AT, reverse: true) {
          nodes { __typename createdAt amount { amount currencyCode } }
        }
      }
    }
  }
}
"""

INVOICED = """
query DraftInvoiced($id: ID!) {
  draftOrder(id: $id) { id invoiceSentAt }
}
"""

INVITED = """
query CustomerInvited($id: ID!) {
  customer(id: $id) { id state }
}
"""

RETURNS = """
query ReturnsOf($order: ID!) {
  order(id: $order) { returns(first: 50) { nodes { id name status } } }
}
"""

DOCUMENTS: dict[str, str] = {
    "newestDrafts": NEWEST_DRAFTS,
    "newestProducts": NEWEST_PRODUCTS,
    "storeCredits": CREDITS,
    "draftInvoiced": INVOICED,
    "customerInvited": INVITED,
    "returnsOf": RETURNS,
}
