import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BoundIssuer } from './at-terminal/bound-issuer.ts'
import { deskInProcess } from './at-terminal/desk-in-process.ts'
import { BOTH, CounterOffice } from '../../test/contracts/counter-office.ts'
import type { ScriptedCard } from '../../test/contracts/scripted-card.ts'
import { municipalityByCode } from '#register/municipalities.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { confirmDelivery } from './confirm-delivery.ts'
import type { CounterRefusal, KeyEvidence } from './contract.ts'
import { forgetEndedIssuerSessions } from './forget-issuer-sessions.ts'
import { acceptCardProof, issuerChallenge, SESSION_LIFE_MS } from './open-issuer-session.ts'
import { ISSUE_ATTEMPTS_MAX, requestCertificate } from './request-certificate.ts'
import { withdrawApplication } from './withdraw-application.ts'

const ADULT = 1
const MOVED_TO = { code: '39201', address: '高知県高知市本町１丁目' }

function refusal(result: { ok: boolean; refusal?: string }): string | undefined {
  return result.ok ? undefined : result.refusal
}

/** A card in an open session of an application. */
async function atWork(office: CounterOffice, kinds = BOTH) {
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const { receiptNumber } = await office.applied(residentId, card, kinds)
  const session = await inSession(office, card, receiptNumber)
  return { residentId, card, receiptNumber, ...session }
}

async function inSession(office: CounterOffice, card: ScriptedCard, receiptNumber: string) {
  const issuer = new BoundIssuer(deskInProcess(office.ports), receiptNumber)
  const opened = await card.openIssuerSession(issuer)
  assert.ok(opened.ok, JSON.stringify(opened))
  const session = opened.value
  return {
    session,
    sessionId: issuer.sessionId,
    key: async (kind: CertificateKind, how: 'generated' | 'read' = 'generated') => {
      const made =
        how === 'read' ? await session.readPublicKey(kind) : await session.generateKeyPair(kind)
      assert.ok(made.ok)
      return { ...made.value, sessionId: issuer.sessionId }
    },
  }
}

async function challenge(office: CounterOffice, card: ScriptedCard, receiptNumber: string) {
  const cardChallenge = new Uint8Array(16)
  const applicationAid = new Uint8Array(10)
  const { serial: cardSerial } = card
  return await issuerChallenge(office.ports, {
    receiptNumber,
    cardSerial,
    applicationAid,
    cardChallenge,
  })
}

test('a session opens once and raises the card’s life counter', async () => {
  const office = await CounterOffice.open()
  const { card, sessionId } = await atWork(office)
  assert.equal((await office.ports.cards.find(card.serial))?.lifeCounter, card.contents.lifeCounter)
  const again = await acceptCardProof(office.ports, { sessionId, answer: new Uint8Array(40) })
  assert.equal(refusal(again), 'issuer-session-unknown')
})

test('a card restored from an old copy is found out, and stands in the history', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const { receiptNumber } = await office.applied(residentId, card)
  const old = card.copy()
  const issuer = () => new BoundIssuer(deskInProcess(office.ports), receiptNumber)
  assert.ok((await card.openIssuerSession(issuer())).ok)
  card.contents = old
  const restored = await card.openIssuerSession(issuer())
  assert.deepEqual(restored, {
    ok: false,
    refusal: 'card-restored-from-old-copy',
    detail: { shown: 2, recorded: 2 },
  })
  const entries = await office.ports.history.ofResident(residentId)
  const found = entries.find(({ what }) => what === 'card-restored-from-old-copy')
  assert.deepEqual(found?.detail, { cardSerial: card.serial, shown: 2, recorded: 2 })
})

for (const [name, flip] of [
  [
    'a changed proof',
    (answer: Uint8Array) => answer.map((octet, i) => (i === 20 ? octet ^ 1 : octet)),
  ],
  [
    'a changed counter',
    (answer: Uint8Array) => answer.map((octet, i) => (i === 7 ? octet + 1 : octet)),
  ],
  ['a proof cut short', (answer: Uint8Array) => answer.slice(0, 7)],
] as const) {
  test(`a card that cannot prove itself is refused: ${name}`, async () => {
    const office = await CounterOffice.open()
    const residentId = office.resident(ADULT)
    const card = await office.cardOf(residentId)
    const { receiptNumber } = await office.applied(residentId, card)
    const bound = new BoundIssuer(deskInProcess(office.ports), receiptNumber)
    const opened = await card.openIssuerSession({
      prove: (asked) => bound.prove(asked),
      accept: (answer) => bound.accept(flip(answer)),
    })
    assert.equal(refusal(opened), 'card-proof-wrong')
    assert.equal((await office.ports.cards.find(card.serial))?.lifeCounter, 0)
  })
}

