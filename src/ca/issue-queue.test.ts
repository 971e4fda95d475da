import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { EphemeralKeys } from '#adapters/keys/ephemeral-keys.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { equalBytes, toHex } from '#kernel/bytes.ts'
import { civilDate } from '#kernel/civil-date.ts'
import {
  at,
  type CaRig,
  caDatabases,
  caRig,
  fabricatedRsaKey,
  heldRig,
  issueCommand,
  ITEMS,
  SANDBOX_CEREMONY,
  StandingClock,
  YOKOHAMA_NAKA,
} from '../../test/support/ca-rig.ts'
import { startTestPostgres } from '../../test/support/postgres.ts'
import { type IssuedCertificate, parseReceipt } from './contract.ts'
import type { IssueOutcome } from './issue-certificate.ts'
import { IssueQueue } from './issue-queue.ts'
import type { IssuanceRecords } from './ports.ts'
import { runCeremony } from './run-ceremony.ts'
import { SUITES } from './suites.ts'

const freshDatabase = caDatabases(await startTestPostgres())

async function freshRig(): Promise<CaRig & { readonly queue: IssueQueue }> {
  const database = await freshDatabase()
  const rig = await heldRig(database)
  return { ...rig, queue: new IssueQueue(rig.issue, rig.configuration) }
}

function certificateOf(outcome: IssueOutcome): IssuedCertificate {
  assert.ok(outcome.ok, `refused: ${JSON.stringify(outcome)}`)
  return outcome.value
}

function parsed(certificateDer: Uint8Array): Certificate {
  const read = parseCertificate(certificateDer)
  assert.ok(read.ok)
  return read.value
}

/** The leaf carries the signature of the authority beside it, found by key identifier. */
function assertChained({ certificateDer, authorityCertificateDer }: IssuedCertificate): void {
  const [leaf, authority] = [parsed(certificateDer), parsed(authorityCertificateDer)]
  const key = importPublicKey(authority.spkiDer)
  assert.ok(key.ok)
  const suite = SUITES[key.value.algorithm === 'rsa' ? 'rsa-2048-sha256' : 'ecdsa-p384-sha384']
  assert.ok(verifySignature(suite.signature, key.value, leaf.tbsDer, leaf.signature))
  assert.deepEqual(
    leaf.extensions.authorityKeyIdentifier?.keyIdentifier,
    authority.extensions.subjectKeyIdentifier,
  )
}

test('both kinds are issued under their authorities, valid to the day the law decides', async () => {
  const { queue } = await freshRig()
  const [authentication, signature] = await Promise.all([
    queue.issue(issueCommand('user-authentication', 1)),
    queue.issue(issueCommand('signature', 1)),
  ])
  for (const issued of [certificateOf(authentication), certificateOf(signature)]) {
    assertChained(issued)
    assert.equal(issued.notBefore, at('2026-04-01T01:00:00Z'))
    assert.equal(issued.notAfter, at('2031-02-17T14:59:59Z'))
    assert.equal(parsed(issued.certificateDer).serialHex, issued.serialHex)
  }
})

test('the same receipt gives the same certificate, together, later and after a restart', async () => {
  const rig = await freshRig()
  const command = issueCommand('signature', 1)
  const together = await Promise.all([rig.queue.issue(command), rig.queue.issue(command)])
  rig.clock.set('2026-04-09T03:00:00Z')
  const later = await rig.queue.issue(command)
  const restarted = await new IssueQueue(rig.issue, rig.configuration).issue(command)
  const certificates = [...together, later, restarted].map(certificateOf)
  assert.equal(new Set(certificates.map(({ certificateDer }) => toHex(certificateDer))).size, 1)
})

test('100 requests at once share transactions, and no serial is given twice', async () => {
  const rig = await freshRig()
  let groups = 0
  const { records: real } = rig.issue
  const records: IssuanceRecords = {
    claim: (...asked) => real.claim(...asked),
    recordIntents: async (intents) => {
      groups++
      return await real.recordIntents(intents)
    },
    recordSignatures: (...asked) => real.recordSignatures(...asked),
    unfinished: (authority) => real.unfinished(authority),
    settle: (...asked) => real.settle(...asked),
  }
  const queue = new IssueQueue({ ...rig.issue, records }, rig.configuration)
  const commands = Array.from({ length: 100 }, (_, i) => issueCommand('signature', i))
  const issued = (await Promise.all(commands.map((command) => queue.issue(command)))).map(
    certificateOf,
  )
  assert.equal(new Set(issued.map(({ serialHex }) => serialHex)).size, 100)
  issued.forEach(assertChained)
  assert.ok(groups <= 5, `100 requests took ${groups} transactions`)
})

