"""Custom fields (metafields) of any thing."""

from __future__ import annotations

FIELD = """
query CustomField($id: ID!, $space: String!, $key: String!) {
  node(id: $id) {
    id
    ... on HasMetafields { metafield(namespace: $space, key: $key) { value type compareDigest } }
  }
}
"""

SHOP_ID = """
query ShopId {
  shop { id }
}
"""

FIELD_SET = """
mutation SetCustomField($fields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $fields) { metafields { id } userErrors { field message code } }
}
"""

FIELD_DELETE = """
mutation DeleteCustomField($fields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $fields) { deletedMetafields { key } userErrors { field message } }
}
"""

DOCUMENTS: dict[str, str] = {
    "customField": FIELD,
    "shopId": SHOP_ID,
    "customFieldSet": FIELD_SET,
    "customFieldDelete": FIELD_DELETE,
}
