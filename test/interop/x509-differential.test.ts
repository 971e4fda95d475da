import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { parseCrl } from '#codec/crl/crl.ts'
import { assembleCrl, cRLNumber, encodeTbsCrl, type TbsCrlFields } from '#codec/crl/encode-crl.ts'
import { CRL_REASON_CODES, type CrlReason } from '#codec/crl/reason.ts'
import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { STRING_TAGS, type StringForm } from '#codec/der/text.ts'
import { decodePem, encodePem } from '#codec/pem.ts'
import { SIGNATURE_ALGORITHMS, signatureAlgorithmOf } from '#codec/x509/algorithm.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { assembleCertificate, encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { critical, type Extension, extension } from '#codec/x509/extension.ts'
import * as values from '#codec/x509/extension-values.ts'
import { type Name, nameOf, nameOfRelativeNames } from '#codec/x509/name.ts'
import { ATTRIBUTE, OID } from '#codec/x509/oids.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { certificates, crls, minimal } from './x509-samples.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { formatInstant, instant, type Instant } from '#kernel/instant.ts'
import { toHex } from '#kernel/bytes.ts'

// Random certificates and CRLs of ours, re-read field by field by pkijs and by the OpenSSL command line.

const CONSTANT = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption

let folder = ''
before(() => (folder = mkdtempSync(join(tmpdir(), 'shomei-x509-'))))
after(() => rmSync(folder, { recursive: true }))

/** Runs OpenSSL over `input`, given as a file, and returns what it prints. */
function openssl(input: Uint8Array | string, ...args: readonly string[]): string {
  const file = join(folder, 'input')
  writeFileSync(file, input)
  return execFileSync('openssl', [...args, '-in', file], { encoding: 'utf8' })
}

// --- our own parser ---

test('our parser gives back what our encoder was given', () => {
  for (const { fields, octets } of certificates) {
    const parsed = parseCertificate(octets)
    assert.ok(parsed.ok)
    const { value } = parsed
    assert.deepEqual(
      [
        value.issuer,
        value.subject,
        value.validity,
        value.extensions.all,
        value.spkiDer,
        value.serialHex,
      ],
      [
        fields.issuer,
        fields.subject,
        { notBefore: fields.notBefore, notAfter: fields.notAfter },
        fields.extensions,
        fields.spkiDer,
        minimal(fields.serialHex),
      ],
    )
    assert.equal(signatureAlgorithmOf(value.signatureAlgorithm), fields.signatureAlgorithm)
  }
  for (const { fields, octets } of crls) {
    const parsed = parseCrl(octets)
    assert.ok(parsed.ok)
    assert.deepEqual(
      [...parsed.value.entries].map((entry) => [entry.serialHex, entry.revokedAt, entry.reason]),
      fields.entries.map((entry) => [minimal(entry.serialHex), entry.revokedAt, entry.reason]),
    )
    assert.deepEqual(parsed.value.extensions.all, fields.extensions)
  }
})

// --- pkijs ---

test('pkijs reads every field of our certificates, and writes the same octets', () => {
  for (const { fields, octets } of certificates) {
    const read = pkijs.Certificate.fromBER(octets)
    assert.equal(read.version, 2)
    assert.equal(integerHex(read.serialNumber), minimal(fields.serialHex))
    assert.deepEqual(
      [read.signature.algorithmId, read.signatureAlgorithm.algorithmId],
      [fields.signatureAlgorithm.oid, fields.signatureAlgorithm.oid],
    )
    assert.deepEqual(attributesOf(read.issuer), attributesOfOurs(fields.issuer))
    assert.deepEqual(attributesOf(read.subject), attributesOfOurs(fields.subject))
    assert.deepEqual(
      [read.notBefore.value.getTime(), read.notAfter.value.getTime()],
      [fields.notBefore, fields.notAfter],
    )
    assert.deepEqual(
      [read.notBefore.type, read.notAfter.type],
      [fields.notBefore, fields.notAfter].map(timeType),
    )
    assert.equal(bufferHex(read.subjectPublicKeyInfo.toSchema().toBER()), toHex(fields.spkiDer))
    assert.deepEqual(extensionsOf(read.extensions), fields.extensions.map(flat))
    assertValuesAlike(read.extensions ?? [], octets)
    assert.equal(bufferHex(read.toSchema(true).toBER()), toHex(octets))
  }
})

