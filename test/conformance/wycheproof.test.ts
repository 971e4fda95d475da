import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex, fromUtf8, utf8 } from '#kernel/bytes.ts'
import { fromBase64Url } from '#signing/json-web-key.ts'
import { type RawSignature, verifyRawSignature } from '#signing/verify-raw-signature.ts'
import { vectorTest } from '../support/vectors.ts'
import { excludedFrom } from './exclusions.ts'

interface Case {
  readonly tcId: number
  readonly result: 'valid' | 'invalid' | 'acceptable'
  readonly flags: readonly string[]
}

interface SignatureCase extends Case {
  readonly msg: string
  readonly sig: string
}

interface MacCase extends Case {
  readonly key: string
  readonly msg: string
  readonly tag: string
}

interface JwsCase extends Case {
  readonly jws: string
}

interface Group<C> {
  readonly tests: readonly C[]
  readonly publicKeyPem?: string
  readonly publicKeyJwk?: Readonly<Record<string, unknown>>
  readonly keyJwk?: Readonly<Record<string, unknown>>
  readonly tagSize?: number
  readonly public?: Readonly<Record<string, unknown>>
}

const SUITE = 'wycheproof'
const EXCLUDED = excludedFrom(SUITE)

function groupsOf<C>(folder: string, file: string): readonly Group<C>[] {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')).testGroups
}

/**
 * Flags of cases that a suite leaves open, and what we make of them. MissingNull: RFC 8017 §B.1,
 * "when formatting the DigestInfo value in EMSA-PKCS1-v1_5 … the parameters field … shall have a
 * value of type NULL", and §8.2.2 compares whole encoded messages.
 */
const ACCEPTABLE: Readonly<Record<string, 'valid' | 'invalid'>> = { MissingNull: 'invalid' }

function wanted({ result, flags }: Case): 'valid' | 'invalid' {
  if (result !== 'acceptable') return result
  const said = ACCEPTABLE[flags[0] ?? '']
  assert.ok(said !== undefined, `nobody decided what ${flags.join(' ')} is`)
  return said
}

/** Every case as its suite says, or excluded and still different. */
function compare<C extends Case>(
  file: string,
  cases: readonly C[],
  judge: (one: C) => string,
): void {
  const wrong = cases.flatMap((one) => {
    const [id, ours] = [`${file}#${one.tcId}`, judge(one)]
    const isAsWanted = (ours === 'valid') === (wanted(one) === 'valid')
    return isAsWanted === EXCLUDED.has(id) ? [`${id}: ${one.result}, ours ${ours}`] : []
  })
  assert.deepEqual(wrong, [])
}

const FILES: readonly (readonly [file: string, algorithm: string, inJose?: string])[] = [
  ['ecdsa_secp256r1_sha256_test.json', 'ecdsa-with-SHA256'],
  ['ecdsa_secp256r1_sha256_p1363_test.json', 'ecdsa-with-SHA256-p1363', 'ES256'],
  ['rsa_signature_2048_sha256_test.json', 'sha256WithRSAEncryption', 'RS256'],
  ['rsa_signature_4096_sha512_test.json', 'sha512WithRSAEncryption', 'RS512'],
  ['rsa_pss_2048_sha256_mgf1_32_params_test.json', 'rsassaPss-sha256-mgf1sha256-32', 'PS256'],
]

type PublicKey = RawSignature['publicKey']

for (const [file, algorithm, inJose] of FILES) {
  vectorTest(SUITE, file, (folder) => {
    for (const group of groupsOf<SignatureCase>(folder, file)) {
      const asked: [string, PublicKey][] = [[algorithm, group.publicKeyPem ?? '']]
      const jwk = group.publicKeyJwk ?? group.keyJwk
      if (inJose !== undefined && jwk !== undefined) asked.push([inJose, jwk])
      for (const [name, key] of asked)
        compare(file, group.tests, ({ msg, sig }) => verdictOn(name, key, msg, sig))
    }
  })
}

function verdictOn(
  algorithm: string,
  publicKey: PublicKey,
  messageHex: string,
  signatureHex: string,
): string {
  const [message, signature] = [fromHex(messageHex), fromHex(signatureHex)]
  assert.ok(message !== undefined && signature !== undefined)
  const verified = verifyRawSignature({ algorithm, publicKey, message, signature })
  return verified.ok ? 'valid' : verified.refusal
}

const MACS = 'hmac_sha256_test.json'
vectorTest(SUITE, MACS, (folder) => {
  for (const { tests, tagSize } of groupsOf<MacCase>(folder, MACS)) {
    const algorithm = tagSize === 256 ? 'hmacWithSHA256' : `hmacWithSHA256-${tagSize}`
    compare(MACS, tests, ({ key, msg, tag }) => {
      const secret = { kty: 'oct', k: Buffer.from(key, 'hex').toString('base64url') }
      return verdictOn(algorithm, secret, msg, tag)
    })
  }
})

const JWS = 'json_web_signature_test.json'
vectorTest(SUITE, JWS, (folder) => {
  for (const { tests, public: publicKey } of groupsOf<JwsCase>(folder, JWS)) {
    // The secrets of the groups with a MAC were taken out of the suite: nothing can be verified.
    if (publicKey === undefined) continue
    compare(JWS, tests, ({ jws }) => verdictOnJws(jws, publicKey))
  }
})

/** RFC 7515 §5.2 for the compact serialisation: strict base64url, the algorithm from the header. */
function verdictOnJws(jws: string, publicKey: PublicKey): string {
  const parts = jws.split('.')
  const [header, payload, signature] = parts.map(fromBase64Url)
  if (parts.length !== 3 || header === undefined || payload === undefined) return 'jws-malformed'
  if (signature === undefined) return 'jws-malformed'
  const algorithm = algorithmOf(header)
  if (algorithm === undefined) return 'jws-malformed'
  const message = utf8(`${parts[0]}.${parts[1]}`)
  const verified = verifyRawSignature({ algorithm, publicKey, message, signature })
  return verified.ok ? 'valid' : verified.refusal
}

function algorithmOf(header: Uint8Array): string | undefined {
  try {
    const { alg } = JSON.parse(fromUtf8(header) ?? '')
    return typeof alg === 'string' ? alg : undefined
  } catch {
    return undefined
  }
}
