"""Draft orders: making, sending, completing, deleting them."""

from __future__ import annotations

DRAFT_STATE = """
query DraftState($id: ID!) {
  draftOrder(id: $id) { id status note: note2 order { id } }
}
"""

DRAFT_CREATE = """
mutation CreateDraft($input: DraftOrderInput!) {
  draftOrderCreate(input: $input) { draftOrder { id } userErrors { field message } }
}
"""

DRAFT_UPDATE = """
mutation UpdateDraft($id: ID!, $input: DraftOrderInput!) {
  draftOrderUpdate(id: $id, input: $input) { draftOrder { id } userErrors { field message } }
}
"""

DRAFT_INVOICE = """
mutation SendDraftInvoice($id: ID!, $email: EmailInput) {
  draftOrderInvoiceSend(id: $id, email: $email) { draftOrder { id } userErrors { field message } }
}
"""

DRAFT_COMPLETE = """
mutation CompleteDraft($id: ID!, $pending: Boolean!) {
  draftOrderComplete(id: $id, paymentPending: $pending) {
    draftOrder { id order { id } }
    userErrors { field message }
  }
}
"""

DRAFT_DELETE = """
mutation DeleteDraft($id: ID!) {
  draftOrderDelete(input: {id: $id}) { deletedId userErrors { field message } }
}
"""

DOCUMENTS: dict[str, str] = {
    "draftState": DRAFT_STATE,
    "draftCreate": DRAFT_CREATE,
    "draftUpdate": DRAFT_UPDATE,
    "draftInvoice": DRAFT_INVOICE,
    "draftComplete": DRAFT_COMPLETE,
    "draftDelete": DRAFT_DELETE,
}
