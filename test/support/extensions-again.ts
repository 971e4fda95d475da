import assert from 'node:assert/strict'
import * as constraints from '#codec/x509/constraints.ts'
import type { Extension } from '#codec/x509/extension.ts'
import * as values from '#codec/x509/extension-values.ts'
import { OID } from '#codec/x509/oids.ts'
import type { CertificateExtensions } from '#codec/x509/read-extensions.ts'
import { toHex } from '#kernel/bytes.ts'

/** Every known extension encoded anew from what was read of it is, octet for octet, what it was. */
export function assertExtensionsAgain(read: CertificateExtensions, from: string): void {
  for (const one of again(read)) {
    const was = read.all.find(({ oid }) => oid === one.oid)
    assert.ok(was, one.oid)
    assert.equal(toHex(one.valueDer), toHex(was.valueDer), `${from}: ${one.oid}`)
  }
}

function again(read: CertificateExtensions): readonly Extension[] {
  const { freshestCRL, subjectInfoAccess } = read
  const all = [
    read.keyUsage && values.keyUsage(read.keyUsage),
    read.extKeyUsage && values.extKeyUsage(read.extKeyUsage),
    read.certificatePolicies && values.certificatePolicies(read.certificatePolicies),
    read.subjectAltName && values.subjectAltName(read.subjectAltName),
    read.issuerAltName && values.issuerAltName(read.issuerAltName),
    read.cRLDistributionPoints && values.cRLDistributionPoints(read.cRLDistributionPoints),
    freshestCRL && { ...values.cRLDistributionPoints(freshestCRL), oid: OID.freshestCRL },
    read.authorityInfoAccess && values.authorityInfoAccess(read.authorityInfoAccess),
    subjectInfoAccess && {
      ...values.authorityInfoAccess(subjectInfoAccess),
      oid: OID.subjectInfoAccess,
    },
    read.authorityKeyIdentifier && values.authorityKeyIdentifier(read.authorityKeyIdentifier),
    read.subjectKeyIdentifier && values.subjectKeyIdentifierExtension(read.subjectKeyIdentifier),
    read.basicConstraints && values.basicConstraints(read.basicConstraints),
    read.nameConstraints && constraints.nameConstraints(read.nameConstraints),
    read.policyMappings && constraints.policyMappings(read.policyMappings),
    read.policyConstraints && constraints.policyConstraints(read.policyConstraints),
    read.inhibitAnyPolicy === undefined
      ? undefined
      : constraints.inhibitAnyPolicy(read.inhibitAnyPolicy),
    read.ocspNoCheck && values.ocspNoCheck(),
  ]
  return all.filter((one) => one !== undefined)
}
