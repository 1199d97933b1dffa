"""A server that has begun: it knows the error envelope, and no action."""

from flask import Flask

ENVELOPE = ("<Response><Errors><Error><Code>InvalidAction</Code><Message>no such action</Message></Error></Errors>"
            "<RequestID>{}</RequestID></Response>")

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def query():
    import uuid

    return ENVELOPE.format(uuid.uuid4()), 400, {"Content-Type": "text/xml;charset=UTF-8"}
