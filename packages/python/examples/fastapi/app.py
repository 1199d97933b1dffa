"""A server that has begun: it knows the error envelope, and no action."""

import uuid

from fastapi import FastAPI, Response

ENVELOPE = ("<Response><Errors><Error><Code>InvalidAction</Code><Message>no such action</Message></Error></Errors>"
            "<RequestID>{}</RequestID></Response>")

app = FastAPI()


@app.api_route("/", methods=["GET", "POST"])
def query() -> Response:
    return Response(ENVELOPE.format(uuid.uuid4()), 400, media_type="text/xml")
