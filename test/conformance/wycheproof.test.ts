import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex, fromUtf8, toBase64, toHex, utf8 } from '#kernel/bytes.ts'
import { instant } from '#kernel/instant.ts'
import { fromBase64Url } from '#signing/json-web-key.ts'
import { signatureDoor } from '#verifier/door/signature-door.ts'
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
  readonly type?: string
  readonly sha?: string
  readonly mgfSha?: string
  readonly sLen?: number
  readonly publicKeyPem?: string
  /** Hexadecimal. */
  readonly publicKeyDer?: string
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

/** Files of signatures over octets, and the JOSE name of what they are about. */
const FILES: readonly (readonly [file: string, inJose?: string])[] = [
  ['ecdsa_secp256r1_sha256_test.json'],
  ['ecdsa_secp256r1_sha256_p1363_test.json', 'ES256'],
  ['rsa_signature_2048_sha256_test.json', 'RS256'],
  ['rsa_signature_4096_sha512_test.json', 'RS512'],
  ['rsa_pss_2048_sha256_mgf1_32_params_test.json', 'PS256'],
]

type PublicKey = string | Readonly<Record<string, unknown>>

for (const [file, inJose] of FILES) {
  vectorTest(SUITE, file, (folder) => {
    for (const group of groupsOf<SignatureCase>(folder, file)) {
      const { publicKeyPem = '', publicKeyDer = '' } = group
      const keyBase64 = toBase64(fromHex(publicKeyDer) ?? new Uint8Array())
      const asked = namesOf(group).flatMap((name): [string, PublicKey][] => [
        [name, publicKeyPem],
        [name, keyBase64],
      ])
      const jwk = group.publicKeyJwk ?? group.keyJwk
      if (inJose !== undefined && jwk !== undefined) asked.push([inJose, jwk])
      for (const [name, key] of asked)
        compare(file, group.tests, ({ msg, sig }) => verdictOn(name, key, msg, sig))
    }
  })
}

/** The names of the page for what the file says in its own words, ours and Java's. */
function namesOf({ type, sha = '', mgfSha = '', sLen }: Group<unknown>): readonly string[] {
  const hash = sha.replace(/^SHA-/, 'SHA')
  const mask = mgfSha.replace(/^SHA-/, 'SHA').toLowerCase()
  switch (type) {
    case 'EcdsaVerify':
      return [`ecdsa-with-${hash}`, `${hash}withECDSA`]
    case 'EcdsaP1363Verify':
      return [`ecdsa-with-${hash}-p1363`, `${hash}withECDSAinP1363Format`]
    case 'RsassaPkcs1Verify':
      return [`${hash.toLowerCase()}WithRSAEncryption`, `${hash}withRSA`]
    case 'RsassaPssWithParametersVerify':
      return [`rsassaPss-${hash.toLowerCase()}-mgf1${mask}-${sLen}`]
    case undefined:
    default:
      return assert.fail(`a type of groups that nobody named: ${type}`)
  }
}

/** Through the JSON door: what is judged here is what anyone is told. */
function verdictOn(
  algorithm: string,
  publicKey: PublicKey,
  messageHex: string,
  signatureHex: string,
): string {
  const [message, signature] = [messageHex, signatureHex]
  const request = { algorithm, publicKey, message, signature, encoding: 'hex' }
  const { json, isVerdict } = signatureDoor.answer(request, instant(0))
  assert.ok(isVerdict, JSON.stringify(json))
  const { verdict, code } = JSON.parse(JSON.stringify(json))
  assert.equal(verdict === 'valid', code === 'valid')
  return code
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
  return verdictOn(algorithm, publicKey, toHex(message), toHex(signature))
}

function algorithmOf(header: Uint8Array): string | undefined {
  try {
    const { alg } = JSON.parse(fromUtf8(header) ?? '')
    return typeof alg === 'string' ? alg : undefined
  } catch {
    return undefined
  }
}
