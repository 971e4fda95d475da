/**
 * OpenSSL and GnuTLS verify our certificates against our municipality's list, and refuse what is
 * wrong.
 */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { IssueCommand, IssuedCertificate } from '#ca/contract.ts'
import { municipalityList } from '#ca/crl/scope.ts'
import { ensureCrl } from '#ca/issue-crl.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import { runCeremony } from '#ca/run-ceremony.ts'
import { encodePem } from '#codec/pem.ts'
import { addMonths } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import {
  caDatabases,
  type CaRig,
  heldRig,
  issueCommand,
  KIYOSE,
  SANDBOX_CEREMONY,
  StandingClock,
  YOKOHAMA_NAKA,
} from '../support/ca-rig.ts'
import { octetsOfCrl } from '../support/crl-octets.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { runTool, type ToolEnd } from '../support/run-tool.ts'

const freshDatabase = caDatabases(await startTestPostgres())
const folder = await mkdtemp(join(tmpdir(), 'shomei-verify-'))
after(() => rm(folder, { recursive: true, force: true }))
let files = 0

async function pemFile(label: 'CERTIFICATE' | 'X509 CRL', ...ders: Uint8Array[]): Promise<string> {
  const path = join(folder, `${++files}.pem`)
  await writeFile(path, ders.map((der) => encodePem(label, der)).join(''))
  return path
}

/** `openssl verify` at a moment of the test's clock. */
async function opensslVerify(
  rig: CaRig,
  issued: IssuedCertificate,
  crlDer: Uint8Array,
  anchors: readonly Uint8Array[] = [issued.authorityCertificateDer],
): Promise<ToolEnd> {
  return await runTool('openssl', [
    'verify',
    '-x509_strict',
    '-crl_check',
    '-attime',
    String(Math.floor(rig.clock.now() / 1000)),
    '-CAfile',
    await pemFile('CERTIFICATE', ...anchors),
    '-CRLfile',
    await pemFile('X509 CRL', crlDer),
    await pemFile('CERTIFICATE', issued.certificateDer),
  ])
}

async function issueOne(
  rig: CaRig,
  kind: CertificateKind,
  number: number,
  change: Partial<IssueCommand> = {},
): Promise<IssuedCertificate> {
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const outcome = await queue.issue(issueCommand(kind, number, change))
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.value
}

async function listOf(
  rig: CaRig,
  authority: CertificateKind,
  generation?: number,
  { municipalityCode } = YOKOHAMA_NAKA,
): Promise<Uint8Array> {
  const ref = municipalityList({ authority, municipalityCode })
  const crl = await ensureCrl(rig.revoke, rig.configuration, ref, generation)
  assert.ok(crl !== undefined)
  return await octetsOfCrl(rig.reader, crl)
}

async function revoke(rig: CaRig, { authority, serialHex }: IssuedCertificate): Promise<void> {
  const outcome = await revokeCertificate(rig.revoke, rig.configuration, {
    authority,
    serialHex,
    reason: 'keyCompromise',
    ground: 'key-compromise-reported',
  })
  assert.ok(outcome.ok)
}

async function freshRig(): Promise<CaRig> {
  const database = await freshDatabase()
  return await heldRig(database)
}

for (const kind of ['signature', 'user-authentication'] as const) {
  test(`OpenSSL: a ${kind} certificate is good, and revoked after its revocation`, async () => {
    const rig = await freshRig()
    const issued = await issueOne(rig, kind, 1)
    const good = await opensslVerify(rig, issued, await listOf(rig, kind))
    assert.match(good.text, /: OK$/m)
    await revoke(rig, issued)
    const revoked = await opensslVerify(rig, issued, await listOf(rig, kind))
    assert.notEqual(revoked.status, 0)
    assert.match(revoked.text, /certificate revoked/)
  })

  test(`GnuTLS: ${kind}, with certtool --verify and --verify-crl`, async () => {
    const database = await freshDatabase()
    const rig = await heldRig(database, undefined, machineClock())
    const appliedOn = civilDateInJapan(rig.clock.now())
    const { validity } = issueCommand(kind, 1)
    const issued = await issueOne(rig, kind, 1, {
      validity: { ...validity, appliedOn, cardExpiresOn: addMonths(appliedOn, 120) },
    })
    const trusted = [
      '--load-ca-certificate',
      await pemFile('CERTIFICATE', issued.authorityCertificateDer),
    ]
    const leaf = await pemFile('CERTIFICATE', issued.certificateDer)
    const verified = await runTool('certtool', ['--verify', ...trusted, '--infile', leaf])
    assert.match(verified.text, /Chain verification output: Verified\. The certificate is trusted/)
    const list = await pemFile('X509 CRL', await listOf(rig, kind))
    const listed = await runTool('certtool', ['--verify-crl', ...trusted, '--infile', list])
    assert.match(listed.text, /Verification output: Verified\./)
  })
}

