"""What an order holds: its lines, shipping, fees and coupons, and how its totals are reckoned."""

from decimal import Decimal
from typing import Any

from tests.fakes.woocommerce.answers import Refused, Thing, cents, money
from tests.fakes.woocommerce.products import is_on_sale
from tests.fakes.woocommerce.shop import Shop

ITEMS = ("line_items", "shipping_lines", "fee_lines", "coupon_lines")
_REFERENCES = ("product_id", "method_id", "method_title", "name", "code")


def put_items(shop: Shop, order: Thing, told: Thing) -> bool:
    """Adds, changes and takes out items; says whether the totals are to be reckoned anew."""
    changed = False
    for kind in ITEMS:
        for item in told.get(kind) or ():
            if not isinstance(item, dict):
                continue
            changed = True
            known = next((one for one in order[kind] if one["id"] == item.get("id")), None)
            if item.get("id") and known is None:
                text = "Order item ID provided is not associated with order."
                raise Refused(400, "woocommerce_rest_invalid_item_id", text)
            if known is not None and _goes(item):
                order[kind].remove(known)
            elif known is None and kind == "coupon_lines":
                _apply_coupon(shop, order, item)
            else:
                _put(shop, order, kind, known, item)
    return changed


def _goes(item: Thing) -> bool:
    """An item is taken out by a reference of null or by a quantity of 0."""
    return any(name in item and item[name] is None for name in _REFERENCES) or item.get("quantity") == 0


def _put(shop: Shop, order: Thing, kind: str, known: Thing | None, item: Thing) -> None:
    made = known or {
        "id": shop.new_id("item"),
        "total": "0.00",
        "total_tax": "0.00",
        "taxes": [],
        "meta_data": [],
    }
    if kind == "line_items":
        _product_line(shop, made, item, new=known is None)
    elif kind == "shipping_lines":
        for name in ("method_title", "method_id", "instance_id", "total"):
            made[name] = str(item.get(name, made.get(name, "")))
        made.setdefault("tax_status", "taxable")
    else:
        made["name"] = item.get("name", made.get("name", ""))
        made["total"] = cents(item.get("total", made["total"]))
        made.setdefault("tax_status", item.get("tax_status", "taxable"))
    if item.get("meta_data"):
        shop.meta(made, item["meta_data"])
        for one in made["meta_data"]:
            one.setdefault("display_key", one["key"].title())
            one["display_value"] = str(one["value"])
    if known is None:
        order[kind].append(made)


