"""lxml.etree as scripts use it: the response is read, then the string that is in it. Run it with --pipeline."""

from elementtree import FIELDS, configuration, vpn_connection
from lxml import etree
from vpnconform_adapter import serve


def pipeline(body, http):
    connection, ns = vpn_connection(etree.fromstring(body), http)
    return configuration(etree.fromstring(connection.findtext(ns + "customerGatewayConfiguration")))


serve("lxml, twice", etree.__version__, {"configuration": pipeline}, {"configuration": FIELDS["configuration"]})
