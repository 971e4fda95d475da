import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request as askTls } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { JournalFile } from '#adapters/status-journal/journal-file.ts'
import { encodeOcspRequest } from '#codec/ocsp/request.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { encodePem } from '#codec/pem.ts'
import type { ProvidedStatus, StatusJournal } from '#va/relying-parties/guarded-responder.ts'
import { parseRelyingParties, type RelyingParty } from '#va/relying-parties/relying-party.ts'
import { pemFolder } from '../support/pem-folder.ts'
import { runToolWell } from '../support/run-tool.ts'
import {
  at,
  certIdOf,
  issueTo,
  keysOf,
  littleAuthority,
  littleResponder,
} from '../support/status-authority.ts'
import { emptyRecords, serveStatus, type TestRecords } from '../support/status-server.ts'
import { words } from '../support/words.ts'

const NOW = at('2026-04-01T12:00:00Z')
const authority = littleAuthority('signature')
const outside = littleAuthority('user-authentication')
const BANK = partyOf('bank')
const STRANGER = partyOf('stranger')
const OCSP = { 'content-type': 'application/ocsp-request' }
const UNSIGNED = encodeOcspRequest([certIdOf(authority, '21')], undefined)

interface Party {
  readonly certificatePem: string
  readonly keyPem: string
}

function partyOf(name: string, changes: { readonly notAfter?: ReturnType<typeof at> } = {}): Party {
  const keys = keysOf(name, 'P-256')
  const certificateDer = issueTo(outside, { keys, ...changes })
  const keyPem = keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  return { certificatePem: encodePem('CERTIFICATE', certificateDer), keyPem }
}

function registerOf(parties: Readonly<Record<string, Party>>): readonly RelyingParty[] {
  const relyingParties = Object.entries(parties).map(([id, { certificatePem }]) => ({
    id,
    certificates: [certificatePem],
  }))
  const format = 'shomei-relying-parties/1'
  const read = parseRelyingParties(JSON.stringify({ format, relyingParties }))
  assert.ok(read.ok, JSON.stringify(read))
  return read.value
}

function records(): TestRecords {
  const made = emptyRecords(NOW)
  made.authorities.push(authority)
  made.responders.push(littleResponder(authority))
  made.statuses.set('21', { state: 'good' })
  return made
}

class MemoryJournal implements StatusJournal {
  readonly entries: ProvidedStatus[] = []
  fault: Error | undefined

  record(entry: ProvidedStatus): Promise<void> {
    if (this.fault !== undefined) return Promise.reject(this.fault)
    this.entries.push(entry)
    return Promise.resolve()
  }
}

function guardFor(
  parties: Readonly<Record<string, Party>>,
  journal: StatusJournal = new MemoryJournal(),
) {
  const register = registerOf(parties)
  return { guard: { parties: () => register, journal } }
}

/** A request about serial 21 that openssl signed. */
async function signedByOpenssl(party: Party): Promise<Uint8Array> {
  using folder = pemFolder()
  const issuer = folder.certificates('issuer.pem', authority.generation.certificateDer)
  const signer = folder.file('signer.pem', Buffer.from(party.certificatePem))
  const key = folder.file('signer.key', Buffer.from(party.keyPem))
  const out = join(folder.path, 'request.der')
  await runToolWell(
    'openssl',
    words`ocsp -issuer ${issuer} -serial 0x21 -no_nonce -signer ${signer} -signkey ${key}
      -reqout ${out}`,
  )
  return new Uint8Array(readFileSync(out))
}

function outcomeOf(octets: Uint8Array): string {
  const parsed = parseOcspResponse(octets)
  assert.ok(parsed.ok)
  if (parsed.value.status !== 'successful') return parsed.value.status
  return parsed.value.basic.responses[0]?.status.state ?? 'nothing'
}

async function posted(url: string, body: Uint8Array): Promise<string> {
  const response = await fetch(`${url}/ocsp/signature`, { method: 'POST', headers: OCSP, body })
  return outcomeOf(new Uint8Array(await response.arrayBuffer()))
}

async function postedOverTls(
  url: string,
  body: Uint8Array,
  party: Party | undefined,
): Promise<string> {
  const own = party && { cert: party.certificatePem, key: party.keyPem }
  const answer = await new Promise<Buffer>((resolve, reject) => {
    const options = {
      method: 'POST',
      headers: OCSP,
      rejectUnauthorized: false,
      agent: false,
      ...own,
    }
    const asking = askTls(`${url}/ocsp/signature`, options, (response) => {
      buffer(response).then(resolve, reject)
    })
    asking.on('error', reject)
    asking.end(body)
  })
  return outcomeOf(new Uint8Array(answer))
}

test('a request that openssl signed for a registered verifier is answered and journalled', async () => {
  const journal = new MemoryJournal()
  await using server = await serveStatus(records(), {}, guardFor({ 'bank-a': BANK }, journal))
  const request = await signedByOpenssl(BANK)
  assert.equal(await posted(server.url, request), 'good')
  const [entry] = journal.entries
  assert.deepEqual(
    { ...entry, answerDigestHex: entry?.answerDigestHex.length },
    {
      at: NOW,
      party: 'bank-a',
      by: 'signed-request',
      authority: 'signature',
      serialsHex: ['21'],
      outcome: 'successful',
      answerDigestHex: 64,
    },
  )
})

