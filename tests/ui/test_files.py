"""Files that mails carry, as the outbox hands them out."""

from __future__ import annotations

from app.core.effects import SendEmail
from app.core.effects.message import Sheet
from app.core.purchase import COLUMNS
from tests.ui.conftest import House
from tests.web.asking import Browser

ORDER = Sheet(
    name="PO-7", kind="pdf", title="Purchase order PO-7", head=("Leaf & Clay",), columns=COLUMNS[:3],
    rows=(("=Mug <b>", "M-1", "3"),), ours=True,
)  # fmt: skip


async def test_a_mails_files_can_be_opened_in_the_outbox(house: House, owner: Browser) -> None:
    mail = SendEmail(
        to="supplier@example.com", subject="Purchase order PO-7", html="<p>Please</p>",
        sheets=(ORDER, ORDER.model_copy(update={"kind": "csv"})),
    )  # fmt: skip
    performer = await house.services.world.performer("mail", "")
    kept = (await performer.perform(mail, "run/po~2"))["outbox"]
    page = (await owner.get(f"/outbox/{kept}")).text
    assert f"/outbox/{kept}/files/2" in page
    pdf = await owner.get(f"/outbox/{kept}/files/1")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body.startswith(b"%PDF-")
    csv = await owner.get(f"/outbox/{kept}/files/2")
    assert csv.headers["content-disposition"] == "attachment; filename*=UTF-8''PO-7.csv"
    assert csv.text == "\ufeffArticle,SKU,Quantity\r\n'=Mug <b>,M-1,3\r\n"
    for number in ("0", "3"):
        assert (await owner.get(f"/outbox/{kept}/files/{number}")).status == 404
