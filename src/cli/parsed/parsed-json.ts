import { parseCrl } from '#codec/crl/crl.ts'
import { parseOcspResponse } from '#codec/ocsp/response.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { type AlgorithmIdentifier, digestOf } from '#codec/x509/algorithm.ts'
import { readKeyParameters } from '#codec/x509/key-parameters.ts'
import type { Name } from '#codec/x509/name.ts'
import { formatName } from '#codec/x509/name-text.ts'
import { ATTRIBUTE } from '#codec/x509/oids.ts'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import { formatInstant, instant } from '#kernel/instant.ts'
import type { Result } from '#kernel/result.ts'
import { schemeName } from '../explain/algorithm-fields.ts'
import { EXTENSION_TEXTS } from '../explain/extension-texts.ts'
import { objectMeaning } from '../explain/object-names.ts'

/**
 * Every field of a parsed structure as JSON: octets in hexadecimal, moments in ISO 8601, large
 * numbers in decimal, names as text and part by part, identifiers with their name beside them;
 * certificates, CRLs and OCSP responses inside are taken apart in their turn. The octets of a whole
 * structure (`der`, `tbsDer`) are told by their length and SHA-256.
 */
export function parsedJson(value: unknown, member = ''): unknown {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return MOMENT.test(member) ? formatInstant(instant(value)) : value
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value
  if (value instanceof Uint8Array)
    return member === 'spkiDer' ? keyJson(value) : octetsJson(value, member)
  if (value instanceof Map) return [...value].map(([key, of]) => ({ key, value: parsedJson(of) }))
  if (isIterable(value)) return elementsJson([...value], member)
  return typeof value === 'object' ? objectJson(value) : undefined
}

/** Members that hold a moment. */
const MOMENT =
  /^(?:at|notBefore|notAfter|thisUpdate|nextUpdate|invalidityDate|genTime|archiveCutoff|[a-z][A-Za-z]*(?:At|Time))$/

/** Members that repeat octets which their own fields already tell. */
const WHOLE = /^(?:der|tbsDer|toBeSignedDer|encapContentInfo)$/

function octetsJson(octets: Uint8Array, member: string): unknown {
  if (!WHOLE.test(member)) return toHex(octets)
  return { octets: octets.length, sha256Hex: toHex(digest('sha256', octets)) }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

type Parse = (octets: Uint8Array) => Result<object, string>

/** Members that list encoded objects, and what takes each apart. */
const ENCODED: Readonly<Record<string, Parse>> = {
  certificatesDer: parseCertificate,
  crlsDer: parseCrl,
  ocspResponsesDer: parseOcspResponse,
}

function elementsJson(elements: readonly unknown[], member: string): readonly unknown[] {
  const parse = Object.hasOwn(ENCODED, member) ? ENCODED[member] : undefined
  if (parse === undefined) return elements.map((element) => parsedJson(element))
  return elements.map((element) => {
    if (!(element instanceof Uint8Array)) return parsedJson(element)
    const parsed = parse(element)
    return parsed.ok
      ? parsedJson(parsed.value)
      : { refusal: parsed.refusal, detail: parsed.detail, octets: toHex(element) }
  })
}

function objectJson(value: object): object {
  if (isName(value)) return nameJson(value)
  if (isAlgorithm(value)) return algorithmJson(value)
  const members = new Map<string, unknown>()
  for (const [member, field] of Object.entries(value)) {
    if (typeof field === 'function') continue
    members.set(withoutForm(member), parsedJson(field, member))
  }
  return { ...Object.fromEntries(members), ...nameOfIdentifier(value) }
}

/** `certificatesDer` lists certificates here, no longer their DER. */
function withoutForm(member: string): string {
  return Object.hasOwn(ENCODED, member) ? member.slice(0, -'Der'.length) : member
}

/** What an identifier is called, beside it. */
function nameOfIdentifier(value: object): { readonly name?: string } {
  if (!('oid' in value) || typeof value.oid !== 'string' || 'name' in value) return {}
  const { oid } = value
  const name = EXTENSION_TEXTS[oid]?.id ?? objectMeaning(oid)?.id
  return name === undefined ? {} : { name }
}

function isAlgorithm(value: object): value is AlgorithmIdentifier {
  return 'oid' in value && 'parametersDer' in value && 'der' in value
}

function algorithmJson(identifier: AlgorithmIdentifier): object {
  const { oid, parametersDer } = identifier
  const scheme = schemeName(identifier)
  const name = scheme === oid ? digestOf(identifier) : scheme
  return { oid, name, parameters: parametersDer === undefined ? undefined : toHex(parametersDer) }
}

/** A SubjectPublicKeyInfo: its kind and size, and as it stands. */
function keyJson(spkiDer: Uint8Array): object {
  const parameters = readKeyParameters(spkiDer)
  const key = parameters.ok
    ? objectJson(parameters.value)
    : { refusal: parameters.refusal, detail: parameters.detail }
  return { ...key, der: toHex(spkiDer) }
}

function isName(value: object): value is Name {
  return 'relativeNames' in value && 'der' in value
}

const SHORT_NAMES = new Map<string, string>(
  Object.entries(ATTRIBUTE).map(([short, oid]) => [oid, short]),
)

function nameJson(name: Name): object {
  const parts = name.relativeNames.map((part) =>
    part.map((attribute) => ({
      type: SHORT_NAMES.get(attribute.oid),
      oid: attribute.oid,
      form: attribute.form,
      ...(attribute.form === 'other'
        ? { value: toHex(attribute.valueDer) }
        : { text: attribute.text }),
    })),
  )
  return { text: formatName(name), parts }
}
