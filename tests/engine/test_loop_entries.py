"""In a loop the entry is known by its own name: steps about a product or an order work on each."""

from app.core.fields import example
from tests.core.drawings import Part, drawing
from tests.engine.test_flow_nodes import event, same_when_killed

START: Part = ("s", "order.created", {})


def test_each_line_s_product_is_acted_on() -> None:
    lines = [{**example("LineItem"), "product_id": str(n), "title": f"T{n}"} for n in (301, 302)]
    placed = event("order.created", 1001, 0)
    placed.data["order"]["line_items"] = lines
    loop: Part = ("l", "logic.for_each", {"items": "order.line_items"})
    tag: Part = ("t", "product.add_tags", {"tags": ["sold {{ item.title }}"]})
    document = drawing([START, loop, tag], "s > l", "l each> t")
    shelf = [event("product.updated", n, n, product={**example("Product"), "id": str(n)}) for n in (301, 302)]
    story = same_when_killed([placed, *shelf], document)
    assert story.outside.facts["product", "301"]["tags"] == ["sold T301"]
    assert story.outside.facts["product", "302"]["tags"] == ["sold T302"]


def test_a_loop_with_nothing_inside_goes_on() -> None:
    loop: Part = ("l", "logic.for_each", {"items": "order.line_items"})
    tag: Part = ("t", "order.add_tags", {"tags": ["seen {{ steps.l.count }}"]})
    story = same_when_killed(
        [event("order.created", 1001, 0)], drawing([START, loop, tag], "s > l", "l after> t")
    )
    assert story.outside.facts["order", "1001"]["tags"] == ["seen 2"]
