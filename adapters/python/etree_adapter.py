"""xml.etree.ElementTree."""

import platform
import pyexpat
import xml.etree.ElementTree as ET

from elementtree import FIELDS, configuration, response
from vpnconform_adapter import serve

serve("xml.etree", f"{platform.python_version()} ({pyexpat.EXPAT_VERSION})",
      {"response": lambda body, http: response(ET.fromstring(body), http),
       "configuration": lambda body, http: configuration(ET.fromstring(body))},
      FIELDS)
