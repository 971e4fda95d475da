import type { AlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { type KeyParameters, readKeyParameters } from '#codec/x509/key-parameters.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { HASH_OCTETS } from '#crypto/digest.ts'
import type { SignatureScheme } from '#crypto/verify-signature.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Bilingual, ExplainedField } from './explained.ts'

/** The algorithm that the issuer signed with, its parameters in words. */
export function signatureField({ signatureAlgorithm }: Certificate): ExplainedField {
  return {
    id: 'signature',
    name: { ja: '署名アルゴリズム', en: 'signature algorithm' },
    about: {
      ja: '発行者が署名に使った方式。署名の内側と外側の両方に同じものが書かれている。',
      en: 'How the issuer signed; stated inside and outside of what is signed, and the same.',
    },
    clause: 'RFC 5280 §4.1.2.3',
    values: [{ text: schemeName(signatureAlgorithm), meaning: schemeMeaning(signatureAlgorithm) }],
  }
}

/** The certified public key. */
export function keyField({ spkiDer }: Certificate): ExplainedField {
  const parameters = readKeyParameters(spkiDer)
  const key = parameters.ok
    ? { text: keyName(parameters.value), meaning: keyMeaning(parameters.value) }
    : {
        text: parameters.refusal,
        meaning: { ja: '読み取れない鍵', en: 'a key that cannot be read' },
      }
  const identifier = { ja: 'SHA-1 鍵識別子', en: 'SHA-1 key identifier' }
  return {
    id: 'subjectPublicKeyInfo',
    name: { ja: '公開鍵', en: 'public key' },
    about: {
      ja: 'この証明書が持ち主のものだと証明する鍵。対になる秘密鍵はカードなどの中にある。',
      en: "The key that is certified as the subject's; its private half lies in the card.",
    },
    clause: 'RFC 5280 §4.1.2.7',
    values: [
      { label: { ja: '種類', en: 'kind' }, ...key },
      { label: identifier, text: toHex(subjectKeyIdentifier(spkiDer)) },
      { label: { ja: 'DER', en: 'DER' }, text: toHex(spkiDer) },
    ],
  }
}

/** The scheme by a short name: `RSA PKCS#1 v1.5, SHA-256`; the identifier where it is not known. */
export function schemeName(identifier: AlgorithmIdentifier): string {
  const read = readSignatureScheme(identifier)
  if (!read.ok) return identifier.oid
  const scheme = read.value
  const name = SCHEME_NAMES[scheme.scheme]
  if (scheme.digest === undefined) return name
  const plain = `${name}, ${hashName(scheme.digest)}`
  if (scheme.scheme !== 'rsa-pss') return plain
  const { digest, maskDigest = digest, saltOctets = HASH_OCTETS[digest] } = scheme
  return `${plain}, MGF1 ${hashName(maskDigest)}, salt ${saltOctets}`
}

/** `SHA-256`, `SHA3-256`, `MD5`. */
function hashName(hash: string): string {
  return hash.toUpperCase().replace(/^SHA(?=\d{3}|1$)/, 'SHA-')
}

const SCHEME_NAMES: Readonly<Record<SignatureScheme['scheme'], string>> = {
  'rsa-pkcs1': 'RSA PKCS#1 v1.5',
  'rsa-pss': 'RSA-PSS',
  ecdsa: 'ECDSA',
  'ecdsa-p1363': 'ECDSA',
  dsa: 'DSA',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  'ml-dsa-44': 'ML-DSA-44',
  'ml-dsa-65': 'ML-DSA-65',
  'ml-dsa-87': 'ML-DSA-87',
}

function schemeMeaning(identifier: AlgorithmIdentifier): Bilingual | undefined {
  if (readSignatureScheme(identifier).ok) return { ja: identifier.oid, en: identifier.oid }
  return { ja: '知らない方式、または規格に合わない引数', en: 'unknown, or wrong parameters' }
}

function keyName({ kind, sizeBits, curve }: KeyParameters): string {
  if (curve !== undefined) return `${kind.toUpperCase()} ${curve}`
  return `${kind.toUpperCase()} ${sizeBits} bit`
}

function keyMeaning({ exponent }: KeyParameters): Bilingual | undefined {
  if (exponent === undefined) return undefined
  return { ja: `公開指数 ${exponent}`, en: `public exponent ${exponent}` }
}