test('two queues on one database, as two processes, never give one serial twice', async () => {
  const rig = await freshRig()
  const other = new IssueQueue(rig.issue, rig.configuration)
  const commands = Array.from({ length: 40 }, (_, i) => issueCommand('user-authentication', i))
  const outcomes = await Promise.all(
    commands.flatMap((command, i) => [
      rig.queue.issue(command),
      other.issue(i % 2 === 0 ? command : issueCommand('user-authentication', 1000 + i)),
    ]),
  )
  const issued = outcomes.map(certificateOf)
  const bySerial = new Map<string, Uint8Array>()
  for (const { serialHex, certificateDer } of issued) {
    const earlier = bySerial.get(serialHex)
    assert.ok(earlier === undefined || equalBytes(earlier, certificateDer))
    bySerial.set(serialHex, certificateDer)
  }
  assert.equal(bySerial.size, 60)
})

const WEAK = fabricatedRsaKey(1).slice()
WEAK[288] = (WEAK[288] ?? 0) & 0xfe

for (const [refusal, change] of [
  ['items-missing', { items: undefined }],
  ['items-malformed', { items: { ...ITEMS, nameSubstitutions: '0' } }],
  ['items-malformed', { items: { ...ITEMS, birthDate: civilDate(1980, 2, 18) } }],
  ['items-malformed', { partition: { ...YOKOHAMA_NAKA, municipalityCode: '1410' } }],
  ['items-malformed', { partition: { ...YOKOHAMA_NAKA, municipalityRomaji: '横浜市中区' } }],
  ['items-malformed', { holderRef: '見本' }],
  ['key-rejected', { subjectPublicKeyDer: WEAK }],
  ['key-rejected', { subjectPublicKeyDer: new Uint8Array(5) }],
] as const)
  test(`refused before anything is recorded: ${refusal} for ${Object.keys(change)[0]}`, async () => {
    const { queue } = await freshRig()
    const outcome = await queue.issue(issueCommand('signature', 1, change))
    assert.equal(outcome.ok ? 'issued' : outcome.refusal, refusal)
    const next = certificateOf(await queue.issue(issueCommand('signature', 2)))
    assert.equal(next.serialHex, '03', 'the refused one took no serial')
  })

test('personal items are refused in a user-authentication certificate', async () => {
  const { queue } = await freshRig()
  const outcome = await queue.issue(issueCommand('user-authentication', 1, { items: ITEMS }))
  assert.equal(outcome.ok ? 'issued' : outcome.refusal, 'items-unexpected')
})

test('an ended card leaves no day of validity', async () => {
  const { queue } = await freshRig()
  const command = issueCommand('signature', 1)
  const validity = { ...command.validity, cardExpiresOn: civilDate(2026, 3, 31) }
  const outcome = await queue.issue({ ...command, validity })
  assert.equal(outcome.ok ? 'issued' : outcome.refusal, 'validity-over')
})

test('the authority’s clock decides the day of issue, not the counter’s', async () => {
  const { queue } = await freshRig()
  const command = issueCommand('signature', 1)
  const validity = { ...command.validity, issuedOn: civilDate(2031, 1, 1) }
  const issued = certificateOf(await queue.issue({ ...command, validity }))
  assert.equal(issued.notAfter, at('2031-02-17T14:59:59Z'))
})

test('a key is certified once, by whichever authority and under whatever receipt', async () => {
  const { queue } = await freshRig()
  const subjectPublicKeyDer = fabricatedRsaKey(9)
  certificateOf(await queue.issue(issueCommand('signature', 1, { subjectPublicKeyDer })))
  for (const command of [
    issueCommand('signature', 2, { subjectPublicKeyDer }),
    issueCommand('user-authentication', 2, { subjectPublicKeyDer }),
  ]) {
    const outcome = await queue.issue(command)
    assert.equal(outcome.ok ? 'issued' : outcome.refusal, 'key-already-certified')
  }
})

test('of several requests for one key in one group, one is served', async () => {
  const { queue } = await freshRig()
  const subjectPublicKeyDer = fabricatedRsaKey(9)
  const outcomes = await Promise.all(
    [1, 2, 3].map((number) =>
      queue.issue(issueCommand('signature', number, { subjectPublicKeyDer })),
    ),
  )
  assert.deepEqual(outcomes.map((outcome) => (outcome.ok ? 'issued' : outcome.refusal)).sort(), [
    'issued',
    'key-already-certified',
    'key-already-certified',
  ])
})

