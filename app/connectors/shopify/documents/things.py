"""Reading what else a workflow may ask for: drafts, variants, stock, collections, parcels, returns, discounts ...

Field names are given the names that the webhooks use, so that one mapping reads both.
"""

from __future__ import annotations

from app.connectors.shopify.documents.reading import ADDRESS, BUYER, MONEY, TRANSACTION, VARIANT

_LEVELS = """
fragment S on InventoryItem {
  id sku tracked requires_shipping: requiresShipping created_at: createdAt updated_at: updatedAt
  country_code_of_origin: countryCodeOfOrigin harmonized_system_code: harmonizedSystemCode
  unitCost { amount }
  measurement { weight { value unit } }
  inventoryLevels(first: 25) {
    nodes {
      updated_at: updatedAt
      location { id name }
      quantities(names: ["available", "on_hand", "committed", "incoming"]) { name quantity }
    }
  }
}
"""

_LINE = """
fragment N on LineItem {
  id title variant_title: variantTitle sku vendor gift_card: isGiftCard
  requires_shipping: requiresShipping taxable
  product { id } variant { id }
  originalUnitPriceSet { shopMoney { amount } }
}
"""

DRAFT = (
    """
query Draft($id: ID!) {
  draftOrder(id: $id) {
    id name status note: note2 tags email phone currency: currencyCode
    taxes_included: taxesIncluded tax_exempt: taxExempt po_number: poNumber
    invoice_url: invoiceUrl invoice_sent_at: invoiceSentAt completed_at: completedAt
    created_at: createdAt updated_at: updatedAt
    note_attributes: customAttributes { name: key value }
    order { id }
    total_price_set: totalPriceSet { ...M }
    subtotal_price_set: subtotalPriceSet { ...M }
    total_discounts_set: totalDiscountsSet { ...M }
    total_tax_set: totalTaxSet { ...M }
    appliedDiscount { title description value value_type: valueType amountSet { shopMoney { amount } } }
    customer { ...C }
    billing_address: billingAddress { ...A }
    shipping_address: shippingAddress { ...A }
    shippingLine { title code originalPriceSet { shopMoney { amount } } }
    taxLines { title rate priceSet { shopMoney { amount } } }
    metafields(first: 25) { nodes { namespace key type value } }
    lineItems(first: 100) {
      nodes {
        id title variant_title: variantTitle sku vendor quantity gift_card: isGiftCard
        requires_shipping: requiresShipping taxable
        product { id } variant { id }
        originalUnitPriceSet { shopMoney { amount } }
        totalDiscountSet { shopMoney { amount } }
        properties: customAttributes { name: key value }
      }
    }
  }
}
"""
    + MONEY
    + ADDRESS
    + BUYER
)

VARIANT_READ = (
    """
query Variant($id: ID!) {
  productVariant(id: $id) {
    ...V
    product { id title }
    media(first: 1) { nodes { preview { image { src: url } } } }
    metafields(first: 25) { nodes { namespace key type value } }
    stock: inventoryItem { ...S }
  }
}
"""
    + VARIANT
    + _LEVELS
)

INVENTORY = (
    """
query Inventory($id: ID!) {
  inventoryItem(id: $id) { ...S variants(first: 1) { nodes { id product { id } } } }
}
"""
    + _LEVELS
)

COLLECTION = """
query Collection($id: ID!) {
  collection(id: $id) {
    id title handle body_html: descriptionHtml sort_order: sortOrder template_suffix: templateSuffix
    updated_at: updatedAt
    image { src: url }
    productsCount { count }
    metafields(first: 25) { nodes { namespace key type value } }
  }
}
"""

FULFILMENT = (
    """
query Fulfilment($id: ID!) {
  fulfillment(id: $id) {
    id name status displayStatus created_at: createdAt updated_at: updatedAt delivered_at: deliveredAt
    order { id email shipping_address: shippingAddress { ...A } }
    service { handle }
    trackingInfo(first: 10) { company number url }
    fulfillmentLineItems(first: 100) { nodes { quantity lineItem { ...N } } }
  }
}
"""
    + ADDRESS
    + _LINE
)

FULFILMENT_ORDER = (
    """
query FulfilmentOrder($id: ID!) {
  fulfillmentOrder(id: $id) {
    id status request_status: requestStatus order_id: orderId order_name: orderName
    fulfill_at: fulfillAt fulfill_by: fulfillBy created_at: createdAt updated_at: updatedAt
    assignedLocation { name location { id } }
    deliveryMethod { method_type: methodType }
    fulfillment_holds: fulfillmentHolds { reason reason_notes: reasonNotes }
    destination {
      first_name: firstName last_name: lastName company address1 address2 city zip province
      country_code: countryCode phone
    }
    lineItems(first: 100) { nodes { total_quantity: totalQuantity left: remainingQuantity lineItem { ...N } } }
  }
}
"""
    + _LINE
)

RETURN = """
query Return($id: ID!) {
  return(id: $id) {
    id name status created_at: createdAt closed_at: closedAt
    total_return_line_items: totalQuantity
    order { id }
    decline { reason note }
    returnLineItems(first: 100) {
      nodes {
        id quantity customer_note: customerNote return_reason_note: returnReasonNote
        definition: returnReasonDefinition { handle }
        ... on ReturnLineItem {
          fulfillmentLineItem { lineItem { id title sku product { id } variant { id } } }
        }
      }
    }
  }
}
"""

REFUND = (
    """
query Refund($id: ID!) {
  refund(id: $id) {
    id note created_at: createdAt processed_at: processedAt
    order { id }
    return { id }
    totalRefundedSet { shopMoney { amount currencyCode } }
    refundLineItems(first: 100) {
      nodes {
        quantity restock_type: restockType
        subtotalSet { shopMoney { amount } }
        totalTaxSet { shopMoney { amount } }
        lineItem { ...N }
      }
    }
    transactions(first: 10) { nodes { ...T } }
  }
}
"""
    + TRANSACTION
    + _LINE
)

