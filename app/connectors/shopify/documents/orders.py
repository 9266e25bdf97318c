"""Changing orders: notes, closing, cancelling, money, what is in them."""

from __future__ import annotations

_ADDRESS = """
fragment OrderAddress on MailingAddress {
  firstName lastName company address1 address2 city zip provinceCode countryCode: countryCodeV2 phone
}
"""

ORDER_DETAILS = (
    """
query OrderDetails($id: ID!) {
  order(id: $id) {
    id note email phone closedAt cancelledAt
    customAttributes { key value }
    shippingAddress { ...OrderAddress }
  }
}
"""
    + _ADDRESS
)

ORDER_UPDATE = """
mutation UpdateOrder($input: OrderInput!) {
  orderUpdate(input: $input) { order { id } userErrors { field message } }
}
"""

ORDER_CLOSE = """
mutation CloseOrder($id: ID!) {
  orderClose(input: { id: $id }) { order { id closedAt } userErrors { field message } }
}
"""

ORDER_OPEN = """
mutation OpenOrder($id: ID!) {
  orderOpen(input: { id: $id }) { order { id closedAt } userErrors { field message } }
}
"""

ORDER_CANCEL = """
mutation CancelOrder(
  $id: ID!, $reason: OrderCancelReason!, $refund: Boolean!, $restock: Boolean!, $notify: Boolean!, $note: String
) {
  orderCancel(
    orderId: $id, reason: $reason, refundMethod: { originalPaymentMethodsRefund: $refund }, restock: $restock,
    notifyCustomer: $notify, staffNote: $note
  ) {
    job { id done }
    orderCancelUserErrors { field message }
  }
}
"""

ORDER_CANCELLED = """
query OrderCancelled($id: ID!, $job: ID!) {
  job(id: $job) { id done }
  order(id: $id) { id cancelledAt }
}
"""

ORDER_MONEY = """
query OrderMoney($id: ID!) {
  order(id: $id) {
    id canMarkAsPaid capturable financial: displayFinancialStatus
    currency: currencyCode presented: presentmentCurrencyCode
    transactions(first: 20, capturable: true) {
      id kind totalUnsettledSet { presentmentMoney { amount } }
    }
    paymentTerms { paymentSchedules(first: 50) { nodes { id completedAt dueAt } } }
  }
}
"""

ORDER_MARK_AS_PAID = """
mutation MarkOrderAsPaid($id: ID!) {
  orderMarkAsPaid(input: { id: $id }) { order { id } userErrors { field message } }
}
"""

ORDER_CAPTURE = """
mutation CapturePayment($input: OrderCaptureInput!) {
  orderCapture(input: $input) { transaction { id status } userErrors { field message } }
}
"""

ORDER_REFUNDABLE = """
query OrderRefundable($id: ID!) {
  order(id: $id) {
    id currency: currencyCode presented: presentmentCurrencyCode
    lineItems(first: 250) { nodes { id refundableQuantity unfulfilledQuantity } }
    refunds(first: 100) { id note totalRefundedSet { shopMoney { amount } } }
  }
}
"""

ORDER_SUGGESTED_REFUND = """
query OrderSuggestedRefund($id: ID!, $lines: [RefundLineItemInput!], $shipping: Boolean!, $whole: Boolean!) {
  order(id: $id) {
    suggestedRefund(refundLineItems: $lines, refundShipping: $shipping, suggestFullRefund: $whole) {
      amountSet { presentmentMoney { amount } }
      refundLineItems { quantity restockType lineItem { id } location { id } }
      suggestedTransactions {
        gateway
        amountSet { presentmentMoney { amount } }
        maximumRefundableSet { presentmentMoney { amount } }
        parentTransaction { id }
      }
    }
  }
}
"""

REFUND_CREATE = """
mutation Refund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id totalRefundedSet { shopMoney { amount } } }
    userErrors { field message }
  }
}
"""

ORDER_INVOICE_SEND = """
mutation SendInvoice($id: ID!, $email: EmailInput) {
  orderInvoiceSend(id: $id, email: $email) { order { id } userErrors { field message } }
}
"""

PAYMENT_REMINDER_SEND = """
mutation SendReminder($schedule: ID!) {
  paymentReminderSend(paymentScheduleId: $schedule) { success userErrors { field message } }
}
"""

VARIANT_BY_SKU = """
query VariantBySku($query: String!) {
  productVariants(first: 5, query: $query) { nodes { id sku } }
}
"""

ORDER_EDIT_BEGIN = """
mutation BeginOrderEdit($id: ID!) {
  orderEditBegin(id: $id) {
    calculatedOrder {
      id lineItems(first: 100) { nodes { id sku quantity editableQuantity } }
    }
    userErrors { field message }
  }
}
"""

ORDER_EDIT_ADD = """
mutation AddOrderLine($edit: ID!, $variant: ID!, $quantity: Int!) {
  orderEditAddVariant(id: $edit, variantId: $variant, quantity: $quantity, allowDuplicates: true) {
    calculatedLineItem { id }
    userErrors { field message }
  }
}
"""

ORDER_EDIT_DISCOUNT = """
mutation DiscountOrderLine($edit: ID!, $line: ID!, $discount: OrderEditAppliedDiscountInput!) {
  orderEditAddLineItemDiscount(id: $edit, lineItemId: $line, discount: $discount) {
    calculatedLineItem { id }
    userErrors { field message }
  }
}
"""

ORDER_EDIT_QUANTITY = """
mutation SetOrderLine($edit: ID!, $line: ID!, $quantity: Int!, $restock: Boolean!) {
  orderEditSetQuantity(id: $edit, lineItemId: $line, quantity: $quantity, restock: $restock) {
    calculatedLineItem { id }
    userErrors { field message }
  }
}
"""

ORDER_EDIT_COMMIT = """
mutation CommitOrderEdit($edit: ID!, $notify: Boolean!, $note: String) {
  orderEditCommit(id: $edit, notifyCustomer: $notify, staffNote: $note) {
    order { id }
    userErrors { field message }
  }
}
"""

DOCUMENTS: dict[str, str] = {
    "orderDetails": ORDER_DETAILS,
    "orderUpdate": ORDER_UPDATE,
    "orderClose": ORDER_CLOSE,
    "orderOpen": ORDER_OPEN,
    "orderCancel": ORDER_CANCEL,
    "orderCancelled": ORDER_CANCELLED,
    "orderMoney": ORDER_MONEY,
    "orderMarkAsPaid": ORDER_MARK_AS_PAID,
    "orderCapture": ORDER_CAPTURE,
    "orderRefundable": ORDER_REFUNDABLE,
    "orderSuggestedRefund": ORDER_SUGGESTED_REFUND,
    "refundCreate": REFUND_CREATE,
    "orderInvoiceSend": ORDER_INVOICE_SEND,
    "paymentReminderSend": PAYMENT_REMINDER_SEND,
    "variantBySku": VARIANT_BY_SKU,
    "orderEditBegin": ORDER_EDIT_BEGIN,
    "orderEditAddVariant": ORDER_EDIT_ADD,
    "orderEditAddLineItemDiscount": ORDER_EDIT_DISCOUNT,
    "orderEditSetQuantity": ORDER_EDIT_QUANTITY,
    "orderEditCommit": ORDER_EDIT_COMMIT,
}
