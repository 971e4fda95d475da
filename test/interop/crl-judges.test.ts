/** Lists of every form before other implementations, and before our own engine. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CaConfiguration } from '#ca/configuration.ts'
import type { AuthorityId, CrlForm, CrlScope, IssuedCertificate } from '#ca/contract.ts'
import { municipalityList } from '#ca/crl/scope.ts'
import { refreshCrls } from '#ca/issue-crl.ts'
import { IssueQueue } from '#ca/issue-queue.ts'
import { liftHold } from '#ca/lift-hold.ts'
import { revokeCertificate } from '#ca/revoke-certificate.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { addMonths } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { DEFAULT_LAW_POLICY } from '#law/policy.ts'
import { DEFAULT_ALGORITHMS } from '#va/algorithm-policy.ts'
import { checkCrl } from '#va/revocation/check-crl.ts'
import {
  caDatabases,
  heldRig,
  issueCommand,
  StandingClock,
  YOKOHAMA_NAKA,
} from '../support/ca-rig.ts'
import { octetsOfCrl } from '../support/crl-octets.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { startTestPostgres } from '../support/postgres.ts'
import { runTool, runToolWell } from '../support/run-tool.ts'
import { words } from '../support/words.ts'

const freshDatabase = caDatabases(await startTestPostgres())
const WHOLE: CrlScope = { of: 'authority' }
const INDIRECT: CrlScope = { of: 'both-authorities' }
const { municipalityCode } = YOKOHAMA_NAKA
const MUNICIPALITY = municipalityList({ authority: 'signature', municipalityCode }).scope

const ground = await makeGround()
const { clock, certificates } = ground
const NOW_SECONDS = String(Math.floor(clock.now() / 1000))

/**
 * Certificates of which one was revoked and one put on hold before the complete lists; then another
 * was revoked and the hold lifted. certtool and crlutil cannot be told the time: all of it is of
 * today.
 */
async function makeGround() {
  const database = await freshDatabase()
  const present = Date.now()
  const now = new StandingClock(new Date(present - 1_800_000).toISOString())
  const rig = await heldRig(database, undefined, now)
  const deltas = { everyMinutes: 15, validityMinutes: 60, fromEntries: 2 }
  const url = 'http://status.example/crl'
  const crl = { ...rig.configuration.crl, url, wholeAuthority: true, deltas }
  const lists: CaConfiguration = { ...rig.configuration, crl: { ...crl, indirectBy: 'signature' } }
  const queue = new IssueQueue(rig.issue, lists)
  const appliedOn = civilDateInJapan(now.now())
  const issued = async (kind: AuthorityId, number: number): Promise<IssuedCertificate> => {
    const { validity } = issueCommand(kind, number)
    const dates = { appliedOn, issuedOn: appliedOn, cardExpiresOn: addMonths(appliedOn, 120) }
    const command = issueCommand(kind, number, { validity: { ...validity, ...dates } })
    const outcome = await queue.issue(command)
    assert.ok(outcome.ok, JSON.stringify(outcome))
    return outcome.value
  }
  const revoke = async (
    { authority, serialHex }: IssuedCertificate,
    reason: 'superseded' | 'certificateHold' = 'superseded',
  ): Promise<void> => {
    const command = { authority, serialHex, reason, ground: 'renewed' }
    assert.ok((await revokeCertificate(rig.revoke, lists, command)).ok)
  }
  const made = {
    good: await issued('signature', 1),
    revoked: await issued('signature', 2),
    lifted: await issued('signature', 3),
    later: await issued('signature', 4),
    other: await issued('user-authentication', 5),
  }
  await revoke(made.revoked)
  await revoke(made.lifted, 'certificateHold')
  await revoke(made.other)
  await refreshCrls(rig.revoke, lists)
  now.set(new Date(present - 600_000).toISOString())
  await revoke(made.later)
  const policy = { ...DEFAULT_LAW_POLICY, cardHoldMayBeLifted: true }
  assert.ok((await liftHold(rig.revoke, lists, made.lifted, policy)).ok)
  await refreshCrls(rig.revoke, lists)
  now.set(new Date(present).toISOString())
  const list = async (scope: CrlScope, form: CrlForm = 'complete'): Promise<Uint8Array> => {
    const found = await rig.reader.currentCrl({ authority: 'signature', scope }, form)
    assert.ok(found !== undefined)
    return await octetsOfCrl(rig.reader, found)
  }
  return {
    clock: now,
    certificates: made,
    lists: {
      whole: await list(WHOLE),
      wholeDelta: await list(WHOLE, 'delta'),
      municipality: await list(MUNICIPALITY),
      municipalityDelta: await list(MUNICIPALITY, 'delta'),
      indirect: await list(INDIRECT),
    },
  }
}

