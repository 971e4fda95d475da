/**
 * The certificate profiles of spec/jpki.md §2, field by field, as OpenSSL's and our own decoder
 * read them.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { IssueQueue } from '#ca/issue-queue.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { ATTRIBUTE } from '#codec/x509/oids.ts'
import type { Name } from '#codec/x509/name.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { at, heldRig, issueCommand, ITEMS } from '../support/ca-rig.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { runToolWell } from '../support/run-tool.ts'

const ARC = '2.999.1397247821'
const KIND_NAME = { signature: 'digital signature', 'user-authentication': 'user authentication' }
const KIND_JA = { signature: '署名用', 'user-authentication': '利用者証明用' }

const postgres = await startTestPostgres()
const { database } = await postgres.migratedDatabase()
const rig = await heldRig(database)
const queue = new IssueQueue(rig.issue, rig.configuration)
const folder = await mkdtemp(join(tmpdir(), 'shomei-profile-'))
after(() => rm(folder, { recursive: true, force: true }))

const leaf = {
  signature: await issued('signature'),
  'user-authentication': await issued('user-authentication'),
}
const authority = new Map(
  (await rig.issue.authorities.generations()).map((generation) => [
    generation.authority,
    parsed(generation.certificateDer),
  ]),
)

async function issued(kind: CertificateKind): Promise<Certificate> {
  const outcome = await queue.issue(issueCommand(kind, 1))
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return parsed(outcome.value.certificateDer)
}

function parsed(certificateDer: Uint8Array): Certificate {
  const read = parseCertificate(certificateDer)
  assert.ok(read.ok)
  return read.value
}

function authorityOf(kind: CertificateKind): Certificate {
  return authority.get(kind) ?? assert.fail('each kind has its authority')
}

function issuerText(kind: CertificateKind): string {
  const operator = 'Synthetic Authority of the Shomei Sandbox'
  return `C=JP, O=Shomei Sandbox, OU=Shomei Sandbox for ${KIND_NAME[kind]}, OU=${operator}`
}

function issuerTextJa(kind: CertificateKind): string {
  const unit = `証明サンドボックス${KIND_JA[kind]}`
  return `C=JP, O=証明サンドボックス, OU=${unit}, OU=証明サンドボックス模擬認証局`
}

function pointText(kind: CertificateKind): string {
  return (
    `C=JP, O=Shomei Sandbox, OU=Shomei Sandbox for ${KIND_NAME[kind]}, ` +
    'OU=CRL Distribution Points, OU=Kanagawa-ken, CN=Yokohama-shi-Naka-ku CRLDP'
  )
}

function extensionOrder({ extensions }: Certificate): readonly string[] {
  return extensions.all.map(({ oid, critical }) => `${critical ? '!' : ''}${oid}`)
}

function stringTypes(name: Name): readonly string[] {
  return name.relativeNames
    .flat()
    .map(({ oid, form }) => `${oid === ATTRIBUTE.C ? 'C' : 'other'} ${form}`)
}

async function openssl(certificate: Certificate): Promise<string> {
  const path = join(folder, 'certificate.der')
  await writeFile(path, certificate.der)
  const args = ['x509', '-inform', 'der', '-in', path, '-noout', '-text']
  const end = await runToolWell('openssl', [...args, '-nameopt', 'oneline,-esc_msb,utf8'])
  return end.text.replaceAll(/\s+/g, ' ')
}

for (const kind of ['signature', 'user-authentication'] as const) {
  test(`${kind}: version, serial, algorithm, issuer, validity (§2.2, §2.3)`, () => {
    const { version, serialHex, signatureAlgorithm, issuer, validity, spkiDer } = leaf[kind]
    assert.equal(version, 3)
    assert.equal(serialHex, '03', 'the authority and its responder took 1 and 2 of the counter')
    assert.equal(signatureAlgorithm.oid, '1.2.840.113549.1.1.11')
    assert.deepEqual(signatureAlgorithm.parametersDer, Uint8Array.of(5, 0))
    assert.equal(formatName(issuer), issuerText(kind))
    assert.deepEqual(stringTypes(issuer), ['C printable', ...Array(3).fill('other utf8')])
    assert.equal(validity.notBefore, at('2026-04-01T01:00:00Z'))
    assert.equal(validity.notAfter, at('2031-02-17T14:59:59Z'))
    assert.equal(spkiDer.length, 294)
  })

  test(`${kind}: policy, issuerAltName, CRLDP, AKI, SKI (§2.2, §2.3)`, () => {
    const { extensions } = leaf[kind]
    const own = authorityOf(kind)
    assert.deepEqual(extensions.certificatePolicies, [
      {
        policyOid: `${ARC}.1.${kind === 'signature' ? '1.20' : '3.30'}`,
        qualifiers: [{ kind: 'cps', uri: 'http://shomei.example/cps' }],
      },
    ])
    const [altName] = extensions.issuerAltName ?? []
    assert.ok(altName?.kind === 'directoryName')
    assert.equal(formatName(altName.name), issuerTextJa(kind))
    const [point, ...others] = extensions.cRLDistributionPoints ?? []
    assert.ok(point?.name?.kind === 'fullName' && others.length === 0)
    const [pointName] = point.name.names
    assert.ok(pointName?.kind === 'directoryName')
    assert.equal(formatName(pointName.name), pointText(kind))
    const keyIdentifier = extensions.authorityKeyIdentifier
    assert.deepEqual(keyIdentifier?.keyIdentifier, own.extensions.subjectKeyIdentifier)
    assert.equal(keyIdentifier?.authority?.serialHex, '01')
    const [keyIssuer] = keyIdentifier?.authority?.issuer ?? []
    assert.ok(keyIssuer?.kind === 'directoryName')
    assert.deepEqual(keyIssuer.name.der, own.subject.der)
    assert.equal(extensions.subjectKeyIdentifier?.length, 20)
    assert.equal(extensions.basicConstraints, undefined)
  })

  test(`${kind} authority: §2.1`, () => {
    const own = authorityOf(kind)
    assert.equal(own.serialHex, '01')
    assert.deepEqual(extensionOrder(own), [
      '!2.5.29.15',
      '2.5.29.17',
      '!2.5.29.19',
      '2.5.29.31',
      '2.5.29.14',
    ])
    assert.deepEqual(own.extensions.keyUsage, ['keyCertSign', 'cRLSign'])
    assert.deepEqual(own.extensions.basicConstraints, { ca: true, pathLengthMax: undefined })
    assert.equal(formatName(own.subject), issuerText(kind))
    assert.deepEqual(own.issuer.der, own.subject.der)
    const [ja] = own.extensions.subjectAltName ?? []
    assert.ok(ja?.kind === 'directoryName')
    assert.equal(formatName(ja.name), issuerTextJa(kind))
    assert.equal(own.validity.notAfter, at('2036-03-31T14:59:59Z'))
  })

  test(`${kind}: times are UTCTime, and OpenSSL reads what we say`, async () => {
    const text = await openssl(leaf[kind])
    assert.match(text, /Not Before: Apr 1 01:00:00 2026 GMT Not After : Feb 17 14:59:59 2031 GMT/)
    assert.match(text, new RegExp(`Policy: ${ARC.replaceAll('.', '\\.')}`))
    assert.match(text, /CPS: http:\/\/shomei\.example\/cps/)
    assert.match(text, /CN = Yokohama-shi-Naka-ku CRLDP/)
    assert.ok(!text.includes('<Unsupported'))
  })
}

test('signature: subject, keyUsage, six otherNames in order, critical set (§2.3)', async () => {
  const { subject, extensions } = leaf.signature
  assert.match(
    formatName(subject),
    /^C=JP, L=Kanagawa-ken, L=Yokohama-shi-Naka-ku, CN=20260401100000\d{14}$/,
  )
  assert.deepEqual(stringTypes(subject), ['C printable', ...Array(3).fill('other utf8')])
  assert.deepEqual(extensionOrder(leaf.signature), [
    '!2.5.29.15',
    '2.5.29.17',
    '!2.5.29.32',
    '2.5.29.18',
    '2.5.29.31',
    '2.5.29.35',
    '2.5.29.14',
  ])
  assert.deepEqual(extensions.keyUsage, ['digitalSignature', 'nonRepudiation'])
  assert.deepEqual(
    extensions.subjectAltName?.map((name) => name.kind === 'otherName' && [name.oid, name.text]),
    [
      [`${ARC}.5.1`, ITEMS.name],
      [`${ARC}.5.4`, '319800217'],
      [`${ARC}.5.3`, '2'],
      [`${ARC}.5.5`, ITEMS.address],
      [`${ARC}.5.2`, ITEMS.nameSubstitutions],
      [`${ARC}.5.6`, ITEMS.addressSubstitutions],
    ],
  )
  assert.match(await openssl(leaf.signature), /Digital Signature, Non Repudiation/)
})

test('user authentication: opaque subject, EKU, AIA, nothing personal (§2.2)', async () => {
  const { subject, extensions, der } = leaf['user-authentication']
  assert.match(formatName(subject), /^C=JP, CN=[0-9A-Z]{14}14104\d{3}[A-Z]$/)
  assert.deepEqual(extensionOrder(leaf['user-authentication']), [
    '!2.5.29.15',
    '2.5.29.37',
    '!2.5.29.32',
    '2.5.29.18',
    '2.5.29.31',
    '1.3.6.1.5.5.7.1.1',
    '2.5.29.35',
    '2.5.29.14',
  ])
  assert.deepEqual(extensions.keyUsage, ['digitalSignature'])
  assert.deepEqual(extensions.extKeyUsage, ['1.3.6.1.5.5.7.3.2'])
  assert.deepEqual(extensions.authorityInfoAccess, [
    {
      methodOid: '1.3.6.1.5.5.7.48.1',
      location: { kind: 'uniformResourceIdentifier', text: 'http://ocsp.shomei.example/' },
    },
  ])
  assert.equal(extensions.subjectAltName, undefined)
  const octets = Buffer.from(der)
  for (const item of [ITEMS.name, ITEMS.address, '19800217'])
    assert.ok(!octets.includes(Buffer.from(item, 'utf8')), 'no personal data')
  assert.match(await openssl(leaf['user-authentication']), /OCSP - URI:http:\/\/ocsp\.shomei/)
})

test('responders: delegated, short-lived, never checked themselves (RFC 6960 §4.2.2.2)', async () => {
  for (const responder of await rig.ceremony.records.responders()) {
    const certificate = parsed(responder.certificateDer)
    assert.deepEqual(extensionOrder(certificate), [
      '!2.5.29.15',
      '2.5.29.37',
      '1.3.6.1.5.5.7.48.1.5',
      '2.5.29.35',
      '2.5.29.14',
    ])
    assert.deepEqual(certificate.extensions.extKeyUsage, ['1.3.6.1.5.5.7.3.9'])
    assert.equal(certificate.extensions.ocspNoCheck, true)
    assert.match(await openssl(certificate), /OCSP Signing.*OCSP No Check/)
    assert.equal(certificate.validity.notAfter, at('2026-05-01T01:00:00Z'))
  }
})
