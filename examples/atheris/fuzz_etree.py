"""Coverage-guided fuzzing of a parser in Python with atheris, over the corpus of vpnconform.

    pip install atheris
    vpnconform generate documents --catalogue
    python3 fuzz_etree.py documents/ -max_total_time=60

An input is a document; what must come of it is known for the documents of the corpus only. Mutants of them are judged by what holds
for any bytes: no exception but the one for a syntax error, and nothing read from a part of a document that was read from the whole.
"""

import sys

import atheris

with atheris.instrument_imports():
    import xml.etree.ElementTree as ElementTree


def read(body):
    """The parser under test: the names and texts of the elements, or None where it refuses."""
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, LookupError, ValueError):
        return None
    return [(element.tag, element.text) for element in root.iter()]


def test_one_input(body):
    whole = read(body)
    if whole is None:
        return
    root_end = body.rstrip()
    if root_end.endswith(b">") and not root_end.endswith((b"-->", b"?>")):
        part = read(root_end[:-1])
        assert part is None, "a truncated document was accepted"
    again = read(body)
    assert again == whole, "the same document was read in two ways"


if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[1:]], test_one_input)
    atheris.Fuzz()
