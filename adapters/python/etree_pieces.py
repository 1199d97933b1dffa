"""xml.etree.ElementTree's XMLParser, fed piece by piece as from a socket."""

import platform
import pyexpat
import xml.etree.ElementTree as ET

from elementtree import FIELDS, configuration, response
from vpnconform_adapter import serve


def parse(pieces):
    parser = ET.XMLParser()
    for piece in pieces:
        parser.feed(piece)
    return parser.close()


serve("xml.etree in pieces", f"{platform.python_version()} ({pyexpat.EXPAT_VERSION})",
      {"response": lambda pieces, http: response(parse(pieces), http),
       "configuration": lambda pieces, http: configuration(parse(pieces))},
      FIELDS, pieces=True)
