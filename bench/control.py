"""The bare control that every rate is compared with: FastAPI on one uvicorn worker, parses the JSON, answers 202.

python -m bench.control PORT
"""

import sys

import orjson
import uvicorn
from fastapi import FastAPI, Request, Response

app = FastAPI()


@app.get("/healthz")
async def healthz() -> Response:
    """It answers."""
    return Response(b'{"status": "ok"}')


@app.post("/hooks/{connection}")
async def hook(request: Request) -> Response:
    """Takes a message and keeps nothing."""
    orjson.loads(await request.body())
    return Response(status_code=202)


if __name__ == "__main__":
    port = int(sys.argv[1])
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