test('the issuer answers only for the card of an open procedure', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const other = await office.cardOf(office.resident(2))
  const { receiptNumber } = await office.applied(residentId, card)
  assert.equal(refusal(await challenge(office, card, '20260302-ZZZZZZZZ')), 'procedure-unknown')
  assert.equal(refusal(await challenge(office, other, receiptNumber)), 'card-of-another-resident')
  const short = { receiptNumber, cardSerial: card.serial, applicationAid: new Uint8Array(10) }
  const refused = await issuerChallenge(office.ports, {
    ...short,
    cardChallenge: new Uint8Array(8),
  })
  assert.equal(refusal(refused), 'card-proof-wrong')
  const [registration] = await office.ports.procedures.ofResident(residentId)
  assert.ok(registration?.procedure.kind === 'card-registration')
  const birth = registration.procedure.registration.receiptNumber
  assert.ok((await challenge(office, card, birth)).ok)
  assert.ok((await withdrawApplication(office.ports, receiptNumber)).ok)
  assert.equal(refusal(await challenge(office, card, receiptNumber)), 'application-state')
})

test('a session ends after its time, for opening and for work', async () => {
  const office = await CounterOffice.open()
  const { card, receiptNumber, key } = await atWork(office)
  const asked = await challenge(office, card, receiptNumber)
  assert.ok(asked.ok)
  const evidence = await key('user-authentication')
  office.wait(SESSION_LIFE_MS)
  const { sessionId } = asked.value
  const proof = await acceptCardProof(office.ports, { sessionId, answer: new Uint8Array(40) })
  assert.equal(refusal(proof), 'issuer-session-unknown')
  const request = { receiptNumber, kind: 'user-authentication', evidence } as const
  assert.equal(refusal(await requestCertificate(office.ports, request)), 'issuer-session-unknown')
  office.wait(1)
  assert.equal(await forgetEndedIssuerSessions(office.ports), 2)
})

test('the same key gives the same certificate, also side by side and on another day', async () => {
  const office = await CounterOffice.open()
  const { receiptNumber, key } = await atWork(office)
  const request = {
    receiptNumber,
    kind: 'user-authentication',
    evidence: await key('user-authentication'),
  } as const
  const outcomes = await Promise.all([1, 2, 3].map(() => requestCertificate(office.ports, request)))
  office.wait(SESSION_LIFE_MS - 1)
  outcomes.push(await requestCertificate(office.ports, request))
  for (const outcome of outcomes) assert.deepEqual(outcome, outcomes[0])
  assert.ok(outcomes[0]?.ok)
  assert.equal(office.authority.certificates.length, 1)
})

test('the signature certificate waits for the other, and ends with it', async () => {
  const office = await CounterOffice.open()
  const { receiptNumber, key } = await atWork(office)
  const [authentication, signature] = [await key('user-authentication'), await key('signature')]
  const early = await requestCertificate(office.ports, {
    receiptNumber,
    kind: 'signature',
    evidence: signature,
  })
  assert.equal(refusal(early), 'application-state')
  for (const [kind, evidence] of [
    ['user-authentication', authentication],
    ['signature', signature],
  ] as const) {
    const issued = await requestCertificate(office.ports, { receiptNumber, kind, evidence })
    assert.ok(issued.ok)
  }
  const [first, second] = office.authority.certificates
  assert.equal(first?.issued.notAfter, second?.issued.notAfter)
  assert.equal(second?.command.validity.authenticationEndsOn, '2030-12-10')
  assert.equal(second?.command.items?.name, '田中　葵')
  assert.equal(first?.command.items, undefined)
  assert.deepEqual(second?.command.partition, {
    municipalityCode: '14104',
    prefectureRomaji: 'Kanagawa-ken',
    municipalityRomaji: 'Yokohama-shi-Naka-ku',
  })
})

test('a kind that was not applied for is not issued', async () => {
  const office = await CounterOffice.open()
  const { receiptNumber, key } = await atWork(office, ['user-authentication'])
  const evidence = await key('signature')
  const refused = await requestCertificate(office.ports, {
    receiptNumber,
    kind: 'signature',
    evidence,
  })
  assert.equal(refusal(refused), 'application-state')
})

