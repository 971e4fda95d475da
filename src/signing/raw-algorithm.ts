import { decodeDer } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { assert } from '#kernel/assert.ts'
import { fromBase64 } from '#kernel/bytes.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { algorithmAliases, ownAlgorithmName } from './algorithm-aliases.ts'

/**
 * A signature algorithm as a caller names it: the AlgorithmIdentifier that says the same, and what
 * the name demands beyond it.
 */
export type RawAlgorithm =
  | {
      readonly kind: 'signature'
      readonly identifier: AlgorithmIdentifier
      /** How an ECDSA signature is written: SEQUENCE of r and s (RFC 3279 §2.2.3), or r‖s. */
      readonly form: 'der' | 'p1363'
      /** The curve that a JOSE name demands (RFC 7518 §3.4). */
      readonly curve: string | undefined
      /** The JOSE name that the algorithm was asked for by: a JWK's `alg` is compared to it. */
      readonly jose: string | undefined
    }
  | { readonly kind: 'mac'; readonly tagOctets: number; readonly jose: string | undefined }

/**
 * Reads the name of an algorithm, or the base64 DER of its AlgorithmIdentifier (RFC 5280 §4.1.1.2).
 * Names are those of the RFCs and of JOSE, and other people's for the same, letter by letter;
 * `docs/verifier.md` lists them.
 */
export function readRawAlgorithm(text: string): Result<RawAlgorithm, 'algorithm-unknown'> {
  const name = ownAlgorithmName(text) ?? text
  const known = NAMES.get(name) ?? pssByName(name)
  if (known !== undefined) return ok(known)
  const octets = text.startsWith('M') ? fromBase64(text) : undefined
  const read = octets && decodeDer(octets, (reader) => readAlgorithmIdentifier(reader, ''))
  return read?.ok === true ? ok(signature(read.value)) : refuse('algorithm-unknown')
}

/** The names that `readRawAlgorithm` knows, RSASSA-PSS's by their pattern. */
export function rawAlgorithmNames(): readonly string[] {
  const ours = [...NAMES.keys(), 'EdDSA', 'rsassaPss-HASH-mgf1HASH-SALTOCTETS']
  return [...ours, ...algorithmAliases()]
}

type SignatureName = Extract<RawAlgorithm, { kind: 'signature' }>

/** RFC 8017 App. A.2.4, RFC 8692 is SHAKE's and is not here; NIST CSOR names SHA-3. */
const RSA_PKCS1: Readonly<Record<string, string>> = {
  md5: '1.2.840.113549.1.1.4',
  sha1: '1.2.840.113549.1.1.5',
  sha224: '1.2.840.113549.1.1.14',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
  'sha3-224': '2.16.840.1.101.3.4.3.13',
  'sha3-256': '2.16.840.1.101.3.4.3.14',
  'sha3-384': '2.16.840.1.101.3.4.3.15',
  'sha3-512': '2.16.840.1.101.3.4.3.16',
}

/** RFC 3279 §2.2.3, RFC 5758 §3.2; NIST CSOR for SHA-3. */
const ECDSA: Readonly<Record<string, string>> = {
  SHA1: '1.2.840.10045.4.1',
  SHA224: '1.2.840.10045.4.3.1',
  SHA256: '1.2.840.10045.4.3.2',
  SHA384: '1.2.840.10045.4.3.3',
  SHA512: '1.2.840.10045.4.3.4',
  'SHA3-224': '2.16.840.1.101.3.4.3.9',
  'SHA3-256': '2.16.840.1.101.3.4.3.10',
  'SHA3-384': '2.16.840.1.101.3.4.3.11',
  'SHA3-512': '2.16.840.1.101.3.4.3.12',
}

/** Identifiers whose parameters are absent: RFC 8410 §3, RFC 9881 §2, RFC 3279 §2.2.2. */
const WITHOUT_PARAMETERS: Readonly<Record<string, string>> = {
  ed25519: '1.3.101.112',
  ed448: '1.3.101.113',
  'ml-dsa-44': '2.16.840.1.101.3.4.3.17',
  'ml-dsa-65': '2.16.840.1.101.3.4.3.18',
  'ml-dsa-87': '2.16.840.1.101.3.4.3.19',
  'dsa-with-sha1': '1.2.840.10040.4.3',
  'dsa-with-sha224': '2.16.840.1.101.3.4.3.1',
  'dsa-with-sha256': '2.16.840.1.101.3.4.3.2',
}

/** Digests of RSASSA-PSS and their octets (RFC 4055 §2.1; NIST CSOR for SHA-3). */
const PSS_DIGESTS: Readonly<Record<string, { readonly oid: string; readonly octets: number }>> = {
  sha1: { oid: '1.3.14.3.2.26', octets: 20 },
  sha224: { oid: '2.16.840.1.101.3.4.2.4', octets: 28 },
  sha256: { oid: '2.16.840.1.101.3.4.2.1', octets: 32 },
  sha384: { oid: '2.16.840.1.101.3.4.2.2', octets: 48 },
  sha512: { oid: '2.16.840.1.101.3.4.2.3', octets: 64 },
  'sha3-256': { oid: '2.16.840.1.101.3.4.2.8', octets: 32 },
  'sha3-384': { oid: '2.16.840.1.101.3.4.2.9', octets: 48 },
  'sha3-512': { oid: '2.16.840.1.101.3.4.2.10', octets: 64 },
}