test('a receipt used for another request is refused, and the first certificate stays', async () => {
  const { queue } = await freshRig()
  const command = issueCommand('signature', 1)
  const first = certificateOf(await queue.issue(command))
  const other = await queue.issue({ ...command, cardRef: 'another-card' })
  assert.equal(other.ok ? 'issued' : other.refusal, 'receipt-reused')
  assert.deepEqual(certificateOf(await queue.issue(command)), first)
})

test('the two authorities have receipts of their own', async () => {
  const { queue } = await freshRig()
  const receipt = parseReceipt('20260401-SHARED')
  assert.ok(receipt !== undefined)
  certificateOf(await queue.issue({ ...issueCommand('signature', 1), receipt }))
  certificateOf(await queue.issue({ ...issueCommand('user-authentication', 1), receipt }))
})

test('without a ceremony there is no authority', async () => {
  const database = await freshDatabase()
  const rig = caRig(database)
  const outcome = await new IssueQueue(rig.issue, rig.configuration).issue(
    issueCommand('signature', 1),
  )
  assert.equal(outcome.ok ? 'issued' : outcome.refusal, 'authority-absent')
})

test('an authority near its end refuses what would outlive it, and after its end everything', async () => {
  const rig = await freshRig()
  const command = issueCommand('signature', 1)
  const validity = { ...command.validity, cardExpiresOn: civilDate(2040, 1, 1) }
  const young = { ...command, validity }
  rig.clock.set('2032-03-01T00:00:00Z')
  const beyond = await rig.queue.issue(young)
  assert.equal(beyond.ok ? 'issued' : beyond.refusal, 'beyond-authority')
  rig.clock.set('2036-03-31T15:00:00Z')
  const absent = await rig.queue.issue(young)
  assert.equal(absent.ok ? 'issued' : absent.refusal, 'authority-absent')
})

test('a configuration that differs from the ceremony’s is caught before anything is signed', async () => {
  const rig = await freshRig()
  const renamed = { ...rig.configuration, operator: 'Another Operator' }
  const outcome = await new IssueQueue(rig.issue, renamed).issue(issueCommand('signature', 1))
  assert.deepEqual(outcome, {
    ok: false,
    refusal: 'lint-failed',
    detail: { rule: 'issuer-is-the-authority' },
  })
})

test('generations share one name: each card’s key finds the newest authority of its suite', async () => {
  const database = await freshDatabase()
  const keys = new EphemeralKeys()
  const clock = new StandingClock('2026-04-01T01:00:00Z')
  const rig = await heldRig(database, keys, clock)
  const queue = new IssueQueue(rig.issue, rig.configuration)
  const first = certificateOf(await queue.issue(issueCommand('signature', 1)))
  clock.set('2030-04-01T01:00:00Z')
  const held = await runCeremony(rig.ceremony, nextGenerations())
  assert.ok(held.ok, JSON.stringify(held))
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
  const subjectPublicKeyDer = new Uint8Array(p384.export({ format: 'der', type: 'spki' }))
  const [second, third] = (
    await Promise.all([
      queue.issue(issueCommand('signature', 2)),
      queue.issue(issueCommand('signature', 3, { subjectPublicKeyDer })),
    ])
  ).map(certificateOf)
  assert.ok(second !== undefined && third !== undefined)
  const authorities = [first, second, third].map((issued) => {
    assertChained(issued)
    return parsed(issued.authorityCertificateDer)
  })
  assert.equal(new Set(authorities.map(({ subject }) => toHex(subject.der))).size, 1)
  assert.equal(new Set(authorities.map(({ spkiDer }) => toHex(spkiDer))).size, 3)
  assert.ok(BigInt(`0x${second.serialHex}`) > BigInt(`0x${first.serialHex}`))
  assert.equal(parsed(third.certificateDer).signatureAlgorithm.oid, '1.2.840.10045.4.3.3')
})

/** A second RSA generation and a third of P-384, as a reviewed file. */
function nextGenerations(): string {
  const file = JSON.parse(SANDBOX_CEREMONY) as { generations: object[] }
  const authority = 'signature'
  return JSON.stringify({
    ...file,
    title: 'Second and third generation',
    generations: [
      { authority, generation: 2, suite: 'rsa-2048-sha256', validityYears: 10 },
      { authority, generation: 3, suite: 'ecdsa-p384-sha384', validityYears: 10 },
    ],
  })
}