test('pkijs reads every field of our CRLs, and writes the same octets', () => {
  for (const { fields, octets } of crls) {
    const read = pkijs.CertificateRevocationList.fromBER(octets)
    assert.equal(read.version, 1)
    assert.deepEqual(attributesOf(read.issuer), attributesOfOurs(fields.issuer))
    assert.deepEqual(
      [read.thisUpdate.value.getTime(), read.nextUpdate?.value.getTime()],
      [fields.thisUpdate, fields.nextUpdate],
    )
    assert.deepEqual(extensionsOf(read.crlExtensions?.extensions), fields.extensions.map(flat))
    assert.deepEqual(
      (read.revokedCertificates ?? []).map((entry) => [
        integerHex(entry.userCertificate),
        entry.revocationDate.value.getTime(),
        extensionsOf(entry.crlEntryExtensions?.extensions),
      ]),
      fields.entries.map(({ serialHex: serial, revokedAt, reason }) => [
        minimal(serial),
        revokedAt,
        reason === 'unspecified'
          ? []
          : [flat(extension(OID.reasonCode, der.enumerated(CRL_REASON_CODES[reason])))],
      ]),
    )
    assert.equal(bufferHex(read.toSchema(true).toBER()), toHex(octets))
  }
})

function bufferHex(buffer: ArrayBuffer): string {
  return toHex(new Uint8Array(buffer))
}

function integerHex(integer: asn1js.Integer): string {
  return minimal(toHex(integer.valueBlock.valueHexView))
}

function attributesOf(read: pkijs.RelativeDistinguishedNames) {
  return read.typesAndValues.map(({ type, value }) => [
    type,
    value.idBlock.tagNumber,
    value.valueBlock.value,
  ])
}

function attributesOfOurs({ relativeNames }: Name) {
  return relativeNames
    .flat()
    .map((one) => (one.form === 'other' ? [one.oid] : [one.oid, STRING_TAGS[one.form], one.text]))
}

function timeType(at: Instant): pkijs.TimeType {
  return formatInstant(at) < '2050' ? pkijs.TimeType.UTCTime : pkijs.TimeType.GeneralizedTime
}

function extensionsOf(read: readonly pkijs.Extension[] | undefined) {
  return (read ?? []).map(({ extnID, critical: isCritical, extnValue }) => [
    extnID,
    isCritical,
    toHex(extnValue.valueBlock.valueHexView),
  ])
}

function flat({ oid: type, critical: isCritical, valueDer }: Extension) {
  return [type, isCritical, toHex(valueDer)]
}

