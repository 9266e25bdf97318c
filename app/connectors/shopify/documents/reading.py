"""Reading an order, a customer, a product, the shop. What else there is to read stands in ``things``.

Field names are given the names that the webhooks use, so that one mapping reads both.
"""

from __future__ import annotations

ADDRESS = """
fragment A on MailingAddress {
  name first_name: firstName last_name: lastName company address1 address2 city zip province
  province_code: provinceCode country country_code: countryCodeV2 phone
}
"""

MONEY = """
fragment M on MoneyBag {
  shop_money: shopMoney { amount currency_code: currencyCode }
  presentment_money: presentmentMoney { amount currency_code: currencyCode }
}
"""

BUYER_PLAIN = """
  id first_name: firstName last_name: lastName locale note tags verified_email: verifiedEmail state
  tax_exempt: taxExempt orders_count: numberOfOrders created_at: createdAt updated_at: updatedAt
  amountSpent { amount currencyCode }
  lastOrder { id }
  defaultEmailAddress { emailAddress marketingState marketingUpdatedAt }
  defaultPhoneNumber { phoneNumber marketingState marketingUpdatedAt }
  default_address: defaultAddress { ...A }
"""
"""What a customer is, without the lists."""

BUYER = (
    "\nfragment C on Customer {"
    + BUYER_PLAIN
    + """  addressesV2(first: 10) { nodes { ...A } }
  metafields(first: 25) { nodes { namespace key type value } }
}
"""
)

LINE_FIELDS = """
  id title variant_title: variantTitle sku vendor quantity gift_card: isGiftCard
  current_quantity: currentQuantity fulfillable_quantity: unfulfilledQuantity
  requires_shipping: requiresShipping taxable
  taxLines { priceSet { shopMoney { amount } } }
  product { id } variant { id }
  originalUnitPriceSet { shopMoney { amount } }
  discountAllocations { allocatedAmountSet { shopMoney { amount } } }
  properties: customAttributes { name: key value }
"""

LINES = (
    "\nfragment L on LineItemConnection {\n  pageInfo { hasNextPage endCursor }\n  nodes {"
    + LINE_FIELDS
    + "  }\n}\n"
)

TRANSACTION = """
fragment T on OrderTransaction {
  id kind status gateway test payment_id: paymentId error_code: errorCode
  created_at: createdAt processed_at: processedAt manual_payment_gateway: manualPaymentGateway
  account: accountNumber
  amountSet { shopMoney { amount currencyCode } }
  parentTransaction { id }
}
"""

VARIANT = """
fragment V on ProductVariant {
  id title sku barcode price position taxable compare_at_price: compareAtPrice
  inventory_quantity: inventoryQuantity inventory_policy: inventoryPolicy
  created_at: createdAt updated_at: updatedAt
  selectedOptions { value }
  inventoryItem {
    id tracked requires_shipping: requiresShipping
    measurement { weight { value unit } }
  }
}
"""

ORDER_PLAIN = """
  id name order_number: number note tags test email phone
  created_at: createdAt updated_at: updatedAt cancelled_at: cancelledAt closed_at: closedAt
  cancel_reason: cancelReason currency: currencyCode presentment_currency: presentmentCurrencyCode
  financial_status: displayFinancialStatus fulfillment_status: displayFulfillmentStatus
  taxes_included: taxesIncluded customer_locale: customerLocale
  buyer_accepts_marketing: customerAcceptsMarketing browser_ip: clientIp source_name: sourceName
  order_status_url: statusPageUrl payment_gateway_names: paymentGatewayNames
  processed_at: processedAt confirmation_number: confirmationNumber po_number: poNumber
  total_weight: totalWeight
  risk { assessments { riskLevel } }
  current_total_price_set: currentTotalPriceSet { ...M }
  current_total_duties_set: currentTotalDutiesSet { ...M }
  current_total_additional_fees_set: currentTotalAdditionalFeesSet { ...M }
  total_tip_received_set: totalTipReceivedSet { ...M }
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
  taxLines { title rate priceSet { shopMoney { amount } } }
  additionalFees { name price { shopMoney { amount } } taxLines { priceSet { shopMoney { amount } } } }
  transactions(first: 10) { ...T }
  refunds(first: 10) { id note created_at: createdAt totalRefundedSet { shopMoney { amount } } }
  fulfillments(first: 10) {
    id name status displayStatus created_at: createdAt updated_at: updatedAt
    delivered_at: deliveredAt
    trackingInfo(first: 10) { company number url }
  }
"""
"""What an order is, without the lists that are asked for in pages."""

ORDER_LISTS = """
  lineItems(first: 50) { ...L }
  shippingLines(first: 5) {
    nodes {
      title code carrier_identifier: carrierIdentifier
      originalPriceSet { shopMoney { amount } }
      taxLines { priceSet { shopMoney { amount } } }
    }
  }
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
  metafields(first: 25) { nodes { namespace key type value } }
"""

ORDER_FIELDS = ORDER_PLAIN + ORDER_LISTS

ORDER = (
    "query Order($id: ID!) {\n  order(id: $id) {"
    + ORDER_FIELDS
    + "  }\n}\n"
    + TRANSACTION
    + MONEY
    + ADDRESS
    + BUYER
    + LINES
)

MORELINES = (
    """
query OrderLines($id: ID!, $after: String!) {
  order(id: $id) { lineItems(first: 50, after: $after) { ...L } }
}
"""
    + LINES
)

CUSTOMER = (
    """
query Customer($id: ID!) {
  customer(id: $id) { ...C }
}
"""
    + ADDRESS
    + BUYER
)

PRODUCT_PLAIN = """
  id title handle status product_type: productType vendor tags body_html: descriptionHtml
  created_at: createdAt updated_at: updatedAt published_at: publishedAt
  online_store_url: onlineStoreUrl gift_card: isGiftCard tracked: tracksInventory
  template_suffix: templateSuffix
  seo { title description }
  category { name }
  options { name values }
  featuredMedia { preview { image { src: url } } }
  variantsCount { count }
"""

PRODUCT_LISTS = """
  collections(first: 25) { nodes { title } }
  media(first: 10) { nodes { preview { image { src: url } } } }
  metafields(first: 25) { nodes { namespace key type value } }
  variants(first: 100) { nodes { ...V } }
"""

PRODUCT = (
    "query Product($id: ID!) {\n  product(id: $id) {" + PRODUCT_PLAIN + PRODUCT_LISTS + "  }\n}\n" + VARIANT
)

SHOP = """
query Shop {
  shop { name currencyCode ianaTimezone myshopifyDomain }
  currentAppInstallation { accessScopes { handle } }
}
"""

DOCUMENTS: dict[str, str] = {
    "order": ORDER,
    "more_lines": MORELINES,
    "customer": CUSTOMER,
    "product": PRODUCT,
    "shop": SHOP,
}
