"""Holds bills of materials against the schema of CycloneDX."""

import sys
from pathlib import Path

from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator

validator = make_schemabased_validator(OutputFormat.JSON, SchemaVersion.V1_5)
for path in sys.argv[1:]:
    error = validator.validate_str(Path(path).read_text())
    if error:
        sys.exit(f"{path}: {error!r}"[:2000])
    print(f"{Path(path).name}: valid CycloneDX 1.5")
