import fc from 'fast-check'
import {
  assembleCrl,
  cRLNumber,
  encodeTbsCrl,
  issuingDistributionPoint,
  type TbsCrlFields,
} from '#codec/crl/encode-crl.ts'
import type { CrlReason } from '#codec/crl/reason.ts'
import * as der from '#codec/der/encode.ts'
import type { StringForm } from '#codec/der/text.ts'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import {
  assembleCertificate,
  encodeTbsCertificate,
  type TbsCertificateFields,
} from '#codec/x509/encode-certificate.ts'
import { critical, extension } from '#codec/x509/extension.ts'
import * as values from '#codec/x509/extension-values.ts'
import { directoryName, otherNameText, uri } from '#codec/x509/general-name.ts'
import { nameOfRelativeNames } from '#codec/x509/name.ts'
import { ATTRIBUTE, OID } from '#codec/x509/oids.ts'
import { toHex } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'

// Random certificates and CRLs of ours, the same ones on every run.

const SEED = 20_260_301
const CERTIFICATES = 40
const CRLS = 25

const plain = { noNullPrototype: true }
const hex = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map(toHex)
const seconds = (from: string, to: string) =>
  fc
    .integer({ min: Date.parse(from) / 1000, max: Date.parse(to) / 1000 })
    .map((s) => instant(s * 1000))
/** Text that OpenSSL prints as it stands: no controls, no separators of its own output, no space at an end. */
const text = fc.stringMatching(/^[A-Za-z0-9公的個人認証一-三]{1,24}$/)
const asciiText = fc.stringMatching(/^[A-Za-z0-9]{1,24}$/)
const oid = fc
  .array(fc.integer({ min: 0, max: 2 ** 31 }), { minLength: 1, maxLength: 5 })
  .map((arcs) => `1.2.392.${arcs.join('.')}`)

const attribute = fc.oneof(
  fc.record(
    {
      oid: fc.constantFrom(ATTRIBUTE.CN, ATTRIBUTE.O, ATTRIBUTE.OU, ATTRIBUTE.L, ATTRIBUTE.ST),
      form: fc.constantFrom<StringForm>('utf8', 'bmp'),
      text,
    },
    plain,
  ),
  fc.record(
    {
      oid: fc.constantFrom(ATTRIBUTE.C, ATTRIBUTE.serialNumber),
      form: fc.constant<StringForm>('printable'),
      text: asciiText,
    },
    plain,
  ),
)
const name = fc
  .array(fc.array(attribute, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 6 })
  .map(nameOfRelativeNames)
const serialHex = hex(1, 19).filter((digits) => !/^(?:00)+$/.test(digits))
const link = asciiText.map((host) => `http://${host}.example/`)

/** One extension of each kind in a random choice and order, criticality random. */
const extensions = fc
  .tuple(
    fc.subarray([...values.KEY_USAGES], { minLength: 1 }).map(values.keyUsage),
    fc.array(oid, { minLength: 1, maxLength: 3 }).map(values.extKeyUsage),
    fc
      .tuple(oid, link)
      .map(([policyOid, cps]) =>
        values.certificatePolicies([{ policyOid, qualifiers: [{ kind: 'cps', uri: cps }] }]),
      ),
    fc
      .array(fc.tuple(oid, text), { minLength: 1, maxLength: 6 })
      .map((items) =>
        values.subjectAltName(items.map(([type, value]) => otherNameText(type, value))),
      ),
    name.map((one) => values.issuerAltName([directoryName(one)])),
    name.map((one) =>
      values.cRLDistributionPoints([{ name: { kind: 'fullName', names: [directoryName(one)] } }]),
    ),
    link.map((to) =>
      values.authorityInfoAccess([{ methodOid: OID.ocspAccess, location: uri(to) }]),
    ),
    fc
      .tuple(fc.uint8Array({ minLength: 20, maxLength: 20 }), name, serialHex)
      .map(([keyIdentifier, issuer, serial]) =>
        values.authorityKeyIdentifier({
          keyIdentifier,
          authority: { issuer: [directoryName(issuer)], serialHex: serial },
        }),
      ),
    fc.uint8Array({ minLength: 1, maxLength: 20 }).map(values.subjectKeyIdentifierExtension),
    fc
      .record({ ca: fc.constant(true), pathLengthMax: fc.option(fc.nat(200), { nil: undefined }) })
      .map(values.basicConstraints),
    fc.constant(values.ocspNoCheck()),
    oid.map((type) => extension(type, der.utf8String('x'))),
  )
  .chain((all) => fc.shuffledSubarray(all))
  .chain((chosen) =>
    fc.tuple(
      fc.constant(chosen),
      fc.array(fc.boolean(), { minLength: chosen.length, maxLength: chosen.length }),
    ),
  )
  .map(([chosen, flags]) => chosen.map((one, i) => (flags[i] === true ? critical(one) : one)))

