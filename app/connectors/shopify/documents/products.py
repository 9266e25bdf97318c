"""Products: status, texts, variants and prices, sales channels, collections, redirects."""

from __future__ import annotations

DETAILS = """
query ProductDetails($id: ID!) {
  product(id: $id) {
    id title status vendor product_type: productType description: descriptionHtml published_at: publishedAt
  }
}
"""

UPDATE = """
mutation UpdateProduct($product: ProductUpdateInput!) {
  productUpdate(product: $product) { product { id } userErrors { field message } }
}
"""

CREATE = """
mutation CreateProduct($product: ProductCreateInput!) {
  productCreate(product: $product) {
    product { id title handle status variants(first: 1) { nodes { id } } }
    userErrors { field message }
  }
}
"""

DUPLICATE = """
mutation DuplicateProduct($id: ID!, $title: String!) {
  productDuplicate(productId: $id, newTitle: $title, newStatus: DRAFT, includeImages: true, synchronous: true) {
    newProduct { id title handle status }
    userErrors { field message }
  }
}
"""

DELETE = """
mutation DeleteProduct($id: ID!) {
  productDelete(input: { id: $id }) { deletedProductId userErrors { field message } }
}
"""

_VARIANT = """
fragment V on ProductVariant {
  id title sku barcode price compare_at_price: compareAtPrice inventory_quantity: inventoryQuantity
  inventory_policy: inventoryPolicy inventoryItem { id tracked }
}
"""

VARIANTS = (
    """
query Variants($id: ID!, $after: String) {
  product(id: $id) {
    id
    variants(first: 250, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...V } }
  }
}
"""
    + _VARIANT
)

VARIANT = (
    """
query Variant($id: ID!) {
  productVariant(id: $id) { ...V product { id } }
}
"""
    + _VARIANT
)

UPDATE_VARIANTS = """
mutation UpdateVariants($id: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $id, variants: $variants) { product { id } userErrors { field message } }
}
"""

DELETE_VARIANTS = """
mutation DeleteVariants($id: ID!, $variants: [ID!]!) {
  productVariantsBulkDelete(productId: $id, variantsIds: $variants) { product { id } userErrors { field message } }
}
"""

CHANNELS = """
query Channels($after: String) {
  publications(first: 50, after: $after, catalogType: APP) {
    pageInfo { hasNextPage endCursor }
    nodes { id catalog { title } channels(first: 5) { nodes { name handle } } }
  }
}
"""

PUBLISHED = """
query Published($id: ID!) {
  product(id: $id) {
    id
    resourcePublicationsV2(first: 100, onlyPublished: true) { nodes { isPublished publication { id } } }
  }
}
"""

PUBLISH = """
mutation Publish($id: ID!, $input: [PublicationInput!]!) {
  publishablePublish(id: $id, input: $input) { shop { id } userErrors { field message } }
}
"""

UNPUBLISH = """
mutation Unpublish($id: ID!, $input: [PublicationInput!]!) {
  publishableUnpublish(id: $id, input: $input) { shop { id } userErrors { field message } }
}
"""

COLLECTIONS = """
query Collections($query: String!) {
  collections(first: 50, query: $query) { nodes { id title } }
}
"""

COLLECTION = """
query Collection($id: ID!) {
  collection(id: $id) { id title }
}
"""

COLLECTION_SHOWN = """
query CollectionShown($id: ID!) {
  collection(id: $id) {
    id
    productsCount { count }
    resourcePublicationsV2(first: 1, onlyPublished: true) { nodes { isPublished } }
  }
}
"""

IN_COLLECTION = """
query InCollection($id: ID!, $collection: ID!) {
  product(id: $id) { id inside: inCollection(id: $collection) }
}
"""

CREATE_COLLECTION = """
mutation CreateCollection($collection: CollectionCreateInput!) {
  collectionCreate(collection: $collection) { collection { id title } userErrors { field message } }
}
"""

REDIRECTS = """
query Redirects($query: String!) {
  urlRedirects(first: 50, query: $query) { nodes { id path target } }
}
"""

CREATE_REDIRECT = """
mutation CreateRedirect($redirect: UrlRedirectInput!) {
  urlRedirectCreate(urlRedirect: $redirect) { urlRedirect { id } userErrors { field message } }
}
"""

UPDATE_REDIRECT = """
mutation UpdateRedirect($id: ID!, $redirect: UrlRedirectInput!) {
  urlRedirectUpdate(id: $id, urlRedirect: $redirect) { urlRedirect { id } userErrors { field message } }
}
"""

DELETE_REDIRECT = """
mutation DeleteRedirect($id: ID!) {
  urlRedirectDelete(id: $id) { deletedUrlRedirectId userErrors { field message } }
}
"""

DOCUMENTS: dict[str, str] = {
    "productDetails": DETAILS,
    "productUpdate": UPDATE,
    "productCreate": CREATE,
    "productDuplicate": DUPLICATE,
    "productDelete": DELETE,
    "variants": VARIANTS,
    "goods_variant": VARIANT,
    "productVariantsBulkUpdate": UPDATE_VARIANTS,
    "productVariantsBulkDelete": DELETE_VARIANTS,
    "channels": CHANNELS,
    "published": PUBLISHED,
    "publishablePublish": PUBLISH,
    "publishableUnpublish": UNPUBLISH,
    "collections": COLLECTIONS,
    "goods_collection": COLLECTION,
    "collectionShown": COLLECTION_SHOWN,
    "inCollection": IN_COLLECTION,
    "collectionCreate": CREATE_COLLECTION,
    "redirects": REDIRECTS,
    "urlRedirectCreate": CREATE_REDIRECT,
    "urlRedirectUpdate": UPDATE_REDIRECT,
    "urlRedirectDelete": DELETE_REDIRECT,
}
