"""What Shopify answers when a thing is asked for, and what of it is then told, by kind of thing."""

from __future__ import annotations

from typing import Any

MONEY = {"shopMoney": {"amount": "10.0", "currencyCode": "EUR"}}
SHOP = {"shop_money": {"amount": "10.0", "currency_code": "EUR"}}
LINE = {
    "id": "gid://shopify/LineItem/9",
    "title": "Teapot",
    "sku": "POT",
    "product": {"id": "gid://shopify/Product/3"},
    "variant": {"id": "gid://shopify/ProductVariant/4"},
    "originalUnitPriceSet": MONEY,
}
FIELDS = {
    "nodes": [{"namespace": "custom", "key": "colour", "type": "single_line_text_field", "value": "blue"}]
}
STOCK = {
    "id": "gid://shopify/InventoryItem/6",
    "sku": "POT",
    "tracked": True,
    "requires_shipping": True,
    "unitCost": {"amount": "4.1"},
    "measurement": {"weight": {"value": 1.5, "unit": "KILOGRAMS"}},
    "inventoryLevels": {
        "nodes": [
            {
                "location": {"id": "gid://shopify/Location/71", "name": "Berlin"},
                "quantities": [{"name": "available", "quantity": 4}, {"name": "on_hand", "quantity": 5}],
            },
            {
                "location": {"id": "gid://shopify/Location/72", "name": "Hamburg"},
                "quantities": [{"name": "available", "quantity": 2}, {"name": "on_hand", "quantity": 2}],
            },
        ]
    },
}