/** Whether pkijs understands the extensions' values as our own parser does. */
function assertValuesAlike(read: readonly pkijs.Extension[], octets: Uint8Array): void {
  const parsed = parseCertificate(octets)
  assert.ok(parsed.ok)
  const ours = parsed.value.extensions
  for (const { parsedValue } of read) {
    if (parsedValue instanceof pkijs.ExtKeyUsage)
      assert.deepEqual(parsedValue.keyPurposes, ours.extKeyUsage)
    if (parsedValue instanceof pkijs.BasicConstraints) {
      const { cA, pathLenConstraint } = parsedValue
      assert.deepEqual({ ca: cA, pathLengthMax: pathLenConstraint }, ours.basicConstraints)
    }
    if (parsedValue instanceof pkijs.CertificatePolicies)
      assert.deepEqual(
        parsedValue.certificatePolicies.map((policy) => policy.policyIdentifier),
        ours.certificatePolicies?.map((policy) => policy.policyOid),
      )
    if (parsedValue instanceof pkijs.AuthorityKeyIdentifier) {
      const { keyIdentifier, authorityCertSerialNumber } = parsedValue
      const expected = ours.authorityKeyIdentifier
      assert.equal(
        toHex(keyIdentifier?.valueBlock.valueHexView ?? new Uint8Array()),
        toHex(expected?.keyIdentifier ?? new Uint8Array()),
      )
      assert.equal(
        authorityCertSerialNumber === undefined ? undefined : integerHex(authorityCertSerialNumber),
        expected?.authority?.serialHex,
      )
    }
    if (parsedValue instanceof pkijs.InfoAccess)
      assert.deepEqual(
        parsedValue.accessDescriptions.map(({ accessMethod, accessLocation }) => [
          accessMethod,
          String(accessLocation.value),
        ]),
        ours.authorityInfoAccess?.map(({ methodOid, location }) => [
          methodOid,
          location.kind === 'uniformResourceIdentifier' ? location.text : location.kind,
        ]),
      )
  }
}

// --- OpenSSL ---

const NAME_OPTIONS = 'sep_multiline,show_type,utf8,oid'

test('OpenSSL reads every field of our certificates', () => {
  for (const { fields, octets } of certificates) {
    const fieldLines = ['-noout', '-serial', '-dates', '-issuer', '-subject']
    const printed = openssl(
      octets,
      'x509',
      '-inform',
      'DER',
      ...fieldLines,
      '-dateopt',
      'iso_8601',
      '-nameopt',
      NAME_OPTIONS,
    )
    assert.deepEqual(lines(printed), [
      `serial=${minimal(fields.serialHex).toUpperCase()}`,
      `notBefore=${formatInstant(fields.notBefore).replace('T', ' ')}`,
      `notAfter=${formatInstant(fields.notAfter).replace('T', ' ')}`,
      'issuer=',
      ...namePrinted(fields.issuer),
      'subject=',
      ...namePrinted(fields.subject),
    ])
    const whole = openssl(
      octets,
      'x509',
      '-inform',
      'DER',
      '-noout',
      '-text',
      '-certopt',
      'no_pubkey,no_sigdump',
    )
    assert.deepEqual(
      lines(whole.split('X509v3 extensions:')[1] ?? '').filter((line) => isOfOurValues(line)),
      extensionsPrinted(octets),
    )
  }
})

test('OpenSSL reads every field of our CRLs', () => {
  for (const { fields, octets } of crls) {
    const printed = openssl(
      octets,
      'crl',
      '-inform',
      'DER',
      '-noout',
      '-text',
      '-nameopt',
      NAME_OPTIONS,
    )
    const [head = '', list = ''] = printed.split(
      /\n(?:Revoked Certificates:|No Revoked Certificates\.)/,
    )
    const issued = head.slice(head.indexOf('Issuer: ') + 8, head.indexOf('Last Update:'))
    assert.deepEqual(lines(issued), namePrinted(fields.issuer))
    const parsed = parseCrl(octets)
    assert.ok(parsed.ok)
    const { cRLNumber: number } = parsed.value.extensions
    assert.ok(
      lines(head).includes(
        number !== undefined && number < 1n << 63n ? String(number) : `0x${evenHex(number ?? 0n)}`,
      ),
    )
    assert.ok(
      head.includes('X509v3 Issuing Distribution Point: critical') &&
        head.includes('Only User Certificates'),
    )
    assert.ok(lines(head).includes(`Last Update: ${dateOf(fields.thisUpdate)}`))
    assert.ok(lines(head).includes(`Next Update: ${dateOf(fields.nextUpdate)}`))
    const entries = lines(list.slice(0, list.indexOf('Signature Algorithm:')))
    assert.deepEqual(entries, fields.entries.flatMap(entryPrinted))
  }
})

