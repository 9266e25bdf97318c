"""Stock by location."""

from __future__ import annotations

LOCATIONS = """
query Locations($after: String) {
  locations(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name } }
}
"""

MAIN_LOCATION = """
query MainLocation {
  location { id name }
}
"""

STOCK = """
query Stock($id: ID!, $location: ID!) {
  productVariant(id: $id) {
    id
    inventoryItem {
      id tracked
      inventoryLevel(locationId: $location) { id quantities(names: ["available"]) { name quantity } }
    }
  }
}
"""

SET = """
mutation SetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    userErrors { code field message }
  }
}
"""

ADJUST = """
mutation AdjustStock($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id }
    userErrors { code field message }
  }
}
"""

ACTIVATE = """
mutation StockAt($item: ID!, $location: ID!, $available: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) {
    inventoryLevel { id }
    userErrors { field message }
  }
}
"""

ITEM = """
mutation UpdateStockItem($id: ID!, $input: InventoryItemInput!) {
  inventoryItemUpdate(id: $id, input: $input) { inventoryItem { id tracked } userErrors { field message } }
}
"""

DOCUMENTS: dict[str, str] = {
    "locations": LOCATIONS,
    "mainLocation": MAIN_LOCATION,
    "stock": STOCK,
    "inventorySetQuantities": SET,
    "inventoryAdjustQuantities": ADJUST,
    "inventoryActivate": ACTIVATE,
    "inventoryItemUpdate": ITEM,
}