const TAMPERED: readonly (readonly [
  string,
  (evidence: KeyEvidence) => KeyEvidence,
  CounterRefusal,
])[] = [
  [
    'an octet of the answer',
    (it) => ({ ...it, sealedAnswer: it.sealedAnswer.map((o, i) => (i === 3 ? o ^ 1 : o)) }),
    'card-proof-wrong',
  ],
  [
    'another place in the session',
    (it) => ({ ...it, commandNumber: it.commandNumber + 1 }),
    'card-proof-wrong',
  ],
  ['an answer to another command', (it) => ({ ...it, how: 'read' }), 'card-proof-wrong'],
  ['an unknown session', (it) => ({ ...it, sessionId: '0'.repeat(32) }), 'issuer-session-unknown'],
]
for (const [name, change, expected] of TAMPERED) {
  test(`a key without its proof is not certified: ${name}`, async () => {
    const office = await CounterOffice.open()
    const { receiptNumber, key } = await atWork(office)
    const evidence = change(await key('user-authentication'))
    const request = { receiptNumber, kind: 'user-authentication', evidence } as const
    assert.equal(refusal(await requestCertificate(office.ports, request)), expected)
    assert.equal(office.authority.certificates.length, 0)
  })
}

test('the key of one kind is no proof for the other', async () => {
  const office = await CounterOffice.open()
  const { receiptNumber, key } = await atWork(office)
  const evidence = await key('signature')
  const request = { receiptNumber, kind: 'user-authentication', evidence } as const
  assert.equal(refusal(await requestCertificate(office.ports, request)), 'card-proof-wrong')
})

test('a session of another application is none of this one', async () => {
  const office = await CounterOffice.open()
  const { key } = await atWork(office)
  const residentId = office.resident(2)
  const card = await office.cardOf(residentId)
  const { receiptNumber } = await office.applied(residentId, card)
  const evidence = await key('user-authentication')
  const request = { receiptNumber, kind: 'user-authentication', evidence } as const
  assert.equal(refusal(await requestCertificate(office.ports, request)), 'issuer-session-unknown')
})

test('nothing is issued while an event has not reached the authorities', async () => {
  const office = await CounterOffice.open()
  const { residentId, receiptNumber, key } = await atWork(office)
  const municipality = municipalityByCode(MOVED_TO.code)
  assert.ok(municipality)
  const { address } = MOVED_TO
  await office.happens(residentId, { kind: 'moved', on: office.today, municipality, address })
  const kind = 'user-authentication'
  const request = { receiptNumber, kind, evidence: await key(kind) } as const
  const early = await requestCertificate(office.ports, request)
  assert.equal(refusal(early), 'resident-changed-meanwhile')
  await office.deliverFeed()
  assert.ok((await requestCertificate(office.ports, request)).ok)
  assert.equal(office.authority.certificates[0]?.command.partition.municipalityCode, MOVED_TO.code)
})

test('a move while the authority signs discards the certificate on the old record', async () => {
  const office = await CounterOffice.open()
  const { residentId, receiptNumber, key } = await atWork(office)
  const municipality = municipalityByCode(MOVED_TO.code)
  assert.ok(municipality)
  const { address } = MOVED_TO
  office.authority.meanwhile = async () => {
    office.authority.meanwhile = async () => undefined
    await office.happens(residentId, { kind: 'moved', on: office.today, municipality, address })
    await office.deliverFeed()
  }
  const kind = 'user-authentication'
  const request = { receiptNumber, kind, evidence: await key(kind) } as const
  const refused = await requestCertificate(office.ports, request)
  assert.equal(refusal(refused), 'resident-changed-meanwhile')
  assert.deepEqual(office.authority.good(kind), [])
  assert.equal(office.authority.certificates[0]?.ground, 'discarded-before-delivery')
  // The key was certified for a record that is past; a new one is needed.
  const again = await requestCertificate(office.ports, request)
  assert.equal(refusal(again), 'key-already-certified')
  const renewed = { ...request, evidence: await key(kind) }
  assert.ok((await requestCertificate(office.ports, renewed)).ok)
})

test('a withdrawal while the authority signs discards the certificate', async () => {
  const office = await CounterOffice.open()
  const { receiptNumber, key } = await atWork(office)
  office.authority.meanwhile = async () => {
    assert.ok((await withdrawApplication(office.ports, receiptNumber)).ok)
  }
  const kind = 'user-authentication'
  const request = { receiptNumber, kind, evidence: await key(kind) } as const
  assert.equal(refusal(await requestCertificate(office.ports, request)), 'application-state')
  assert.deepEqual(office.authority.good(kind), [])
  assert.equal(refusal(await requestCertificate(office.ports, request)), 'application-state')
})