CHECKOUT_PLAIN = """
  id name note abandoned_checkout_url: abandonedCheckoutUrl
  completed_at: completedAt created_at: createdAt updated_at: updatedAt
  discountCodes
  note_attributes: customAttributes { name: key value }
  total_price_set: totalPriceSet { ...M }
  subtotal_price_set: subtotalPriceSet { ...M }
  total_discounts_set: totalDiscountSet { ...M }
  total_tax_set: totalTaxSet { ...M }
  customer { ...C }
  billing_address: billingAddress { ...A }
  shipping_address: shippingAddress { ...A }
  taxLines { title rate priceSet { shopMoney { amount } } }
"""

CHECKOUT_LINE = """
  id title variant_title: variantTitle sku quantity
  product { id } variant { id }
  originalUnitPriceSet { shopMoney { amount } }
  properties: customAttributes { name: key value }
"""

CHECKOUT_FIELDS = CHECKOUT_PLAIN + "  lineItems(first: 100) { nodes {" + CHECKOUT_LINE + "  } }\n"

CHECKOUT = (
    "query Checkout($id: ID!) {\n  node(id: $id) {\n    ... on AbandonedCheckout {"
    + CHECKOUT_FIELDS
    + "    }\n  }\n}\n"
    + MONEY
    + ADDRESS
    + BUYER
)

TERMS = (
    "__typename title summary status created_at: createdAt updated_at: updatedAt starts_at: startsAt ends_at: endsAt"
    " usage_count: asyncUsageCount"
)
MINIMUM = (
    "minimumRequirement { ... on DiscountMinimumSubtotal "
    "{ greaterThanOrEqualToSubtotal { amount currencyCode } } }"
)
WORTH = (
    "customerGets { value { ... on DiscountPercentage { percentage } "
    "... on DiscountAmount { money: amount { amount currencyCode } } } }"
)
CODE = "usage_limit: usageLimit once_per_customer: appliesOncePerCustomer codes(first: 1) { nodes { code } }"

DISCOUNT = f"""
query Discount($id: ID!) {{
  discountNode(id: $id) {{
    id
    metafields(first: 25) {{ nodes {{ namespace key type value }} }}
    discount {{
      ... on DiscountCodeBasic {{ {TERMS} {CODE} {MINIMUM} {WORTH} }}
      ... on DiscountCodeBxgy {{ {TERMS} {CODE} }}
      ... on DiscountCodeFreeShipping {{ {TERMS} {CODE} {MINIMUM} }}
      ... on DiscountCodeApp {{ {TERMS.replace(" summary", "")} {CODE} }}
      ... on DiscountAutomaticBasic {{ {TERMS} {MINIMUM} {WORTH} }}
      ... on DiscountAutomaticBxgy {{ {TERMS} }}
      ... on DiscountAutomaticFreeShipping {{ {TERMS} {MINIMUM} }}
      ... on DiscountAutomaticApp {{ {TERMS.replace(" summary", "")} }}
    }}
  }}
}}
"""

SUBSCRIPTION = (
    """
query Subscription($id: ID!) {
  subscriptionContract(id: $id) {
    id status currency_code: currencyCode note created_at: createdAt updated_at: updatedAt
    next_billing_date: nextBillingDate last_payment_status: lastPaymentStatus
    customer { ...C }
    originOrder { id }
    billing_policy: billingPolicy {
      interval interval_count: intervalCount min_cycles: minCycles max_cycles: maxCycles
    }
    delivery_policy: deliveryPolicy { interval interval_count: intervalCount }
  }
}
"""
    + ADDRESS
    + BUYER
)

DISPUTE = """
query Dispute($id: ID!) {
  dispute(id: $id) {
    id status type initiated_at: initiatedAt evidence_due_by: evidenceDueBy
    evidence_sent_on: evidenceSentOn finalized_on: finalizedOn
    order { id }
    amount { amount currencyCode }
    reasonDetails { reason network_reason_code: networkReasonCode }
  }
}
"""

PAYMENT_SCHEDULE = """
query PaymentSchedule($id: ID!) {
  node(id: $id) {
    ... on PaymentSchedule {
      id issued_at: issuedAt due_at: dueAt completed_at: completedAt
      balanceDue { amount currencyCode }
      totalBalance { amount }
      paymentTerms { order { id } }
    }
  }
}
"""

COMPANY = """
query Company($id: ID!) {
  company(id: $id) {
    id name note external_id: externalId customer_since: customerSince
    created_at: createdAt updated_at: updatedAt
    mainContact { id }
    ordersCount { count }
    totalSpent { amount currencyCode }
    metafields(first: 25) { nodes { namespace key type value } }
  }
}
"""

TRANSFER = """
query Transfer($id: ID!) {
  inventoryTransfer(id: $id) {
    id name status note tags created_at: dateCreated quantity: totalQuantity received: receivedQuantity
    origin { name location { id } }
    destination { name location { id } }
  }
}
"""

DOCUMENTS: dict[str, str] = {
    "draft_order": DRAFT,
    "variant": VARIANT_READ,
    "inventory": INVENTORY,
    "collection": COLLECTION,
    "fulfilment": FULFILMENT,
    "fulfilment_order": FULFILMENT_ORDER,
    "return": RETURN,
    "refund": REFUND,
    "checkout": CHECKOUT,
    "discount": DISCOUNT,
    "subscription": SUBSCRIPTION,
    "dispute": DISPUTE,
    "payment_schedule": PAYMENT_SCHEDULE,
    "company": COMPANY,
    "transfer": TRANSFER,
}
