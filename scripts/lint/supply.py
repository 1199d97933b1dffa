"""Licences and minimum versions of Rust of all packages that `cargo metadata` names on standard input."""

import json
import re
import sys

ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "Unicode-3.0", "Unlicense", "Zlib",
}


def allowed(expression):
    """Whether one way through an SPDX expression is allowed: AND binds closer than OR."""
    expression = expression.replace("/", " OR ")
    while "(" in expression:
        expression = re.sub(r"\(([^()]*)\)", lambda m: "MIT" if allowed(m[1]) else "NONE", expression)
    return any(all(one.strip() in ALLOWED for one in way.split(" AND ")) for way in expression.split(" OR "))


def version(text):
    return tuple(int(part) for part in (text.split(".") + ["0", "0"])[:3])


metadata = json.load(sys.stdin)
own = next(p for p in metadata["packages"] if p["id"] in metadata["workspace_members"])
problems = []
for package in metadata["packages"]:
    name = f"{package['name']} {package['version']}"
    licence = package["license"]
    if not licence or not allowed(licence):
        problems.append(f"{name}: licence {licence}")
    if package["source"] and "crates.io" not in package["source"] and not package["source"].startswith("registry+"):
        problems.append(f"{name}: comes from {package['source']}")
    needs = package["rust_version"]
    if needs and version(needs) > version(own["rust_version"]):
        problems.append(f"{name}: needs Rust {needs}, this project says {own['rust_version']}")
silent = sum(1 for p in metadata["packages"] if not p["rust_version"])
print(f"{len(metadata['packages'])} packages: licences allowed, none needs more than Rust {own['rust_version']} ({silent} do not say)"
      if not problems else "\n".join(problems))
sys.exit(bool(problems))