const { authorityCertificateDer } = certificates.good
const VERDICTS = [
  // The certificate, by the complete list alone, and with the delta.
  ['good', 'good', 'good'],
  ['revoked', 'revoked', 'revoked'],
  ['lifted', 'revoked', 'good'],
  ['later', 'good', 'revoked'],
] as const

for (const [scope, complete, delta] of [
  ['the whole authority', ground.lists.whole, ground.lists.wholeDelta],
  ['a municipality', ground.lists.municipality, ground.lists.municipalityDelta],
] as const)
  for (const [which, alone, withDelta] of VERDICTS) {
    test(`OpenSSL, lists of ${scope}: ${which}`, async () => {
      using folder = pemFolder()
      const anchor = folder.certificates('ca.pem', authorityCertificateDer)
      const leaf = folder.certificates('leaf.pem', certificates[which].certificateDer)
      const [list, change] = [folder.crl('list.pem', complete), folder.crl('delta.pem', delta)]
      const options = words`verify -x509_strict -crl_check -attime ${NOW_SECONDS}
        -CAfile ${anchor} -CRLfile ${list}`
      const verdict = async (...besides: readonly string[]): Promise<string> => {
        const { status, text } = await runTool('openssl', [...options, ...besides, leaf])
        if (status === 0) return 'good'
        return /certificate revoked/.test(text) ? 'revoked' : text
      }
      assert.equal(await verdict(), alone)
      // Without -extended_crl, OpenSSL 3.0 takes a delta for a complete list.
      const deltas = words`-extended_crl -use_deltas -CRLfile ${change}`
      assert.equal(await verdict(...deltas), withDelta)
    })

    test(`our own engine, lists of ${scope}: ${which}`, () => {
      const issuer = parseCertificate(authorityCertificateDer)
      const certificate = parseCertificate(certificates[which].certificateDer)
      assert.ok(issuer.ok && certificate.ok)
      const verdict = (deltas: readonly Uint8Array[]): string => {
        const report = checkCrl({
          unverifiedCrlDer: complete,
          unverifiedDeltasDer: deltas,
          issuer: issuer.value,
          certificate: certificate.value,
          at: clock.now(),
          algorithms: DEFAULT_ALGORITHMS,
        })
        return 'status' in report ? report.status : 'none'
      }
      assert.equal(verdict([]), alone)
      assert.equal(verdict([delta]), withDelta)
    })
  }

test('OpenSSL: the indirect list serves its signer’s certificates, and names the other authority', async () => {
  using folder = pemFolder()
  const anchor = folder.certificates('ca.pem', authorityCertificateDer)
  const list = folder.crl('list.pem', ground.lists.indirect)
  for (const [which, expected] of [
    ['good', /leaf\.pem: OK/],
    ['revoked', /certificate revoked/],
  ] as const) {
    const leaf = folder.certificates('leaf.pem', certificates[which].certificateDer)
    const { text } = await runTool(
      'openssl',
      words`verify -crl_check -extended_crl -attime ${NOW_SECONDS} -CAfile ${anchor}
        -CRLfile ${list} ${leaf}`,
    )
    assert.match(text, expected, which)
  }
  const { text } = await runToolWell('openssl', words`crl -in ${list} -noout -text`)
  assert.match(text, /Indirect CRL/)
  assert.match(text, /X509v3 Certificate Issuer: critical/)
  assert.match(text, /Shomei Sandbox for user authentication/)
})