test('OpenSSL sees the same tags, lengths and depths as our reader', () => {
  for (const { octets } of [...certificates, ...crls].slice(0, 30)) {
    const printed = lines(openssl(octets, 'asn1parse', '-inform', 'DER'))
    const seen = printed.map((line) =>
      /^(\d+):d=(\d+) +hl=(\d+) +l= *(\d+) (prim|cons)/.exec(line)?.slice(1),
    )
    assert.deepEqual(seen, structureOf(octets))
  }
})

function lines(printed: string): string[] {
  return printed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function namePrinted({ relativeNames }: Name): string[] {
  const types: Partial<Record<StringForm, string>> = {
    utf8: 'UTF8STRING',
    bmp: 'BMPSTRING',
    printable: 'PRINTABLESTRING',
  }
  return relativeNames.map((part) =>
    part
      .map((one) => (one.form === 'other' ? '' : `${one.oid}=${types[one.form]}:${one.text}`))
      .join(' + '),
  )
}

/** Lines of OpenSSL's extension print that state a value we can state in the same words. */
function isOfOurValues(line: string): boolean {
  return /^(?:X509v3 .*: ?(?:critical)?$|Policy: |CPS: |CA:TRUE|othername: |OCSP - URI:|keyid:|serial:|[0-9A-F]{2}(?::[0-9A-F]{2})*$|(?:Digital|Non|Key|Data|Certificate Sign|CRL Sign|Encipher|Decipher).*$)/.test(
    line,
  )
}

const USAGE_PRINTED: Readonly<Record<values.KeyUsage, string>> = {
  digitalSignature: 'Digital Signature',
  nonRepudiation: 'Non Repudiation',
  keyEncipherment: 'Key Encipherment',
  dataEncipherment: 'Data Encipherment',
  keyAgreement: 'Key Agreement',
  keyCertSign: 'Certificate Sign',
  cRLSign: 'CRL Sign',
  encipherOnly: 'Encipher Only',
  decipherOnly: 'Decipher Only',
}

function title(one: Extension, words: string): string {
  return `X509v3 ${words}:${one.critical ? ' critical' : ''}`
}

function extensionsPrinted(octets: Uint8Array): string[] {
  const parsed = parseCertificate(octets)
  assert.ok(parsed.ok)
  const read = parsed.value.extensions
  return read.all.flatMap((one): string[] => {
    switch (one.oid) {
      case OID.keyUsage:
        return [
          title(one, 'Key Usage'),
          (read.keyUsage ?? []).map((bit) => USAGE_PRINTED[bit]).join(', '),
        ]
      case OID.extKeyUsage:
        return [title(one, 'Extended Key Usage')]
      case OID.certificatePolicies:
        return [
          title(one, 'Certificate Policies'),
          ...(read.certificatePolicies ?? []).flatMap(({ policyOid, qualifiers }) => [
            `Policy: ${policyOid}`,
            ...qualifiers.map((qualifier) =>
              qualifier.kind === 'cps' ? `CPS: ${qualifier.uri}` : qualifier.oid,
            ),
          ]),
        ]
      case OID.subjectAltName:
        return [
          title(one, 'Subject Alternative Name'),
          (read.subjectAltName ?? [])
            .map((general) =>
              general.kind === 'otherName'
                ? `othername: ${general.oid}::${general.text}`
                : general.kind,
            )
            .join(', '),
        ]
      case OID.issuerAltName:
        return [title(one, 'Issuer Alternative Name')]
      case OID.cRLDistributionPoints:
        return [title(one, 'CRL Distribution Points')]
      case OID.authorityInfoAccess:
        return (read.authorityInfoAccess ?? []).map(({ location }) =>
          location.kind === 'uniformResourceIdentifier'
            ? `OCSP - URI:${location.text}`
            : location.kind,
        )
      case OID.authorityKeyIdentifier: {
        const { keyIdentifier, authority } = read.authorityKeyIdentifier ?? {}
        return [
          title(one, 'Authority Key Identifier'),
          `keyid:${colons(toHex(keyIdentifier ?? new Uint8Array()))}`,
          `serial:${colons(authority?.serialHex ?? '')}`,
        ]
      }
      case OID.subjectKeyIdentifier:
        return [
          title(one, 'Subject Key Identifier'),
          colons(toHex(read.subjectKeyIdentifier ?? new Uint8Array())),
        ]
      case OID.basicConstraints: {
        const length = read.basicConstraints?.pathLengthMax
        return [
          title(one, 'Basic Constraints'),
          `CA:TRUE${length === undefined ? '' : `, pathlen:${length}`}`,
        ]
      }
      default:
        return []
    }
  })
}

function colons(digits: string): string {
  return digits.toUpperCase().replace(/..(?=.)/g, '$&:')
}

function evenHex(number: bigint): string {
  const digits = number.toString(16).toUpperCase()
  return digits.length % 2 === 0 ? digits : `0${digits}`
}

function dateOf(at: Instant): string {
  const [, , day = '', month = '', year = '', clock = ''] =
    /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(new Date(at).toUTCString()) ?? []
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`
}

function entryPrinted({
  serialHex: serial,
  revokedAt,
  reason,
}: TbsCrlFields['entries'][number]): string[] {
  const words: Partial<Record<CrlReason, string>> = {
    keyCompromise: 'Key Compromise',
    affiliationChanged: 'Affiliation Changed',
    superseded: 'Superseded',
    cessationOfOperation: 'Cessation Of Operation',
    certificateHold: 'Certificate Hold',
  }
  const head = [
    `Serial Number: ${minimal(serial).toUpperCase()}`,
    `Revocation Date: ${dateOf(revokedAt)}`,
  ]
  return reason === 'unspecified'
    ? head
    : [...head, 'CRL entry extensions:', 'X509v3 CRL Reason Code:', words[reason] ?? '']
}

/** What `openssl asn1parse` prints of each value: offset, depth, header length, contents length, kind. */
function structureOf(octets: Uint8Array): string[][] {
  const found: string[][] = []
  const walk = (reader: DerReader, base: number, depth: number): void => {
    while (!reader.atEnd) {
      const at = base + reader.offset
      const { tag, der: whole, contents } = reader.any('value')
      const headerOctets = whole.length - contents.length
      const isConstructed = (tag & 0x20) !== 0
      found.push(
        [at, depth, headerOctets, contents.length]
          .map(String)
          .concat(isConstructed ? 'cons' : 'prim'),
      )
      if (isConstructed && contents.length > 0) {
        const inner = decodeDer(contents, (within) => walk(within, at + headerOctets, depth + 1))
        assert.ok(inner.ok)
      }
    }
  }
  const outer = decodeDer(octets, (reader) => walk(reader, 0, 0))
  assert.ok(outer.ok)
  return found
}

// --- signatures both ways ---

test('OpenSSL verifies a certificate and a CRL that we assembled', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const spkiDer = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  const issuer = nameOf([
    ['C', 'JP'],
    ['O', '試験'],
    ['OU', 'differential test'],
  ])
  const [notBefore, notAfter] = [instant(Date.UTC(2026, 0, 1)), instant(Date.UTC(2060, 0, 1))]
  const tbs = encodeTbsCertificate({
    serialHex: '067c6a21',
    signatureAlgorithm: CONSTANT,
    issuer,
    notBefore,
    notAfter,
    subject: issuer,
    spkiDer,
    extensions: [
      critical(values.keyUsage(['keyCertSign', 'cRLSign'])),
      critical(values.basicConstraints({ ca: true })),
      values.subjectKeyIdentifierExtension(subjectKeyIdentifier(spkiDer)),
    ],
  })
  const certificate = assembleCertificate(tbs, CONSTANT, sign('sha256', tbs, privateKey))
  const authority = join(folder, 'authority.pem')
  writeFileSync(authority, encodePem('CERTIFICATE', certificate))
  const at = String(Date.UTC(2026, 5, 1) / 1000)
  assert.match(
    execFileSync(
      'openssl',
      ['verify', '-x509_strict', '-check_ss_sig', '-attime', at, '-CAfile', authority, authority],
      { encoding: 'utf8' },
    ),
    /: OK/,
  )
  const tbsCrl = encodeTbsCrl({
    signatureAlgorithm: CONSTANT,
    issuer,
    thisUpdate: notBefore,
    nextUpdate: notAfter,
    entries: [{ serialHex: '01', revokedAt: notBefore, reason: 'superseded' }],
    extensions: [
      values.authorityKeyIdentifier({ keyIdentifier: subjectKeyIdentifier(spkiDer) }),
      cRLNumber(1n),
    ],
  })
  const crl = encodePem(
    'X509 CRL',
    assembleCrl(tbsCrl, CONSTANT, sign('sha256', tbsCrl, privateKey)),
  )
  const checked = join(folder, 'crl.pem')
  writeFileSync(checked, crl)
  execFileSync('openssl', ['crl', '-in', checked, '-CAfile', authority, '-verify', '-noout'], {
    stdio: 'pipe',
  })
})

for (const [what, keyArguments, signArguments, scheme] of [
  ['RSA', ['rsa:2048'], ['-sha384'], 'sha384WithRSAEncryption'],
  [
    'RSASSA-PSS',
    ['rsa:2048'],
    ['-sha256', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'],
    'rsassaPssWithSHA256',
  ],
  ['ECDSA P-384', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], ['-sha384'], 'ecdsaWithSHA384'],
] as const)
  test(`our parser reads what OpenSSL issues with ${what}, and the signature verifies`, () => {
    const [key, out] = [join(folder, 'key.pem'), join(folder, 'issued.pem')]
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-utf8',
        '-newkey',
        ...keyArguments,
        '-nodes',
        '-keyout',
        key,
        '-out',
        out,
        '-subj',
        '/C=JP/O=試験/CN=a+OU=b',
        '-multivalue-rdn',
        '-set_serial',
        '0x8f01',
        '-days',
        '3',
        ...signArguments,
      ],
      { stdio: 'pipe' },
    )
    const pem = decodePem('CERTIFICATE', readFileSync(out, 'utf8'))
    assert.ok(pem.ok)
    const parsed = parseCertificate(pem.value)
    assert.ok(parsed.ok)
    const {
      serialHex: serial,
      subject,
      tbsDer,
      signature,
      spkiDer,
      extensions: read,
    } = parsed.value
    const cn = { oid: ATTRIBUTE.CN, form: 'utf8', text: 'a' } as const
    const ou = { oid: ATTRIBUTE.OU, form: 'utf8', text: 'b' } as const
    const expected = nameOfRelativeNames([
      ...nameOf([
        ['C', 'JP'],
        ['O', '試験'],
      ]).relativeNames,
      [cn, ou],
    ])
    assert.deepEqual([serial, subject], ['8f01', expected])
    assert.equal(
      toHex(read.subjectKeyIdentifier ?? new Uint8Array()),
      toHex(subjectKeyIdentifier(spkiDer)),
    )
    const algorithm = signatureAlgorithmOf(parsed.value.signatureAlgorithm)
    const imported = importPublicKey(spkiDer)
    assert.equal(algorithm?.name, scheme)
    assert.ok(algorithm !== undefined && imported.ok)
    assert.equal(verifySignature(algorithm, imported.value, tbsDer, signature), true)
    assert.equal(verifySignature(algorithm, imported.value, tbsDer.subarray(1), signature), false)
  })
