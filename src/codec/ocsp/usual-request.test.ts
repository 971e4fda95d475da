import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { equalBytes, fromHex, toHex } from '#kernel/bytes.ts'
import { certIdOf, littleAuthority } from '../../../test/support/status-authority.ts'
import { mutations } from '../../../test/support/mutations.ts'
import { structureMutations } from '../../../test/support/structure-mutations.ts'
import { type CertId, issuerHashes } from './cert-id.ts'
import { encodeOcspRequest, parseOcspRequest } from './request.ts'
import { type IssuerForm, issuerFormOctets, readUsualRequest } from './usual-request.ts'

fc.configureGlobal({ seed: 5019 })

const first = littleAuthority('signature', { number: 1 })
const second = littleAuthority('signature', { number: 2 })
const login = littleAuthority('user-authentication')

interface NamedForm extends IssuerForm {
  readonly authority: typeof first
  readonly digest: 'sha1' | 'sha256'
}

const FORMS: readonly NamedForm[] = [first, second].flatMap((authority) =>
  (['sha1', 'sha256'] as const).flatMap((digest) =>
    (['null', 'absent'] as const).map((parameters) => {
      const { subject, spkiDer } = authority.certificate
      const hashes = issuerHashes(digest, subject, spkiDer)
      return { authority, digest, octets: issuerFormOctets(digest, hashes, parameters) }
    }),
  ),
)

/** What a request says, as the strict reader reads it; `undefined` where it is no usual one. */
function strictly(octets: Uint8Array) {
  const parsed = parseOcspRequest(octets)
  if (!parsed.ok) return undefined
  const { requests, extensions } = parsed.value
  return {
    certIds: requests.map(({ certId }) => ({
      der: toHex(certId.der),
      serialHex: certId.serialHex,
    })),
    issuers: requests.map(({ certId }) => issuerOf(certId)),
    nonce: extensions.nonce && toHex(extensions.nonce),
    others: extensions.all.length - (extensions.nonce === undefined ? 0 : 1),
    single: requests.flatMap((request) => request.extensions).length,
    signed: parsed.value.optionalSignature !== undefined,
    named: parsed.value.requestorName !== undefined,
    critical: extensions.all.some(({ critical }) => critical),
  }
}

function issuerOf({ digest, issuerNameHash, issuerKeyHash }: CertId): number {
  return [first, second].findIndex(({ certificate }) => {
    if (digest !== 'sha1' && digest !== 'sha256') return false
    const hashes = issuerHashes(digest, certificate.subject, certificate.spkiDer)
    return equalBytes(hashes.nameHash, issuerNameHash) && equalBytes(hashes.keyHash, issuerKeyHash)
  })
}

function agrees(octets: Uint8Array): boolean {
  const usual = readUsualRequest(octets, FORMS)
  if (usual === undefined) return false
  const strict = strictly(octets)
  const { authority } = usual.form
  const issuer = authority === first ? 0 : 1
  assert.deepEqual(strict, {
    certIds: usual.certIds.map(({ start, end, serial }) => {
      const digits = serial.toString(16)
      return {
        der: toHex(octets.subarray(start, end)),
        serialHex: digits.padStart(digits.length + (digits.length % 2), '0'),
      }
    }),
    issuers: usual.certIds.map(() => issuer),
    nonce: usual.nonce && toHex(usual.nonce),
    others: 0,
    single: 0,
    signed: false,
    named: false,
    critical: false,
  })
  return true
}

const serialHex = fc
  .oneof(
    fc.nat({ max: 300 }).map((n) => (n + 1).toString(16)),
    fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }).map((n) => n.toString(16)),
  )
  .map((digits) => digits.padStart(digits.length + (digits.length % 2), '0'))

const usual = fc
  .record({
    authority: fc.constantFrom(first, second),
    digest: fc.constantFrom('sha1' as const, 'sha256' as const),
    serials: fc.array(serialHex, { minLength: 1, maxLength: 64 }),
    nonce: fc.option(fc.uint8Array({ minLength: 1, maxLength: 128 }), { nil: undefined }),
  })
  .map(({ authority, digest, serials, nonce }) =>
    encodeOcspRequest(
      serials.map((serial) => certIdOf(authority, serial, digest)),
      nonce,
    ),
  )

test('every usual request is recognised, and read as the strict reader reads it', () => {
  fc.assert(
    fc.property(usual, (octets) => {
      assert.ok(agrees(octets))
    }),
  )
})

test('whatever is recognised of a mutated request, the strict reader reads the same', () => {
  let recognised = 0
  const small = usual.filter((octets) => octets.length < 400)
  fc.assert(
    fc.property(
      small.chain((octets) => fc.oneof(mutations(octets), structureMutations(octets))),
      (octets) => {
        if (agrees(octets)) recognised++
      },
    ),
    { numRuns: 4_000 },
  )
  // Serials, hashes of other issuers and nonces change most: the test says something.
  assert.ok(recognised > 100, String(recognised))
})

test('each octet of a request changed in turn: the same outcome', () => {
  const octets = encodeOcspRequest(
    [certIdOf(first, '80ff'), certIdOf(first, '01')],
    new Uint8Array(16).fill(7),
  )
  for (let at = 0; at < octets.length; at++)
    for (const value of [0, 1, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff]) {
      const changed = octets.slice()
      changed[at] = value
      agrees(changed)
    }
  for (let end = 0; end < octets.length; end++) assert.ok(!agrees(octets.subarray(0, end)))
})

const ID = certIdOf(first, '0123')

function withSerial(contents: string): Uint8Array {
  const serial = fromHex(contents)
  assert.ok(serial !== undefined)
  const plain = certIdOf(first, '01')
  const octets = Uint8Array.of(...plain.subarray(0, -3), 2, serial.length, ...serial)
  octets[1] = octets.length - 2
  return encodeOcspRequest([octets], undefined)
}

const LEFT: readonly (readonly [string, Uint8Array])[] = [
  ['a foreign issuer', encodeOcspRequest([certIdOf(login, '01')], undefined)],
  ['two generations', encodeOcspRequest([ID, certIdOf(second, '01')], undefined)],
  ['two hash functions', encodeOcspRequest([ID, certIdOf(first, '01', 'sha256')], undefined)],
  ['SHA-512', encodeOcspRequest([certIdOf(first, '01', 'sha512')], undefined)],
  ['serial 0', withSerial('00')],
  ['a negative serial', withSerial('ff')],
  ['a serial with an octet too many', withSerial('0001')],
  ['serial 2^53', withSerial('20000000000000')],
  ['a serial of twenty octets', withSerial('01'.repeat(20))],
  ['a serial of no octet', withSerial('')],
]

for (const [name, octets] of LEFT) {
  test(`left to the strict reader: ${name}`, () => {
    assert.equal(readUsualRequest(octets, FORMS), undefined)
  })
}

test('serials on both sides of their bounds are recognised', () => {
  for (const [contents, serial] of [
    ['01', 1],
    ['7f', 0x7f],
    ['0080', 0x80],
    ['00ff', 0xff],
    ['1fffffffffffff', Number.MAX_SAFE_INTEGER],
  ] as const)
    assert.equal(readUsualRequest(withSerial(contents), FORMS)?.certIds[0]?.serial, serial)
})
