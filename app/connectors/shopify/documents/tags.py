"""Tags of orders, drafts, customers and products."""

from __future__ import annotations

TAGS_ADD = """
mutation AddTags($id: ID!, $tags: [String!]!) {
  tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } }
}
"""

TAGS_REMOVE = """
mutation RemoveTags($id: ID!, $tags: [String!]!) {
  tagsRemove(id: $id, tags: $tags) { node { id } userErrors { field message } }
}
"""

DOCUMENTS: dict[str, str] = {"tagsAdd": TAGS_ADD, "tagsRemove": TAGS_REMOVE}
