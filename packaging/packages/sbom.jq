# SPDX-License-Identifier: Apache-2.0
# The document that sbom.sh makes of two tables.
def rows(keys): split("\n") | map(select(. != "") | split("\t") as $cells | [keys, $cells] | transpose
    | map({(.[0]): .[1]}) | add);
def id: "SPDXRef-" + gsub("[^A-Za-z0-9.-]"; "-");
($programs | rows(["name", "sha256"])) as $made
| ($parts | rows(["program", "relation", "package", "version", "architecture", "source", "sourceVersion"])) as $used
| {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "safr-diag-\($version)",
    documentNamespace: "https://spdx.org/spdxdocs/safr-diag-\($version)-\($digest)",
    creationInfo: {created: $created, creators: ["Tool: packaging/build"]},
    documentDescribes: [$made[] | .name | id],
    packages: (
        [$made[] | {
            name, SPDXID: (.name | id), versionInfo: $version, downloadLocation: "NOASSERTION", filesAnalyzed: false,
            primaryPackagePurpose: "APPLICATION", licenseConcluded: "Apache-2.0", licenseDeclared: "Apache-2.0",
            copyrightText: "NOASSERTION", checksums: [{algorithm: "SHA256", checksumValue: .sha256}]
        }]
        + ($used | unique_by(.package) | map({
            name: .package, SPDXID: (.package | id), versionInfo: .version, downloadLocation: "NOASSERTION",
            filesAnalyzed: false, supplier: "Organization: Debian", licenseConcluded: "NOASSERTION",
            licenseDeclared: "NOASSERTION", copyrightText: "NOASSERTION",
            sourceInfo: "Debian source package \(.source) \(.sourceVersion)",
            externalRefs: [{
                referenceCategory: "PACKAGE-MANAGER", referenceType: "purl",
                referenceLocator: "pkg:deb/debian/\(.package | @uri)@\(.version | @uri)?arch=\(.architecture)"
            }]
        }))),
    relationships: (
        [$made[] | {spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: (.name | id)}]
        + [$used[] | if .relation | endswith("_OF")
            then {spdxElementId: (.package | id), relationshipType: .relation, relatedSpdxElement: (.program | id)}
            else {spdxElementId: (.program | id), relationshipType: .relation, relatedSpdxElement: (.package | id)} end])
  }
