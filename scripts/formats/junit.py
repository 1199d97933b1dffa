"""python junit.py REPORT.xml: what junitparser counts in a report, as JSON."""

import json
import sys

from junitparser import Error, Failure, JUnitXml, Skipped

cases = [case for suite in JUnitXml.fromfile(sys.argv[1]) for case in suite]


def results(kind):
    return sum(isinstance(result, kind) for case in cases for result in case.result)


print(json.dumps({
    "cases": len(cases), "failures": results(Failure), "errors": results(Error), "skipped": results(Skipped),
    "ids": [case.name for case in cases],
}))
