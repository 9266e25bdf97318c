"""The states of runs, steps and happenings as people see them: an icon, a word, a colour that repeats the word."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.sentence import Sentence, because


@dataclass(frozen=True, slots=True)
class State:
    """``tone``: good, warn, bad, busy or ""."""

    word: Sentence
    icon: str
    tone: str = ""


RUNS = {
    "ready": State(because("Starting"), "circle-play", "busy"),
    "running": State(because("Running"), "circle-play", "busy"),
    "waiting": State(because("Waiting"), "hourglass", "busy"),
    "queued": State(because("In line"), "list", "busy"),
    "held": State(because("Held back"), "hand", "warn"),
    "paused": State(because("Paused"), "pause", "warn"),
    "done": State(because("Done"), "circle-check", "good"),
    "stopped": State(because("Stopped by a step"), "circle-pause"),
    "failed": State(because("Failed"), "circle-x", "bad"),
    "doubt": State(because("Needs you"), "triangle-alert", "warn"),
    "cancelled": State(because("Cancelled"), "ban"),
}
STEPS = {
    **RUNS,
    "doubt": State(because("Possibly done"), "triangle-alert", "warn"),
    "trying": State(because("Trying again"), "refresh-cw", "warn"),
    "skipped": State(because("Skipped"), "minus"),
    "unfinished": State(because("Not finished"), "minus"),
    "stopped": State(because("Stopped here"), "circle-pause"),
}
EVENTS = {
    "order.created": because("Order created"),
    "order.updated": because("Order changed"),
    "order.paid": because("Order paid"),
    "order.cancelled": because("Order cancelled"),
    "order.fulfilled": because("Order shipped in full"),
    "order.partially_fulfilled": because("Order shipped in part"),
    "order.edited": because("Order edited"),
    "order.deleted": because("Order deleted"),
    "customer.created": because("Customer created"),
    "customer.updated": because("Customer changed"),
    "customer.deleted": because("Customer deleted"),
    "product.created": because("Product created"),
    "product.updated": because("Product changed"),
    "product.deleted": because("Product deleted"),
    "product.sold_out": because("Product sold out"),
    "variant.sold_out": because("Variant sold out"),
    "variant.restocked": because("Variant back in stock"),
    "checkout.created": because("Checkout begun"),
    "checkout.updated": because("Checkout changed"),
    "checkout.completed": because("Checkout completed"),
    "cart.created": because("Cart created"),
    "cart.updated": because("Cart changed"),
    "refund.created": because("Order refunded"),
    "return.requested": because("Refund asked for"),
    "fulfilment.created": because("Parcel sent"),
    "fulfilment.updated": because("Parcel's state changed"),
    "fulfilment.delivered": because("Parcel delivered"),
    "schedule.due": because("The scheduled time came"),
    "workflow.run_by_hand": because("Started by hand"),
}
REFUSALS = {
    "signature": because(
        "The signature was missing or wrong. Check that the same secret stands in your store and here."
    ),
    "size": because("The message was too large."),
    "type": because("The message was not sent as JSON. Choose the format JSON in your store."),
    "unreadable": because("The message was no JSON. Choose the format JSON in your store."),
}


def run_state(status: str) -> State:
    """A run's state; an unknown one is shown as it is named."""
    return RUNS.get(status) or State(because("{status}", status=status), "circle-alert")


def step_state(status: str) -> State:
    """A step's state."""
    return STEPS.get(status) or State(because("{status}", status=status), "circle-alert")


def event_word(name: str) -> Sentence:
    """What happened; an event that has no words of its own is named by its code, readably."""
    return EVENTS.get(name) or because("{event}", event=name.replace(".", " ").replace("_", " ").capitalize())


def subject_word(subject: str) -> str:
    """``order:1001`` -> ``order 1001``: the store's own name of a thing."""
    return subject.replace(":", " ").replace("_", " ")
