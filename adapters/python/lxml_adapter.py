"""lxml.etree."""

from elementtree import FIELDS, configuration, response
from lxml import etree
from vpnconform_adapter import serve

serve("lxml", f"{etree.__version__} (libxml2 {'.'.join(map(str, etree.LIBXML_VERSION))})",
      {"response": lambda body, http: response(etree.fromstring(body), http),
       "configuration": lambda body, http: configuration(etree.fromstring(body))},
      FIELDS)