test('a certificate the counter never learned of is discarded with the application', async () => {
  const office = await CounterOffice.open()
  const { receiptNumber, key } = await atWork(office)
  const kind = 'user-authentication'
  office.authority.breakdown = 'after'
  const request = { receiptNumber, kind, evidence: await key(kind) } as const
  await assert.rejects(requestCertificate(office.ports, request), { message: 'the line broke' })
  assert.equal(office.authority.good(kind).length, 1)
  assert.ok((await withdrawApplication(office.ports, receiptNumber)).ok)
  assert.equal(office.authority.certificates[0]?.ground, 'discarded-before-delivery')
})

test('keys may not be lost without end', async () => {
  const office = await CounterOffice.open()
  const { receiptNumber, key } = await atWork(office)
  const kind = 'user-authentication'
  for (let attempt = 1; attempt <= ISSUE_ATTEMPTS_MAX; attempt++) {
    const issued = await requestCertificate(office.ports, {
      receiptNumber,
      kind,
      evidence: await key(kind),
    })
    assert.ok(issued.ok)
  }
  const request = { receiptNumber, kind, evidence: await key(kind) } as const
  assert.equal(refusal(await requestCertificate(office.ports, request)), 'application-state')
})

test('delivery wants exactly what was issued, and is confirmed once', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.cardOf(residentId)
  const { receiptNumber } = await office.applied(residentId, card)
  const early = await confirmDelivery(office.ports, { receiptNumber, readBack: [] })
  assert.equal(refusal(early), 'application-state')
  const delivered = await office.atTerminal(card, receiptNumber)
  assert.ok(delivered.ok && delivered.value.state.at === 'delivered')
  const readBack = office.authority.certificates.map(({ issued }) => ({
    kind: issued.authority,
    certificateDer: issued.certificateDer,
  }))
  office.wait(1000)
  assert.deepEqual(await confirmDelivery(office.ports, { receiptNumber, readBack }), delivered)
  const [first, second] = readBack
  assert.ok(first && second)
  const swapped = [
    { kind: first.kind, certificateDer: second.certificateDer },
    { kind: second.kind, certificateDer: first.certificateDer },
  ]
  for (const wrong of [[], [first], swapped]) {
    const refused = await confirmDelivery(office.ports, { receiptNumber, readBack: wrong })
    assert.equal(refusal(refused), 'delivery-mismatch')
  }
  const unknown = await confirmDelivery(office.ports, { receiptNumber: '1', readBack })
  assert.equal(refusal(unknown), 'application-unknown')
})

test('a renewal reaches the sixth birthday and ends the old certificates only at delivery', async () => {
  const office = await CounterOffice.open()
  const residentId = office.resident(ADULT)
  const card = await office.served(residentId)
  const old = [...office.authority.certificates]
  office.goTo('2030-10-01' as typeof office.today)
  const { receiptNumber } = await office.applied(residentId, card, BOTH, 'renew')
  const { session, key } = await inSession(office, card, receiptNumber)
  const written = []
  for (const kind of BOTH) {
    const evidence = await key(kind)
    const issued = await requestCertificate(office.ports, { receiptNumber, kind, evidence })
    assert.ok(issued.ok, JSON.stringify(issued))
    written.push(issued.value)
  }
  assert.ok((await session.writeCertificates(written)).ok)
  assert.ok(old.every(({ revoked }) => revoked === undefined))
  const readBack = written.map(({ kind, certificateDer }) => ({ kind, certificateDer }))
  assert.ok((await confirmDelivery(office.ports, { receiptNumber, readBack })).ok)
  assert.ok(
    old.every(({ revoked, ground }) => revoked?.reason === 'superseded' && ground === 'renewed'),
  )
  const good = BOTH.map((kind) => office.authority.good(kind))
  assert.deepEqual(
    good.map((all) => all.length),
    [1, 1],
  )
  for (const [certificate] of good) {
    assert.equal(certificate?.command.validity.replacedEndsOn, '2030-12-10')
    // 2035-12-10 is the sixth birthday after the issue and the card's last day.
    assert.equal(certificate?.issued.notAfter, Date.parse('2035-12-10T14:59:59Z'))
  }
})