/** certtool 3.7 cannot be told the time, so what it judges is issued in the machine's own. */
function machineClock(): StandingClock {
  return new StandingClock(new Date().toISOString())
}

test('OpenSSL: the list of another municipality does not serve', async () => {
  const rig = await freshRig()
  const issued = await issueOne(rig, 'signature', 1)
  await issueOne(rig, 'signature', 2, { partition: KIYOSE })
  const elsewhere = await listOf(rig, 'signature', undefined, KIYOSE)
  const end = await opensslVerify(rig, issued, elsewhere)
  assert.notEqual(end.status, 0)
  assert.match(end.text, /different CRL scope/i)
})

test('OpenSSL: a list past its nextUpdate, and a certificate past its last second', async () => {
  const rig = await freshRig()
  const issued = await issueOne(rig, 'signature', 1)
  const crl = await listOf(rig, 'signature')
  rig.clock.set('2026-04-02T13:00:01Z')
  assert.match((await opensslVerify(rig, issued, crl)).text, /CRL has expired/)
  // OpenSSL's comparison counts the very second of notAfter as past (X509_cmp_time); RFC 5280 does
  // not.
  rig.clock.set('2031-02-17T14:59:58Z')
  const last = await opensslVerify(rig, issued, await listOf(rig, 'signature'))
  assert.match(last.text, /: OK$/m)
  rig.clock.set('2031-02-17T15:00:00Z')
  const over = await opensslVerify(rig, issued, await listOf(rig, 'signature'))
  assert.match(over.text, /certificate has expired/)
})

test('OpenSSL: two generations of one name are told apart by key identifier', async () => {
  const rig = await freshRig()
  const old = await issueOne(rig, 'signature', 1)
  rig.clock.set('2030-04-01T01:00:00Z')
  const file = JSON.parse(SANDBOX_CEREMONY) as { generations: readonly object[] }
  const second = { ...file.generations[0], generation: 2, suite: 'ecdsa-p384-sha384' }
  const held = await runCeremony(rig.ceremony, JSON.stringify({ ...file, generations: [second] }))
  assert.ok(held.ok, JSON.stringify(held))
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
  const subjectPublicKeyDer = new Uint8Array(p384.export({ format: 'der', type: 'spki' }))
  const young = await issueOne(rig, 'signature', 2, { subjectPublicKeyDer })
  for (const anchors of [
    [old.authorityCertificateDer, young.authorityCertificateDer],
    [young.authorityCertificateDer, old.authorityCertificateDer],
  ])
    for (const [issued, generation] of [
      [old, 1],
      [young, 2],
    ] as const) {
      const crl = await listOf(rig, 'signature', generation)
      const end = await opensslVerify(rig, issued, crl, anchors)
      assert.match(end.text, /: OK$/m)
    }
  const wrong = await opensslVerify(rig, young, await listOf(rig, 'signature', 2), [
    old.authorityCertificateDer,
  ])
  assert.notEqual(wrong.status, 0, 'the other generation alone is no anchor')
})

test('OpenSSL: a list of ten thousand entries is read and checked', async () => {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  const issued = await issueOne(rig, 'signature', 1)
  await revoke(rig, issued)
  await database.execute(
    `INSERT INTO ca_revocation SELECT 1, 1000 + n, municipality_code, not_after, revoked_at, 3, 'moved'
     FROM ca_revocation, generate_series(1, 10000) AS n`,
  )
  await database.execute('UPDATE ca_partition SET revision = revision + 1')
  const crl = await listOf(rig, 'signature')
  const end = await opensslVerify(rig, issued, crl)
  assert.match(end.text, /certificate revoked/)
  const path = await pemFile('X509 CRL', crl)
  const text = await runTool('openssl', ['crl', '-in', path, '-noout', '-text'])
  assert.equal(text.text.match(/Serial Number:/g)?.length, 10_001)
  assert.match(text.text, /X509v3 Issuing Distribution Point: critical/)
  assert.match(text.text, /Only User Certificates/)
})
