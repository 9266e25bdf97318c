"""What is sold: products, variants, their stock at each place, collections, transfers."""

from __future__ import annotations

from app.core.shop_base import Custom, Moment, Money, Shape, fact, own_fields
from app.core.shop_choices import PRODUCT_STATUS, TRANSFER, ProductStatus, TransferStatus


class Inventory(Shape):
    """The stock of an article, at one place where the store tells which."""

    id: str | None = fact("Inventory ID", "The store's own number of the stock.")
    variant_id: str | None = fact("Variant ID", "The store's own number of the variant.")
    product_id: str | None = fact("Product ID", "The store's own number of the product.")
    location_id: str | None = fact("Location ID", "The store's own number of the place.")
    location: str | None = fact("Location", "What the place is called, where the store tells it.")
    sku: str | None = fact("SKU", "The shop's stock code of the article.")
    available: int | None = fact("Available", "How many pieces can be sold there.")
    on_hand: int | None = fact("On hand", "How many pieces lie there, sold ones included.")
    committed: int | None = fact("Sold, not sent", "How many pieces are sold and not sent yet.")
    incoming: int | None = fact("On their way", "How many pieces are on their way to this place.")
    tracked: bool | None = fact("Stock is counted", "Whether the store counts this article.")
    requires_shipping: bool | None = fact("Needs shipping", "Whether the article must be sent.")
    cost: Money | None = fact("Cost", "What one piece costs the shop.")
    weight_grams: float | None = fact("Weight in grams", "The weight of one piece.")
    country_of_origin: str | None = fact("Country of origin", "Code of the country it was made in.")
    hs_code: str | None = fact("Customs number", "The article's number for customs (HS code).")
    created_at: Moment | None = fact("Stock entered", "When the article was first entered.")
    updated_at: Moment | None = fact("Stock last changed", "When the stock was last changed.")


class Variant(Shape):
    """One kind of a product that can be bought."""

    id: str | None = fact("Variant ID", "The store's own number of the variant.")
    product_id: str | None = fact("Product ID", "The store's own number of the product.")
    inventory_id: str | None = fact("Inventory ID", "The store's own number of its stock.")
    title: str | None = fact("Variant title", "What the variant is called, such as Red / XL.")
    product_title: str | None = fact("Product title", "What its product is called, where the store tells it.")
    position: int | None = fact("Place in the list", "Which of the product's variants it is.")
    sku: str | None = fact("SKU", "The shop's stock code of the article.")
    barcode: str | None = fact("Barcode", "The EAN, UPC or ISBN.")
    price: Money | None = fact("Price", "What it costs now.")
    compare_at_price: Money | None = fact("Price before", "The higher price that is crossed out.")
    cost: Money | None = fact("Cost", "What one piece costs the shop.")
    stock: int | None = fact("Stock", "How many pieces are there; empty where stock is not counted.")
    low_stock_at: int | None = fact("Low stock from", "From how few pieces on the store calls it low.")
    tracked: bool | None = fact("Stock is counted", "Whether the store counts this variant.")
    sells_when_out: bool | None = fact("Sells without stock", "Whether it can be bought at zero stock.")
    stock_levels: list[Inventory] = fact("Stock by place", "Its stock at each place, where told.", list)
    taxable: bool | None = fact("Is taxed", "Whether tax is charged on it.")
    requires_shipping: bool | None = fact("Needs shipping", "Whether it must be sent.")
    weight_grams: float | None = fact("Weight in grams", "The weight of one piece.")
    options: list[str] = fact("Options", "What makes the variant, such as Red and XL.", list)
    image: str | None = fact("Picture", "The address of the variant's picture.")
    custom: Custom = own_fields()
    created_at: Moment | None = fact("Variant created", "When the variant was made.")
    updated_at: Moment | None = fact("Variant last changed", "When the variant was last changed.")


class ProductOption(Shape):
    """What a product can be chosen by, such as its colour."""

    name: str | None = fact("Option", "What can be chosen, such as Colour.")
    values: list[str] = fact("Values", "What there is to choose from.", list)