const JOSE_CURVES = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const

/** Octets of an HMAC-SHA-256 tag; RFC 2104 §5 lets an application keep the left half. */
const HMAC_SHA256_OCTETS = 32

const NAMES: ReadonlyMap<string, RawAlgorithm> = new Map<string, RawAlgorithm>([
  ...Object.entries(RSA_PKCS1).map(([digest, oid]): [string, RawAlgorithm] => [
    `${digest}WithRSAEncryption`,
    signature(identifierOf(der.oid(oid), der.nullValue())),
  ]),
  ...Object.entries(ECDSA).flatMap(([digest, oid]): [string, RawAlgorithm][] => [
    [`ecdsa-with-${digest}`, signature(identifierOf(der.oid(oid)))],
    [`ecdsa-with-${digest}-p1363`, signature(identifierOf(der.oid(oid)), { form: 'p1363' })],
  ]),
  ...Object.entries(WITHOUT_PARAMETERS).map(([name, oid]): [string, RawAlgorithm] => [
    name,
    signature(identifierOf(der.oid(oid))),
  ]),
  ...joseNames(),
  ['hmacWithSHA256', { kind: 'mac', tagOctets: HMAC_SHA256_OCTETS, jose: undefined }],
  ['hmacWithSHA256-128', { kind: 'mac', tagOctets: HMAC_SHA256_OCTETS / 2, jose: undefined }],
])

/** RFC 7518 §3.1, RFC 9864 §2.2; `EdDSA` (RFC 8037 §3.1) is found by its key, so it is not here. */
function joseNames(): [string, RawAlgorithm][] {
  const sizes = ['256', '384', '512'] as const
  return [
    ...sizes.flatMap((size): [string, RawAlgorithm][] => {
      const [es, digest] = [`ES${size}` as const, `sha${size}`] as const
      const rsa = identifierOf(der.oid(RSA_PKCS1[digest] ?? ''), der.nullValue())
      const ecdsa = identifierOf(der.oid(ECDSA[`SHA${size}`] ?? ''))
      const pss = pssIdentifier(digest, digest, Number(size) / 8)
      return [
        [`RS${size}`, signature(rsa, { jose: `RS${size}` })],
        [`PS${size}`, signature(pss, { jose: `PS${size}` })],
        [es, signature(ecdsa, { form: 'p1363', curve: JOSE_CURVES[es], jose: es })],
      ]
    }),
    ...(['Ed25519', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const).map(
      (jose): [string, RawAlgorithm] => {
        const oid = der.oid(WITHOUT_PARAMETERS[jose.toLowerCase()] ?? '')
        return [jose, signature(identifierOf(oid), { jose })]
      },
    ),
    ['HS256', { kind: 'mac', tagOctets: HMAC_SHA256_OCTETS, jose: 'HS256' }],
  ]
}

/** `rsassaPss-sha256-mgf1sha256-32`: hash, hash of the mask, octets of salt. */
function pssByName(text: string): RawAlgorithm | undefined {
  const parts = /^rsassaPss-(sha(?:3-)?\d{1,3})-mgf1(sha(?:3-)?\d{1,3})-(0|[1-9]\d{0,3})$/.exec(
    text,
  )
  const [, hash = '', mask = '', saltOctets = ''] = parts ?? []
  if (PSS_DIGESTS[hash] === undefined || PSS_DIGESTS[mask] === undefined) return undefined
  return signature(pssIdentifier(hash, mask, Number(saltOctets)))
}

/** RSASSA-PSS-params (RFC 4055 §3.1); DER leaves defaults out. */
function pssIdentifier(hash: string, mask: string, saltOctets: number): AlgorithmIdentifier {
  return identifierOf(
    der.oid('1.2.840.113549.1.1.10'),
    der.sequence(
      hash === 'sha1' ? undefined : der.explicit(0, pssDigest(hash)),
      mask === 'sha1'
        ? undefined
        : der.explicit(1, der.sequence(der.oid('1.2.840.113549.1.1.8'), pssDigest(mask))),
      saltOctets === 20 ? undefined : der.explicit(2, der.integer(saltOctets)),
    ),
  )
}

function pssDigest(name: string): der.DerNode {
  return der.sequence(der.oid(PSS_DIGESTS[name]?.oid ?? ''), der.nullValue())
}

function identifierOf(...parts: readonly der.DerValue[]): AlgorithmIdentifier {
  const octets = der.encode(der.sequence(...parts))
  const read = decodeDer(octets, (reader) => readAlgorithmIdentifier(reader, ''))
  assert(read.ok, 'an AlgorithmIdentifier of ours reads back')
  return read.value
}

function signature(
  identifier: AlgorithmIdentifier,
  more: Partial<Pick<SignatureName, 'form' | 'curve' | 'jose'>> = {},
): SignatureName {
  const { form = 'der', curve, jose } = more
  return { kind: 'signature', identifier, form, curve, jose }
}