const spki = fc
  .uint8Array({ minLength: 128, maxLength: 256 })
  .map((modulus) =>
    der.encode(
      der.sequence(
        der.sequence(der.oid(OID.rsaEncryption), der.nullValue()),
        der.bitStringOf(der.sequence(der.unsignedInteger(modulus), der.integer(65_537))),
      ),
    ),
  )

const certificateFields: fc.Arbitrary<TbsCertificateFields> = fc.record({
  serialHex,
  signatureAlgorithm: fc.constantFrom(...Object.values(SIGNATURE_ALGORITHMS)),
  issuer: name,
  notBefore: seconds('1950-01-01T00:00:00Z', '2060-01-01T00:00:00Z'),
  notAfter: seconds('2040-01-01T00:00:00Z', '2200-01-01T00:00:00Z'),
  subject: name,
  spkiDer: spki,
  extensions,
})

const crlFields: fc.Arbitrary<TbsCrlFields> = fc.record({
  signatureAlgorithm: fc.constantFrom(...Object.values(SIGNATURE_ALGORITHMS)),
  issuer: name,
  thisUpdate: seconds('2020-01-01T00:00:00Z', '2049-12-31T23:59:59Z'),
  nextUpdate: seconds('2049-12-30T00:00:00Z', '2050-01-02T00:00:00Z'),
  entries: fc.array(
    fc.record({
      serialHex,
      revokedAt: seconds('2016-01-01T00:00:00Z', '2055-01-01T00:00:00Z'),
      reason: fc.constantFrom<CrlReason>(
        'unspecified',
        'keyCompromise',
        'affiliationChanged',
        'superseded',
        'cessationOfOperation',
        'certificateHold',
      ),
    }),
    { maxLength: 30 },
  ),
  extensions: fc
    .tuple(
      fc.uint8Array({ minLength: 20, maxLength: 20 }),
      fc.bigInt({ min: 0n, max: 1n << 150n }),
      name,
    )
    .map(([keyIdentifier, number, partition]) => [
      values.authorityKeyIdentifier({ keyIdentifier }),
      cRLNumber(number),
      issuingDistributionPoint({
        name: { kind: 'fullName', names: [directoryName(partition)] },
        onlyContains: 'user',
      }),
    ]),
})

/** Forty certificates: what was encoded, and the encoding. */
export const certificates = fc
  .sample(certificateFields, { seed: SEED, numRuns: CERTIFICATES })
  .map((fields) => {
    const tbs = encodeTbsCertificate(fields)
    return {
      fields,
      octets: assembleCertificate(tbs, fields.signatureAlgorithm, tbs.subarray(0, 64)),
    }
  })
/** Twenty-five CRLs: what was encoded, and the encoding. */
export const crls = fc.sample(crlFields, { seed: SEED, numRuns: CRLS }).map((fields) => {
  const tbs = encodeTbsCrl(fields)
  return { fields, octets: assembleCrl(tbs, fields.signatureAlgorithm, tbs.subarray(0, 64)) }
})

/** A serial number without leading zero octets, as it comes back. */
export const minimal = (digits: string) => digits.replace(/^(?:00)+(?=..)/, '')