class Product(Shape):
    """Something the shop sells."""

    id: str = fact("Product ID", "The store's own number of the product.", "")
    title: str | None = fact("Product title", "What the product is called.")
    handle: str | None = fact("Name in the address", "The product's name in web addresses.")
    status: ProductStatus | None = fact("Product status", "Whether it is on sale.", choices=PRODUCT_STATUS)
    product_type: str | None = fact("Product type", "What kind of product it is.")
    vendor: str | None = fact("Vendor", "The maker or brand.")
    categories: list[str] = fact("Categories", "Where the shop files the product.", list)
    collections: list[str] = fact(
        "Collections", "The collections it is in, where the store tells them.", list
    )
    tags: list[str] = fact("Product tags", "The tags on the product.", list)
    description: str | None = fact("Description", "The product's text, as HTML.")
    short_description: str | None = fact("Short description", "The product's short text, as HTML.")
    sku: str | None = fact("SKU", "The stock code of the product or its first variant.")
    barcode: str | None = fact("Barcode", "The EAN, UPC or ISBN of the product or its first variant.")
    price: Money | None = fact("Price", "What it costs now; the lowest price of its variants.")
    compare_at_price: Money | None = fact("Price before", "The higher price that is crossed out.")
    on_sale: bool | None = fact("Is reduced", "Whether it costs less than before.")
    sale_starts_at: Moment | None = fact("Reduced from", "When the lower price begins.")
    sale_ends_at: Moment | None = fact("Reduced until", "When the lower price ends.")
    stock: int | None = fact("Stock", "Pieces of all variants; empty where stock is not counted.")
    in_stock: bool | None = fact("In stock", "Whether at least one variant can be bought.")
    tracked: bool | None = fact("Stock is counted", "Whether the store counts this product.")
    low_stock_at: int | None = fact("Low stock from", "From how few pieces on the store calls it low.")
    sells_when_out: bool | None = fact("Sells without stock", "Whether it can be bought at zero stock.")
    total_sales: int | None = fact("Pieces sold", "How many pieces were sold so far.")
    rating: float | None = fact("Rating", "What customers rate it on average, up to 5.")
    reviews_count: int | None = fact("Number of ratings", "How many customers have rated it.")
    featured: bool | None = fact("Is featured", "Whether the shop shows it first.")
    gift_card: bool | None = fact("Is a gift card", "Whether it is a gift card.")
    taxable: bool | None = fact("Is taxed", "Whether tax is charged on it.")
    requires_shipping: bool | None = fact("Needs shipping", "Whether it must be sent.")
    shipping_class: str | None = fact("Shipping class", "The group of goods that are shipped alike.")
    weight_grams: float | None = fact("Weight in grams", "The weight of one piece.")
    url: str | None = fact("Link to the product", "The product's page in the shop.")
    image: str | None = fact("Picture", "The address of the main picture.")
    images: list[str] = fact("Pictures", "The addresses of all pictures.", list)
    seo_title: str | None = fact("Title for search engines", "The title that search engines show.")
    seo_description: str | None = fact("Text for search engines", "The text that search engines show.")
    template: str | None = fact("Page template", "The theme's template that the product's page uses.")
    options: list[ProductOption] = fact("Options", "What can be chosen, such as colour and size.", list)
    variants: list[Variant] = fact("Variants", "The kinds of it that can be bought.", list)
    variants_count: int | None = fact("Number of variants", "How many kinds of it can be bought.")
    custom: Custom = own_fields()
    created_at: Moment | None = fact("Product created", "When the product was made.")
    updated_at: Moment | None = fact("Product last changed", "When the product was last changed.")
    published_at: Moment | None = fact("Published at", "When the product went on sale.")


class Collection(Shape):
    """A group of products that the shop shows together; in WooCommerce a category."""

    id: str | None = fact("Collection ID", "The store's own number of the collection.")
    title: str | None = fact("Collection", "What the collection is called.")
    handle: str | None = fact("Name in the address", "The collection's name in web addresses.")
    description: str | None = fact("Description", "The collection's text, as HTML.")
    sort_order: str | None = fact("Order of products", "How its products are put in order.")
    template: str | None = fact("Page template", "The theme's template that the collection's page uses.")
    products_count: int | None = fact("Number of products", "How many products are in it.")
    image: str | None = fact("Picture", "The address of its picture.")
    published_in: str | None = fact("Shown in", "Where it is shown, such as web.")
    custom: Custom = own_fields()
    published_at: Moment | None = fact("Published at", "When the collection was first shown.")
    updated_at: Moment | None = fact("Collection last changed", "When the collection was last changed.")


class Transfer(Shape):
    """Goods that go from one of the shop's places to another."""

    id: str | None = fact("Transfer ID", "The store's own number of the transfer.")
    name: str | None = fact("Transfer number", "The number shown in the store, such as #T0001.")
    status: TransferStatus | None = fact("Transfer status", "How far the transfer is.", choices=TRANSFER)
    origin_id: str | None = fact("From location ID", "The store's own number of the place it comes from.")
    origin: str | None = fact("From", "What the place it comes from is called.")
    destination_id: str | None = fact("To location ID", "The store's own number of the place it goes to.")
    destination: str | None = fact("To", "What the place it goes to is called.")
    quantity: int | None = fact("Number of items", "How many pieces go.")
    received: int | None = fact("Received", "How many pieces have arrived.")
    note: str | None = fact("Note", "The note on the transfer.")
    tags: list[str] = fact("Transfer tags", "The tags on the transfer.", list)
    created_at: Moment | None = fact("Transfer created", "When the transfer was entered.")
    updated_at: Moment | None = fact("Transfer last changed", "When this happened to it.")
