//! The software bill of materials: CycloneDX 1.5, of what is linked into the program or runs while it is built.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::Result;
use crate::dist::Release;
use crate::program::read;
use crate::table::{list, text};

/// Tests and other members of the workspace are not in it.
pub fn of(release: &Release) -> Result<Value> {
    let metadata = &release.metadata;
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"], "nodes")
        .iter()
        .map(|node| (text(node, "id"), node))
        .collect();
    let packages: BTreeMap<&str, &Value> = list(metadata, "packages")
        .iter()
        .map(|package| (text(package, "id"), package))
        .collect();
    let own = packages
        .values()
        .find(|package| text(package, "name") == "vpnconform")
        .ok_or("no package vpnconform")?;
    let mut reached = BTreeSet::new();
    let mut open = vec![text(own, "id")];
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(needs(
                nodes
                    .get(id)
                    .ok_or_else(|| format!("{id} is not resolved"))?,
            ));
        }
    }
    let checksums = checksums(&read("Cargo.lock")?);
    let components: Vec<Value> = reached
        .iter()
        .filter(|id| **id != text(own, "id"))
        .filter_map(|id| Some(component(packages.get(id)?, "library", &checksums)))
        .collect();
    let dependencies: Vec<Value> = reached
        .iter()
        .filter_map(|id| {
            let on: BTreeSet<String> = needs(nodes.get(id)?)
                .filter_map(|id| packages.get(id).map(|package| purl(package)))
                .collect();
            Some(json!({"ref": purl(packages.get(id)?), "dependsOn": on}))
        })
        .collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": component(own, "application", &checksums),
            "properties": [{"name": "cdx:rustc:target", "value": release.target}],
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// What a package needs to be built and to run.
fn needs(node: &Value) -> impl Iterator<Item = &str> {
    list(node, "deps").iter().filter_map(|dependency| {
        let kinds = list(dependency, "dep_kinds");
        kinds
            .iter()
            .any(|kind| text(kind, "kind") != "dev")
            .then(|| text(dependency, "pkg"))
    })
}

fn component(package: &Value, kind: &str, checksums: &BTreeMap<String, String>) -> Value {
    let (name, version) = (text(package, "name"), text(package, "version"));
    let mut component = json!({
        "type": kind,
        "bom-ref": purl(package),
        "name": name,
        "version": version,
        "purl": purl(package),
        // Old packages separate alternatives by a slash, which SPDX does not have.
        "licenses": [{"expression": text(package, "license").replace('/', " OR ")}],
    });
    if let Some(sum) = checksums.get(&format!("{name} {version}")) {
        component["hashes"] = json!([{"alg": "SHA-256", "content": sum}]);
    }
    component
}

fn purl(package: &Value) -> String {
    format!(
        "pkg:cargo/{}@{}",
        text(package, "name"),
        text(package, "version")
    )
    .replace('+', "%2B")
}

/// By name and version, from `Cargo.lock`.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let field = |block: &str, name: &str| {
        let prefix = format!("{name} = \"");
        let line = block.lines().find_map(|line| line.strip_prefix(&prefix))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    lock.split("[[package]]")
        .filter_map(|block| {
            let key = format!("{} {}", field(block, "name")?, field(block, "version")?);
            Some((key, field(block, "checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_program_needs_is_listed() {
        let package = |id: &str| json!({"id": id, "name": id, "version": "1.0.0+x", "license": "MIT/Apache-2.0"});
        let on = |id: &str, kind: Value| json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [package("vpnconform"), package("used"), package("built"), package("tested"), package("xtask")],
            "resolve": {"nodes": [
                {"id": "vpnconform", "deps": [on("used", Value::Null), on("tested", json!("dev"))]},
                {"id": "used", "deps": [on("built", json!("build"))]},
                {"id": "built", "deps": []},
                {"id": "tested", "deps": []},
                {"id": "xtask", "deps": [on("tested", Value::Null)]},
            ]},
        });
        let release = Release {
            version: "1.0.0".to_owned(),
            target: "x".to_owned(),
            binary: "x".into(),
            metadata,
            is_cross: false,
            out: "x".into(),
        };
        let bill = of(&release).unwrap();
        let names: Vec<&str> = list(&bill, "components")
            .iter()
            .map(|c| text(c, "name"))
            .collect();
        assert_eq!(names, ["built", "used"]);
        assert_eq!(bill["components"][0]["purl"], "pkg:cargo/built@1.0.0%2Bx");
        assert_eq!(
            bill["components"][0]["licenses"][0]["expression"],
            "MIT OR Apache-2.0"
        );
        assert_eq!(bill["dependencies"].as_array().map(Vec::len), Some(3));
    }

    #[test]
    fn checksums_are_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.2.3\"\nsource = \"x\"\nchecksum = \"beef\"\n\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        let found = checksums(lock);
        assert_eq!(found.get("a 1.2.3").map(String::as_str), Some("beef"));
        assert_eq!(found.len(), 1);
    }
}
