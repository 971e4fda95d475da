import assert from 'node:assert/strict'
import { assembleCertificate, encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { assembleCrl, cRLNumber, type CrlListing, encodeTbsCrl } from '#codec/crl/encode-crl.ts'
import { type Crl, parseCrl } from '#codec/crl/crl.ts'
import { critical, type Extension } from '#codec/x509/extension.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifierExtension,
} from '#codec/x509/extension-values.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { type Name, nameOf } from '#codec/x509/name.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import type { Instant } from '#kernel/instant.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import type { PathRequest } from '#va/path/path-request.ts'
import { at, keysOf, signWith, type TestKeys } from './status-authority.ts'

/** What a certificate of a path test is; every part has a good default. */
export interface Made {
  readonly subject: Name
  readonly issuer: Name
  /** The certified key. */
  readonly keys: TestKeys
  readonly signedBy: TestKeys
  readonly serialHex?: string
  readonly notBefore?: Instant
  readonly notAfter?: Instant
  readonly extensions: readonly Extension[]
}

/** The moment at which the certificates of path tests are looked at. */
export const NOW = at('2026-04-01T12:00:00Z')

/** `C=JP, O=Path Tests, CN=…` */
export function named(commonName: string): Name {
  return nameOf([
    ['C', 'JP'],
    ['O', 'Path Tests'],
    ['CN', commonName],
  ])
}

/** A P-256 key pair by name: fast to make, and the same for the whole test process. */
export function keyOf(name: string): TestKeys {
  return keysOf(`path ${name}`, 'P-256')
}

/** Makes and reads a certificate, 2024 to 2030. */
export function made(parts: Made): Certificate {
  const tbsDer = encodeTbsCertificate({
    serialHex: parts.serialHex ?? '01',
    signatureAlgorithm: parts.signedBy.algorithm,
    issuer: parts.issuer,
    notBefore: parts.notBefore ?? at('2024-01-01T00:00:00Z'),
    notAfter: parts.notAfter ?? at('2030-12-31T23:59:59Z'),
    subject: parts.subject,
    spkiDer: parts.keys.spkiDer,
    extensions: parts.extensions,
  })
  const { algorithm } = parts.signedBy
  const der = assembleCertificate(tbsDer, algorithm, signWith(parts.signedBy, tbsDer))
  const parsed = parseCertificate(der)
  assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.refusal} ${JSON.stringify(parsed.detail)}`)
  return parsed.value
}

/** What may differ from a good authority or leaf. */
export interface Changes extends Partial<Omit<Made, 'extensions'>> {
  readonly edit?: (extensions: readonly Extension[]) => readonly Extension[]
}

/** An authority `subject` certified by the authority `issuer`; by itself where they are the same. */
export function authority(subject: string, issuer: string, changes: Changes = {}): Certificate {
  const { edit, ...parts } = changes
  const [keys, signedBy] = [parts.keys ?? keyOf(subject), parts.signedBy ?? keyOf(issuer)]
  const extensions = [
    critical(basicConstraints({ ca: true })),
    critical(keyUsage(['keyCertSign', 'cRLSign'])),
    ...identifiers(keys, signedBy),
  ]
  return made({
    subject: named(subject),
    issuer: named(issuer),
    ...parts,
    keys,
    signedBy,
    extensions: edit?.(extensions) ?? extensions,
  })
}

/** A leaf of the authority `issuer`. */
export function leafOf(issuer: string, changes: Changes = {}): Certificate {
  const { edit, ...parts } = changes
  const [keys, signedBy] = [parts.keys ?? keyOf('leaf'), parts.signedBy ?? keyOf(issuer)]
  const extensions = [critical(keyUsage(['digitalSignature'])), ...identifiers(keys, signedBy)]
  return made({
    serialHex: '10',
    subject: named('leaf'),
    issuer: named(issuer),
    ...parts,
    keys,
    signedBy,
    extensions: edit?.(extensions) ?? extensions,
  })
}

/** A list of the authority `issuer`, good at `NOW`. */
export function listOf(issuer: string, entries: readonly CrlListing[] = []): Crl {
  const keys = keyOf(issuer)
  const tbsDer = encodeTbsCrl({
    signatureAlgorithm: keys.algorithm,
    issuer: named(issuer),
    thisUpdate: at('2026-04-01T00:00:00Z'),
    nextUpdate: at('2026-04-02T00:00:00Z'),
    entries,
    extensions: [
      authorityKeyIdentifier({ keyIdentifier: subjectKeyIdentifier(keys.spkiDer) }),
      cRLNumber(1n),
    ],
  })
  const parsed = parseCrl(assembleCrl(tbsDer, keys.algorithm, signWith(keys, tbsDer)))
  assert.ok(parsed.ok)
  return parsed.value
}

/** A request with no demands but the path itself. */
export function requestFor(
  leaf: Certificate,
  anchors: readonly Certificate[],
  changes: Partial<PathRequest> = {},
): PathRequest {
  return {
    leaf,
    untrusted: [],
    anchors: anchors.map((certificate) => ({ certificate, enforce: 'constraints' })),
    at: NOW,
    revocation: { mode: 'none', crls: [], ocspResponses: [] },
    policies: {
      initialPolicySet: 'any',
      requireExplicitPolicy: false,
      inhibitPolicyMapping: false,
      inhibitAnyPolicy: false,
    },
    algorithms: DEFAULT_ALGORITHMS,
    ...changes,
  }
}

/** Adds extensions at the end. */
export function adding(...more: readonly Extension[]): NonNullable<Changes['edit']> {
  return (extensions) => [...extensions, ...more]
}

/** Leaves an extension out. */
export function without(oid: string): NonNullable<Changes['edit']> {
  return (extensions) => extensions.filter((each) => each.oid !== oid)
}

/** Puts an extension in the place of the one with its identifier. */
export function replacing(other: Extension): NonNullable<Changes['edit']> {
  return (extensions) => extensions.map((each) => (each.oid === other.oid ? other : each))
}

/** subjectAltName of these names, added. */
export function withNames(...names: readonly GeneralName[]): Changes {
  return { edit: adding(subjectAltName(names)) }
}

function identifiers(keys: TestKeys, signedBy: TestKeys): readonly Extension[] {
  return [
    authorityKeyIdentifier({ keyIdentifier: subjectKeyIdentifier(signedBy.spkiDer) }),
    subjectKeyIdentifierExtension(subjectKeyIdentifier(keys.spkiDer)),
  ]
}