def _product_line(shop: Shop, made: Thing, item: Thing, *, new: bool) -> None:
    product = _product(shop, item) if new or "product_id" in item or "variation_id" in item else None
    if new and product is None:
        raise Refused(400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.")
    if product is not None:
        variation = product["type"] == "variation"
        parent = shop.things["product"].get(product["parent_id"]) if variation else None
        made |= {
            "name": f"{parent['name']} - {product['name']}" if parent else product["name"],
            "product_id": parent["id"] if parent else product["id"],
            "variation_id": product["id"] if variation else 0,
            "tax_class": "", "sku": product["sku"], "global_unique_id": product["global_unique_id"],
            "image": {"id": "", "src": ""}, "parent_name": parent["name"] if parent else None,
        }  # fmt: skip
    made["quantity"] = item.get("quantity", made.get("quantity", 1))
    if product is not None and new:
        price = product["sale_price" if is_on_sale(product, shop.now()) else "regular_price"]
        made["subtotal"] = made["total"] = cents(money(price) * made["quantity"])
    for name in ("name", "subtotal", "total"):
        if name in item:
            made[name] = cents(item[name]) if name != "name" else item[name]
    made.setdefault("subtotal", made["total"])


def _product(shop: Shop, item: Thing) -> Thing | None:
    products = shop.things["product"]
    if sku := item.get("sku"):
        return next((one for one in products.values() if one["sku"].casefold() == sku.casefold()), None)
    id = item.get("variation_id") or item.get("product_id") or 0
    if not id:
        return None
    if id not in products:
        raise Refused(400, "woocommerce_rest_invalid_product_id", "Product is invalid.")
    return products[id]


def _apply_coupon(shop: Shop, order: Thing, item: Thing) -> None:
    code = str(item.get("code", "")).lower()
    coupon = next((one for one in shop.things["coupon"].values() if one["code"] == code), None)
    if coupon is None:
        raise Refused(400, "woocommerce_rest_invalid_coupon", f'Coupon "{code}" does not exist!')
    off, worth = Decimal(0), money(coupon["amount"])
    before = sum((money(line["subtotal"]) for line in order["line_items"]), Decimal(0))
    for line in order["line_items"]:
        part = money(line["subtotal"])
        share = (
            part * worth / 100 if coupon["discount_type"] == "percent" else min(worth, before) * part / before
        )
        line["total"] = cents(part - share)
        off += share
    coupon["usage_count"] += 1
    order["coupon_lines"].append(
        {
            "id": shop.new_id("item"), "code": code, "discount": cents(off), "discount_tax": "0", "meta_data": [],
            "discount_type": coupon["discount_type"], "nominal_amount": float(worth),
            "free_shipping": coupon["free_shipping"],
        }
    )  # fmt: skip


def reckon(shop: Shop, order: Thing) -> None:
    """The totals, as ``calculate_totals`` leaves them. Taxes are one rate for everything, on top of the prices."""
    rate, tax = shop.tax_rate / 100, Decimal(0)
    for kind in ("line_items", "shipping_lines", "fee_lines"):
        for item in order[kind]:
            own = money(item["total"]) * rate
            item["total"], item["total_tax"] = cents(item["total"]), cents(own)
            item["taxes"] = [{"id": 1, "total": cents(own), "subtotal": cents(own)}] if rate else []
            tax += money(item["total_tax"])
            if kind == "line_items":
                item["subtotal_tax"] = cents(money(item["subtotal"]) * rate)
                each = money(item["total"]) / item["quantity"] if item["quantity"] else Decimal(0)
                item["price"] = float(each)
    lines, shipping = _sum(order, "line_items"), _sum(order, "shipping_lines")
    before = sum((money(line["subtotal"]) for line in order["line_items"]), Decimal(0))
    order["discount_total"] = cents(before - lines if order["coupon_lines"] else 0)
    for_sending = sum((money(item["total_tax"]) for item in order["shipping_lines"]), Decimal(0))
    order["shipping_total"], order["shipping_tax"] = cents(shipping), cents(for_sending)
    order["total_tax"], order["cart_tax"] = cents(tax), cents(tax - for_sending)
    order["total"] = cents(lines + shipping + _sum(order, "fee_lines") + tax)
    order["tax_lines"] = [_tax_line(shop, tax)] if rate else []


def _sum(order: Thing, kind: str) -> Decimal:
    return sum((money(item["total"]) for item in order[kind]), Decimal(0))


def _tax_line(shop: Shop, tax: Decimal) -> dict[str, Any]:
    return {"id": 1, "rate_code": "VAT-1", "rate_id": 1, "label": "VAT", "compound": False, "tax_total": cents(tax),
            "shipping_tax_total": "0.00", "rate_percent": float(shop.tax_rate), "meta_data": []}  # fmt: skip


def move_stock(shop: Shop, order: Thing, *, out: bool) -> None:
    """Takes the goods off the shelf, once, or puts back what was taken."""
    for line in order["line_items"]:
        product = shop.things["product"].get(line["variation_id"] or line["product_id"])
        taken = next((one for one in line["meta_data"] if one["key"] == "_reduced_stock"), None)
        if product is None or (out and taken) or not (out or taken):
            continue
        if product["manage_stock"] == "parent":
            product = shop.things["product"][product["parent_id"]]
        if product["manage_stock"] is not True:
            continue
        if out:
            product["stock_quantity"] -= line["quantity"]
            entry = {"key": "_reduced_stock", "value": str(line["quantity"])}
            shown = {"display_key": entry["key"], "display_value": entry["value"]}
            line["meta_data"].append({"id": shop.new_id("meta"), **entry, **shown})
        elif taken is not None:
            product["stock_quantity"] += int(taken["value"])
            line["meta_data"].remove(taken)
