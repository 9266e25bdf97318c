"""Reading an order, a customer, a product, the shop.

Field names are given the names that the webhooks use, so that one mapping reads both.
"""

from __future__ import annotations

_ADDRESS = """
fragment A on MailingAddress {
  name first_name: firstName last_name: lastName company address1 address2 city zip province
  province_code: provinceCode country country_code: countryCodeV2 phone
}
"""

_MONEY = """
fragment M on MoneyBag {
  shop_money: shopMoney { amount currency_code: currencyCode }
  presentment_money: presentmentMoney { amount currency_code: currencyCode }
}
"""

_CUSTOMER = """
fragment C on Customer {
  id first_name: firstName last_name: lastName locale note tags verified_email: verifiedEmail
  tax_exempt: taxExempt orders_count: numberOfOrders created_at: createdAt updated_at: updatedAt
  amountSpent { amount currencyCode }
  defaultEmailAddress { emailAddress marketingState }
  defaultPhoneNumber { phoneNumber }
  default_address: defaultAddress { ...A }
}
"""

_LINES = """
fragment L on LineItemConnection {
  pageInfo { hasNextPage endCursor }
  nodes {
    id title variant_title: variantTitle sku vendor quantity gift_card: isGiftCard
    requires_shipping: requiresShipping taxable
    product { id } variant { id }
    originalUnitPriceSet { shopMoney { amount } }
    discountAllocations { allocatedAmountSet { shopMoney { amount } } }
    properties: customAttributes { name: key value }
  }
}
"""

ORDER = (
    """
query Order($id: ID!) {
  order(id: $id) {
    id name order_number: number note tags test email phone
    created_at: createdAt updated_at: updatedAt cancelled_at: cancelledAt closed_at: closedAt
    cancel_reason: cancelReason currency: currencyCode presentment_currency: presentmentCurrencyCode
    financial_status: displayFinancialStatus fulfillment_status: displayFulfillmentStatus
    taxes_included: taxesIncluded customer_locale: customerLocale
    buyer_accepts_marketing: customerAcceptsMarketing browser_ip: clientIp source_name: sourceName
    order_status_url: statusPageUrl payment_gateway_names: paymentGatewayNames
    note_attributes: customAttributes { name: key value }
    total_price_set: totalPriceSet { ...M }
    subtotal_price_set: subtotalPriceSet { ...M }
    total_discounts_set: totalDiscountsSet { ...M }
    total_shipping_price_set: totalShippingPriceSet { ...M }
    total_tax_set: totalTaxSet { ...M }
    total_outstanding_set: totalOutstandingSet { ...M }
    customer { ...C }
    billing_address: billingAddress { ...A }
    shipping_address: shippingAddress { ...A }
    lineItems(first: 50) { ...L }
    shippingLines(first: 5) { nodes { title code originalPriceSet { shopMoney { amount } } } }
    taxLines { title rate priceSet { shopMoney { amount } } }
    discountApplications(first: 10) {
      nodes {
        value {
          __typename
          ... on MoneyV2 { amount }
          ... on PricingPercentageValue { percentage }
        }
        __typename
        ... on DiscountCodeApplication { code targetType }
        ... on AutomaticDiscountApplication { title }
        ... on ManualDiscountApplication { title }
        ... on ScriptDiscountApplication { title }
      }
    }
    refunds(first: 10) { id note created_at: createdAt totalRefundedSet { shopMoney { amount } } }
    fulfillments(first: 10) {
      id name status displayStatus created_at: createdAt updated_at: updatedAt
      trackingInfo(first: 1) { company number url }
    }
  }
}
"""
    + _MONEY
    + _ADDRESS
    + _CUSTOMER
    + _LINES
)

MORE_LINES = (
    """
query OrderLines($id: ID!, $after: String!) {
  order(id: $id) { lineItems(first: 50, after: $after) { ...L } }
}
"""
    + _LINES
)

CUSTOMER = (
    """
query Customer($id: ID!) {
  customer(id: $id) { ...C }
}
"""
    + _ADDRESS
    + _CUSTOMER
)

PRODUCT = """
query Product($id: ID!) {
  product(id: $id) {
    id title handle status product_type: productType vendor tags body_html: descriptionHtml
    created_at: createdAt updated_at: updatedAt published_at: publishedAt
    online_store_url: onlineStoreUrl
    category { name }
    featuredMedia { preview { image { src: url } } }
    variants(first: 100) {
      nodes {
        id title sku barcode price compare_at_price: compareAtPrice
        inventory_quantity: inventoryQuantity inventory_policy: inventoryPolicy
        created_at: createdAt updated_at: updatedAt
        selectedOptions { value }
        inventoryItem { id }
      }
    }
  }
}
"""

SHOP = """
query Shop {
  shop { name currencyCode ianaTimezone }
  currentAppInstallation { accessScopes { handle } }
}
"""

DOCUMENTS: dict[str, str] = {
    "order": ORDER,
    "more_lines": MORE_LINES,
    "customer": CUSTOMER,
    "product": PRODUCT,
    "shop": SHOP,
}
