"""Holding, releasing, moving and fulfilling what is to be sent; returns."""

from __future__ import annotations

_PART = """
fragment Part on FulfillmentOrder {
  id status requestStatus fulfillAt
  assignedLocation { location { id } }
  supportedActions { action }
  fulfillmentHolds { id handle heldByRequestingApp }
}
"""

PARTS = (
    """
query Parts($id: ID!) {
  order(id: $id) {
    id
    fulfillmentOrders(first: 50) { nodes { ...Part } }
  }
}
"""
    + _PART
)

HOLD = """
mutation Hold($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
    fulfillmentHold { id }
    userErrors { field message }
  }
}
"""

RELEASE_HOLD = """
mutation ReleaseHold($id: ID!, $holds: [ID!]) {
  fulfillmentOrderReleaseHold(id: $id, holdIds: $holds) {
    fulfillmentOrder { id status }
    userErrors { field message }
  }
}
"""

MOVE = """
mutation MovePart($id: ID!, $location: ID!) {
  fulfillmentOrderMove(id: $id, newLocationId: $location) {
    movedFulfillmentOrder { id }
    userErrors { field message }
  }
}
"""

LOCATIONS = """
query LocationNames($after: String) {
  locations(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name } }
}
"""

FULFIL = """
mutation Fulfil($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id status }
    userErrors { field message }
  }
}
"""

REQUEST = """
mutation RequestFulfilment($id: ID!, $message: String, $notify: Boolean!) {
  fulfillmentOrderSubmitFulfillmentRequest(id: $id, message: $message, notifyCustomer: $notify) {
    submittedFulfillmentOrder { id requestStatus }
    userErrors { field message }
  }
}
"""

RESCHEDULE = """
mutation Reschedule($id: ID!, $at: DateTime!) {
  fulfillmentOrderReschedule(id: $id, fulfillAt: $at) {
    fulfillmentOrder { id fulfillAt }
    userErrors { field message }
  }
}
"""

PARCELS = """
query Parcels($id: ID!) {
  order(id: $id) {
    id
    fulfillments(first: 100) { id status createdAt trackingInfo(first: 1) { company number url } }
  }
}
"""

CANCEL = """
mutation CancelFulfilment($id: ID!) {
  fulfillmentCancel(id: $id) { fulfillment { id status } userErrors { field message } }
}
"""

TRACKING = """
mutation UpdateTracking($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    fulfillment { id }
    userErrors { field message }
  }
}
"""

RETURN_STATUS = """
query ReturnStatus($id: ID!) {
  return(id: $id) { id status }
}
"""

RETURN_APPROVE = """
mutation ApproveReturn($input: ReturnApproveRequestInput!) {
  returnApproveRequest(input: $input) { return { id status } userErrors { field message } }
}
"""

RETURN_DECLINE = """
mutation DeclineReturn($input: ReturnDeclineRequestInput!) {
  returnDeclineRequest(input: $input) { return { id status } userErrors { field message } }
}
"""

RETURN_CLOSE = """
mutation CloseReturn($id: ID!) {
  returnClose(id: $id) { return { id status } userErrors { field message } }
}
"""

RETURN_REOPEN = """
mutation ReopenReturn($id: ID!) {
  returnReopen(id: $id) { return { id status } userErrors { field message } }
}
"""

RETURN_CANCEL = """
mutation CancelReturn($id: ID!, $notify: Boolean!) {
  returnCancel(id: $id, notifyCustomer: $notify) { return { id status } userErrors { field message } }
}
"""

RETURNABLE = """
query Returnable($order: ID!) {
  returnableFulfillments(orderId: $order, first: 20) {
    nodes {
      returnableFulfillmentLineItems(first: 50) {
        nodes { quantity fulfillmentLineItem { id lineItem { id } } }
      }
    }
  }
}
"""

RETURN_CREATE = """
mutation CreateReturn($input: ReturnInput!) {
  returnCreate(returnInput: $input) { return { id name status } userErrors { field message } }
}
"""

DOCUMENTS: dict[str, str] = {
    "parts": PARTS,
    "fulfillmentOrderHold": HOLD,
    "fulfillmentOrderReleaseHold": RELEASE_HOLD,
    "fulfillmentOrderMove": MOVE,
    "locationNames": LOCATIONS,
    "fulfillmentCreate": FULFIL,
    "fulfillmentOrderSubmitFulfillmentRequest": REQUEST,
    "fulfillmentOrderReschedule": RESCHEDULE,
    "parcels": PARCELS,
    "fulfillmentCancel": CANCEL,
    "fulfillmentTrackingInfoUpdate": TRACKING,
    "returnStatus": RETURN_STATUS,
    "returnApproveRequest": RETURN_APPROVE,
    "returnDeclineRequest": RETURN_DECLINE,
    "returnClose": RETURN_CLOSE,
    "returnReopen": RETURN_REOPEN,
    "returnCancel": RETURN_CANCEL,
    "returnable": RETURNABLE,
    "returnCreate": RETURN_CREATE,
}