test('unsigned: sigRequired; a stranger, a changed or an expired one: unauthorized; nobody is journalled', async () => {
  const journal = new MemoryJournal()
  const expired = partyOf('bank', { notAfter: at('2026-03-31T00:00:00Z') })
  const parties = { 'bank-a': BANK, 'bank-b': expired }
  await using server = await serveStatus(records(), {}, guardFor(parties, journal))
  assert.equal(await posted(server.url, UNSIGNED), 'sigRequired')
  assert.equal(await posted(server.url, await signedByOpenssl(STRANGER)), 'unauthorized')
  assert.equal(await posted(server.url, await signedByOpenssl(expired)), 'unauthorized')
  const request = await signedByOpenssl(BANK)
  const changed = request.slice()
  const serial = Buffer.from(changed).indexOf(Buffer.from('020121', 'hex')) + 2
  changed[serial] = 0x22
  assert.equal(await posted(server.url, changed), 'unauthorized')
  assert.equal(await posted(server.url, new Uint8Array(5)), 'malformedRequest')
  assert.deepEqual(journal.entries, [])
})

test('mutual TLS: a registered certificate asks unsigned, a stranger and nobody are refused', async () => {
  const journal = new MemoryJournal()
  const host = partyOf('host')
  const identity = { certificate: host.certificatePem, privateKey: host.keyPem }
  const wish = { ...guardFor({ 'bank-a': BANK }, journal), identity }
  await using server = await serveStatus(records(), {}, wish)
  assert.equal(await postedOverTls(server.url, UNSIGNED, BANK), 'good')
  assert.equal(await postedOverTls(server.url, UNSIGNED, STRANGER), 'unauthorized')
  assert.equal(await postedOverTls(server.url, UNSIGNED, undefined), 'sigRequired')
  const signed = await signedByOpenssl(BANK)
  assert.equal(await postedOverTls(server.url, signed, undefined), 'good')
  assert.deepEqual(
    journal.entries.map(({ by }) => by),
    ['mutual-tls', 'signed-request'],
  )
})

test('while the journal cannot be written nobody is told anything, and the operator is', async () => {
  const journal = new MemoryJournal()
  journal.fault = new Error('no space')
  const kept = records()
  await using server = await serveStatus(kept, {}, guardFor({ 'bank-a': BANK }, journal))
  assert.equal(await posted(server.url, await signedByOpenssl(BANK)), 'tryLater')
  assert.deepEqual(kept.faults, [journal.fault])
})

test('what is told to registered verifiers is kept by no cache', async () => {
  await using server = await serveStatus(records(), {}, guardFor({ 'bank-a': BANK }))
  const request = Buffer.from(await signedByOpenssl(BANK)).toString('base64')
  const response = await fetch(`${server.url}/ocsp/signature/${encodeURIComponent(request)}`)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal(outcomeOf(new Uint8Array(await response.arrayBuffer())), 'good')
})

test('the journal: a file a day, lines chained, a line cut off by a sudden end goes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shomei-journal-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  let now = NOW
  const clock = { now: () => now }
  const entry: ProvidedStatus = {
    at: NOW,
    party: 'bank-a',
    by: 'mutual-tls',
    authority: 'signature',
    serialsHex: ['21'],
    outcome: 'successful',
    answerDigestHex: 'ab',
  }
  const first = new JournalFile(folder, clock)
  await Promise.all([first.record(entry), first.record({ ...entry, party: 'bank-b' })])
  await first.close()
  const file = join(folder, '2026-04-01.jsonl')
  appendFileSync(file, '{"at":"2026-04-01T12')
  const second = new JournalFile(folder, clock)
  await second.record({ ...entry, party: 'bank-c' })
  now = at('2026-04-01T15:00:00Z')
  await second.record({ ...entry, at: now, party: 'bank-d' })
  await second.close()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const read = lines.map((line) => JSON.parse(line) as { party: string; previous: string })
  assert.deepEqual(
    read.map(({ party }) => party),
    ['bank-a', 'bank-b', 'bank-c'],
  )
  const digests = lines.map((line) => createHash('sha256').update(line).digest('hex'))
  assert.deepEqual(
    read.map(({ previous }) => previous),
    ['0'.repeat(64), ...digests.slice(0, -1)],
  )
  assert.match(readFileSync(join(folder, '2026-04-02.jsonl'), 'utf8'), /"party":"bank-d"/)
})

for (const [name, text] of [
  ['no JSON', 'x'],
  ['another format', '{"format":"shomei-relying-parties/2","relyingParties":[]}'],
  ['nobody', '{"format":"shomei-relying-parties/1","relyingParties":[]}'],
  ['an id with a slash', registerText('a/b', [BANK.certificatePem])],
  ['no certificate', registerText('bank-a', [])],
  ['something else than a certificate', registerText('bank-a', [BANK.keyPem])],
  ['one certificate twice', registerText('bank-a', [BANK.certificatePem, BANK.certificatePem])],
] as const) {
  test(`a register is refused: ${name}`, () => {
    const read = parseRelyingParties(text)
    assert.equal(read.ok ? 'read' : read.refusal, 'relying-parties-malformed')
    assert.ok(!JSON.stringify(read).includes('PRIVATE'))
  })
}

function registerText(id: string, certificates: readonly string[]): string {
  const relyingParties = [{ id, certificates }]
  return JSON.stringify({ format: 'shomei-relying-parties/1', relyingParties })
}