SHOPIFY: dict[str, tuple[Any, dict[str, Any]]] = {
    "draft_order": (
        {
            "id": "gid://shopify/DraftOrder/1",
            "name": "#D1",
            "status": "INVOICE_SENT",
            "currency": "EUR",
            "total_price_set": SHOP,
            "lineItems": {"nodes": [{**LINE, "quantity": 2, "totalDiscountSet": MONEY}]},
            "appliedDiscount": {
                "title": "Friend",
                "value": 10.0,
                "value_type": "PERCENTAGE",
                "amountSet": MONEY,
            },
            "metafields": FIELDS,
        },
        {"status": "invoice_sent", "total": "10.00", "item_count": 2, "custom": {"colour": "blue"}},
    ),
    "variant": (
        {
            "id": "gid://shopify/ProductVariant/4",
            "title": "Blue",
            "price": "89.00",
            "inventory_quantity": 6,
            "product": {"id": "gid://shopify/Product/3", "title": "Teapot"},
            "inventoryItem": STOCK,
            "stock": STOCK,
            "selectedOptions": [{"value": "Blue"}],
        },
        {"product_id": "3", "product_title": "Teapot", "stock": 6, "cost": "4.10", "weight_grams": 1500.0},
    ),
    "inventory": (
        {
            **STOCK,
            "variants": {
                "nodes": [
                    {"id": "gid://shopify/ProductVariant/4", "product": {"id": "gid://shopify/Product/3"}}
                ]
            },
        },
        {
            "available": 6,
            "on_hand": 7,
            "variant_id": "4",
            "product_id": "3",
            "cost": "4.10",
            "location": None,
        },
    ),
    "collection": (
        {
            "id": "gid://shopify/Collection/17",
            "title": "Gifts",
            "sort_order": "BEST_SELLING",
            "productsCount": {"count": 12},
        },
        {"title": "Gifts", "sort_order": "best-selling", "products_count": 12},
    ),
    "fulfilment": (
        {
            "id": "gid://shopify/Fulfillment/8",
            "status": "SUCCESS",
            "displayStatus": "DELIVERED",
            "order": {"id": "gid://shopify/Order/1001", "email": "a@example.com"},
            "service": {"handle": "manual"},
            "trackingInfo": [
                {"company": "DHL", "number": "1", "url": "u1"},
                {"company": "DHL", "number": "2", "url": "u2"},
            ],
            "fulfillmentLineItems": {"nodes": [{"quantity": 3, "lineItem": LINE}]},
        },
        {
            "order_id": "1001",
            "shipment_status": "delivered",
            "tracking_numbers": ["1", "2"],
            "carrier": "DHL",
        },
    ),
    "fulfilment_order": (
        {
            "id": "gid://shopify/FulfillmentOrder/85",
            "status": "ON_HOLD",
            "request_status": "UNSUBMITTED",
            "order_id": "gid://shopify/Order/1001",
            "order_name": "#1001",
            "deliveryMethod": {"method_type": "SHIPPING"},
            "assignedLocation": {"name": "Berlin", "location": {"id": "gid://shopify/Location/71"}},
            "fulfillment_holds": [{"reason": "INCORRECT_ADDRESS", "reason_notes": "no number"}],
            "lineItems": {"nodes": [{"total_quantity": 2, "left": 1, "lineItem": LINE}]},
        },
        {"order_id": "1001", "location": "Berlin", "hold_reason": "incorrect_address", "method": "shipping"},
    ),
    "return": (
        {
            "id": "gid://shopify/Return/5",
            "status": "OPEN",
            "total_return_line_items": 1,
            "order": {"id": "gid://shopify/Order/1001"},
            "returnLineItems": {
                "nodes": [
                    {
                        "id": "gid://shopify/ReturnLineItem/51",
                        "quantity": 1,
                        "customer_note": "broken",
                        "definition": {"handle": "defective"},
                        "fulfillmentLineItem": {"lineItem": LINE},
                    }
                ]
            },
        },
        {"order_id": "1001", "status": "open", "quantity": 1},
    ),
    "refund": (
        {
            "id": "gid://shopify/Refund/7",
            "note": "late",
            "order": {"id": "gid://shopify/Order/1001"},
            "totalRefundedSet": MONEY,
            "refundLineItems": {
                "nodes": [{"quantity": 1, "restock_type": "RETURN", "subtotalSet": MONEY, "lineItem": LINE}]
            },
            "transactions": {
                "nodes": [
                    {
                        "id": "gid://shopify/OrderTransaction/6",
                        "kind": "REFUND",
                        "status": "SUCCESS",
                        "amountSet": MONEY,
                    }
                ]
            },
        },
        {"order_id": "1001", "amount": "10.00", "currency": "EUR", "restocked": True},
    ),
    "checkout": (
        {
            "id": "gid://shopify/AbandonedCheckout/77",
            "name": "#77",
            "total_price_set": SHOP,
            "discountCodes": ["SPRING5"],
            "lineItems": {"nodes": [{**LINE, "quantity": 2}]},
        },
        {"total": "10.00", "currency": "EUR", "discount_codes": ["SPRING5"], "item_count": 2},
    ),
    "discount": (
        {
            "id": "gid://shopify/DiscountNode/14",
            "discount": {
                "__typename": "DiscountCodeBasic",
                "title": "Spring",
                "status": "ACTIVE",
                "usage_limit": 100,
                "once_per_customer": True,
                "codes": {"nodes": [{"code": "SPRING"}]},
                "customerGets": {"value": {"percentage": 0.15}},
            },
        },
        {
            "code": "SPRING",
            "kind": "percentage",
            "percent": 15.0,
            "automatic": False,
            "usage_limit_per_customer": 1,
        },
    ),
    "subscription": (
        {
            "id": "gid://shopify/SubscriptionContract/44",
            "status": "ACTIVE",
            "currency_code": "EUR",
            "customer": {"id": "gid://shopify/Customer/501", "first_name": "Anna"},
            "billing_policy": {"interval": "MONTH", "interval_count": 1},
            "last_payment_status": "FAILED",
        },
        {"status": "active", "customer_id": "501", "billing_interval": "month", "last_payment": "failed"},
    ),
    "dispute": (
        {
            "id": "gid://shopify/ShopifyPaymentsDispute/67",
            "status": "NEEDS_RESPONSE",
            "type": "CHARGEBACK",
            "amount": {"amount": "10.0", "currencyCode": "EUR"},
            "reasonDetails": {"reason": "FRAUDULENT"},
            "order": {"id": "gid://shopify/Order/1001"},
        },
        {"status": "needs_response", "kind": "chargeback", "reason": "fraudulent", "order_id": "1001"},
    ),
    "payment_schedule": (
        {
            "id": "gid://shopify/PaymentSchedule/65",
            "due_at": "2026-04-01T10:15:00Z",
            "balanceDue": {"amount": "10.0", "currencyCode": "EUR"},
            "totalBalance": {"amount": "20.0"},
            "paymentTerms": {"order": {"id": "gid://shopify/Order/1001"}},
        },
        {"order_id": "1001", "balance": "10.00", "amount": "20.00"},
    ),
    "company": (
        {
            "id": "gid://shopify/Company/26",
            "name": "Berger",
            "mainContact": {"id": "gid://shopify/CompanyContact/27"},
            "ordersCount": {"count": 4},
            "totalSpent": {"amount": "1920.0", "currencyCode": "EUR"},
        },
        {"name": "Berger", "main_contact_id": "27", "orders_count": 4, "total_spent": "1920.00"},
    ),
    "transfer": (
        {
            "id": "gid://shopify/InventoryTransfer/18",
            "name": "#T1",
            "status": "READY_TO_SHIP",
            "quantity": 18,
            "received": 0,
            "origin": {"name": "Berlin", "location": {"id": "gid://shopify/Location/71"}},
            "tags": [],
        },
        {"name": "#T1", "status": "ready_to_ship", "origin": "Berlin", "origin_id": "71", "quantity": 18},
    ),
}
