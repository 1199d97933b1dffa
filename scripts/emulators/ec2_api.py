"""OpenStack ec2-api on loopback, without the OpenStack behind it.

    ec2_api.py PORT

Its own middleware, executor, services and database (SQLite in memory). In place of Keystone stands its signer, with the one key of
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; in place of Neutron, policies that are kept in memory.
"""

import collections
import collections.abc
import hashlib
import os
import sys
import uuid

# Its libraries look for them where Python had them until 3.9.
for name in ("Mapping", "MutableMapping"):
    setattr(collections, name, getattr(collections.abc, name))

import eventlet

eventlet.monkey_patch()

import eventlet.wsgi
import webob.dec
from keystoneclient.contrib.ec2.utils import Ec2Signer
from oslo_config import cfg
from oslo_context import context as common_context

from ec2api import api, clients, config, context, wsgi
from ec2api.api import faults
from ec2api.db.sqlalchemy import models
from ec2api.db.sqlalchemy import api as database

KEY, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]


class Policies:
    """The part of a Neutron client that VPN connections use."""

    kept = {"ikepolicy": {}, "ipsecpolicy": {}}

    def create(self, kind, body):
        item = dict(body[kind], id=str(uuid.uuid4()))
        self.kept[kind][item["id"]] = item
        return {kind: item}

    def update(self, kind, key, body):
        self.kept[kind][key].update(body[kind])

    def listed(self, kind):
        return list(self.kept[kind].values())

    def create_ikepolicy(self, body):
        return self.create("ikepolicy", body)

    def create_ipsecpolicy(self, body):
        return self.create("ipsecpolicy", body)

    def update_ikepolicy(self, key, body):
        self.update("ikepolicy", key, body)

    def update_ipsecpolicy(self, key, body):
        self.update("ipsecpolicy", key, body)

    def delete_ikepolicy(self, key):
        del self.kept["ikepolicy"][key]

    def delete_ipsecpolicy(self, key):
        del self.kept["ipsecpolicy"][key]

    def list_ikepolicies(self, **_):
        return {"ikepolicies": self.listed("ikepolicy")}

    def list_ipsecpolicies(self, **_):
        return {"ipsecpolicies": self.listed("ipsecpolicy")}

    def list_ipsec_site_connections(self, **_):
        return {"ipsec_site_connections": []}

    def list_routers(self, **_):
        return {"routers": []}


class Keystone(api.EC2KeystoneAuth):
    """Verifies a signature as Keystone does, by the same library."""

    @webob.dec.wsgify(RequestClass=wsgi.Request)
    def __call__(self, req):
        request_id = common_context.generate_request_id()
        body_hash = hashlib.sha256(req.body).hexdigest()
        signature, access = self._get_signature(req), self._get_access(req)
        in_header = "X-Amz-Signature" in req.params or "Authorization" in req.headers
        params = {} if in_header else {name: value for name, value in req.params.items() if name != "Signature"}
        credentials = {
            "access": access,
            "signature": signature,
            "host": req.host,
            "verb": req.method,
            "path": req.path,
            "params": params,
            "headers": dict(req.headers),
            "body_hash": body_hash,
        }
        try:
            is_right = access == KEY and signature == Ec2Signer(SECRET).generate(credentials)
        except Exception:
            is_right = False
        if not is_right:
            return faults.ec2_error_response(request_id, "AuthFailure", "Unauthorized", status=401)
        req.environ["ec2api.context"] = context.RequestContext(
            "user", "project", request_id=request_id, remote_address=req.remote_addr, api_version=req.params.get("Version")
        )
        return self.application


def main():
    config.parse_args(["ec2-api"], default_config_files=[])
    cfg.CONF.set_override("connection", "sqlite://", group="database")
    models.BASE.metadata.create_all(database.get_engine())
    policies = Policies()
    clients.neutron = lambda _context: policies
    application = api.FaultWrapper(api.RequestLogging(Keystone(api.Requestify(api.Executor()))))
    eventlet.wsgi.server(eventlet.listen(("127.0.0.1", int(sys.argv[1]))), application, log_output=False)


main()
