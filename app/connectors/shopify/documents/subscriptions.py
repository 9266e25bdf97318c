"""Which messages the store sends us, and what our app may do there."""

from __future__ import annotations

LIST = """
query Subscriptions($after: String) {
  webhookSubscriptions(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id topic uri }
  }
}
"""

CREATE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $to: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $to) {
    webhookSubscription { id topic uri }
    userErrors { field message }
  }
}
"""

UPDATE = """
mutation MoveSubscription($id: ID!, $to: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $to) {
    webhookSubscription { id }
    userErrors { field message }
  }
}
"""

DELETE = """
mutation Unsubscribe($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}
"""

ONE = """
query Subscription($id: ID!) {
  webhookSubscription(id: $id) { id }
}
"""

PERMISSIONS = """
query Permissions {
  currentAppInstallation { accessScopes { handle } }
}
"""

DOCUMENTS: dict[str, str] = {
    "subscriptions": LIST,
    "subscriptionCreate": CREATE,
    "subscriptionUpdate": UPDATE,
    "subscriptionDelete": DELETE,
    "subscriptionOne": ONE,
    "permissions": PERMISSIONS,
}
