"""The short messages after a change. A page's address names one of these, never a text of its own (rule R12)."""

from __future__ import annotations

from app.core.sentence import because

NOTICES = {
    "saved": because("Saved."),
    "welcome": because("Welcome. Your Storeflow is set up."),
    "password-set": because("Your new password holds. Sign in with it."),
    "signed-out": because("You are signed out."),
    "connection-added": because("The connection is saved."),
    "connection-saved": because("The connection is changed."),
    "mirror-forgotten": because("What was kept of this store is forgotten."),
    "connection-removed": because("The connection and its keys are removed."),
    "store-asked": because("Your store is being asked. What is missing comes in by itself."),
    "run-retried": because("The run goes on from where it failed."),
    "runs-retried": because("They go on from where each of them failed."),
    "going-on": because("Everything goes on from where it stood."),
    "run-replayed": because("This is the new run."),
    "run-paused": because("The run stands still. What it did stays done."),
    "run-resumed": because("The run goes on from where it stood."),
    "runs-released": because("The runs that were held go on."),
    "run-by-hand": because("It has started. It works through them a few at a time."),
    "run-cancelled": because("The run is cancelled."),
    "message-retried": because("The message is being read again."),
    "person-removed": because("This person can no longer sign in."),
    "table-removed": because("The table is removed."),
    "forgotten": because("It is forgotten. Workflows that use it begin anew."),
    "token-removed": because("The token no longer works."),
    "workflow-published": because("Published. What is live now is exactly what you see here."),
    "version-restored": because("It is your draft now. What is live is as it was; undo takes this back."),
    "demo-orders": because("A few orders were placed in the demo store."),
    "imported": because("It is kept as a draft. Nothing happens in your shop until you turn it on."),
    "copied": because("The copy is a draft. Nothing happens in your shop until you turn it on."),
    "template-kept": because("It is kept as a draft. Nothing happens in your shop until you turn it on."),
    "template-on": because("It is on. What happens from now on starts it."),
    "template-draft": because(
        "It is kept as a draft: something is still missing before it can be turned on."
    ),
    "workflow-on": because("The workflow is on."),
    "workflow-off": because("The workflow is off. Runs that have begun go on."),
    "signed-out-everywhere": because("Every browser of yours is signed out."),
}