test('OpenSSL reads what a delta and its base say of themselves', async () => {
  using folder = pemFolder()
  const { whole, wholeDelta } = ground.lists
  const textOf = async (name: string, der: Uint8Array): Promise<string> =>
    (await runToolWell('openssl', words`crl -in ${folder.crl(name, der)} -noout -text`)).text
  const complete = await textOf('whole.pem', whole)
  assert.match(complete, /X509v3 Freshest CRL:\s+Full Name:\s+URI:http:\/\/status\.example/)
  const delta = await textOf('delta.pem', wholeDelta)
  const number = /X509v3 CRL Number:\s+(\d+)/.exec(complete)?.[1]
  assert.equal(/X509v3 Delta CRL Indicator: critical\s+(\d+)/.exec(delta)?.[1], number)
  assert.match(delta, /Remove From CRL/)
  assert.doesNotMatch(delta, /Freshest/)
})

for (const name of [
  'whole',
  'wholeDelta',
  'municipality',
  'municipalityDelta',
  'indirect',
] as const)
  test(`GnuTLS: certtool verifies the list ${name}`, async () => {
    using folder = pemFolder()
    const anchor = folder.certificates('ca.pem', authorityCertificateDer)
    const list = folder.crl('list.pem', ground.lists[name])
    const verified = await runTool(
      'certtool',
      words`--verify-crl --load-ca-certificate ${anchor} --infile ${list}`,
    )
    assert.match(verified.text, /Verification output: Verified\./)
    const info = await runToolWell('certtool', words`--crl-info --infile ${list}`)
    assert.match(info.text, /Revoked certificates \(\d\)/)
  })

test('NSS: crlutil takes the list of the whole authority, and finds its entries', async () => {
  using folder = pemFolder()
  const store = `sql:${folder.path}`
  await runToolWell('certutil', words`-N -d ${store} --empty-password`)
  const anchor = folder.file('ca.der', authorityCertificateDer)
  await runToolWell('certutil', words`-A -d ${store} -n authority -t CT,CT,CT -i ${anchor}`)
  const list = folder.file('list.der', ground.lists.whole)
  await runToolWell('crlutil', words`-I -d ${store} -i ${list}`)
  const { text } = await runToolWell('crlutil', words`-L -d ${store} -n authority`)
  for (const which of ['revoked', 'lifted'] as const) {
    const serial = certificates[which].serialHex
    assert.match(text.toLowerCase(), new RegExp(`serial number: ${parseInt(serial, 16)} `))
  }
  assert.doesNotMatch(
    text,
    new RegExp(`Serial Number: ${parseInt(certificates.good.serialHex, 16)} `),
  )
})

test('Java: reads the indirect list, and says whose each entry is', async () => {
  using folder = pemFolder()
  folder.file('list.der', ground.lists.indirect)
  folder.file('ca.der', authorityCertificateDer)
  const program = folder.file('Lists.java', JAVA)
  const { text } = await runToolWell('java', [
    ...words`-XX:TieredStopAtLevel=1 -XX:+UseSerialGC`,
    program,
    folder.path,
  ])
  const { revoked, lifted, other } = certificates
  const signer = 'Shomei Sandbox for digital signature'
  const another = 'Shomei Sandbox for user authentication'
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line.includes(' '))
  assert.deepEqual(
    lines.toSorted(),
    [
      `${parseInt(revoked.serialHex, 16)} SUPERSEDED ${signer}`,
      `${parseInt(lifted.serialHex, 16)} CERTIFICATE_HOLD ${signer}`,
      `${parseInt(other.serialHex, 16)} SUPERSEDED ${another}`,
    ].toSorted(),
  )
})

const JAVA = `
import java.io.*;
import java.nio.file.*;
import java.security.cert.*;
public class Lists {
  public static void main(String[] args) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Path folder = Paths.get(args[0]);
    Certificate ca = factory.generateCertificate(Files.newInputStream(folder.resolve("ca.der")));
    X509CRL list = (X509CRL) factory.generateCRL(Files.newInputStream(folder.resolve("list.der")));
    list.verify(ca.getPublicKey());
    for (X509CRLEntry entry : list.getRevokedCertificates()) {
      javax.security.auth.x500.X500Principal issuer = entry.getCertificateIssuer();
      String name = (issuer == null ? list.getIssuerX500Principal() : issuer).getName();
      String unit = name.replaceAll(".*OU=(Shomei Sandbox for [a-z ]+).*", "$1");
      System.out.println(entry.getSerialNumber() + " " + entry.getRevocationReason() + " " + unit);
    }
  }
}
`
