import type { DerReader } from '#codec/der/decode.ts'
import { contextConstructed, TAG } from '#codec/der/tag.ts'
import { type CrlReason, crlReasonOf } from '#codec/crl/reason.ts'
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '#codec/x509/algorithm.ts'
import { type Extension, readExtensions } from '#codec/x509/extension.ts'
import { type GeneralName, readGeneralName, readGeneralNames } from '#codec/x509/general-name.ts'
import { type Name, readName } from '#codec/x509/name.ts'
import { OID } from '#codec/x509/oids.ts'
import type { Instant } from '#kernel/instant.ts'
import { OCSP_CRL_NUMBER_OCTETS_MAX, OCSP_PREFERENCES_MAX } from './bounds.ts'
import { readNonce } from './nonce.ts'
import { OCSP_OID } from './oids.ts'
import type { OcspRefusal } from './refusal.ts'

/** The extensions of one place of a message: all of them in order, and what nobody here knows. */
export interface OcspExtensionList {
  readonly all: readonly Extension[]
  /**
   * Identifiers of critical extensions without a known meaning in this place: whoever relies on the
   * message must understand them (RFC 6960 §4.4, RFC 5280 §4.2).
   */
  readonly unknownCritical: readonly string[]
}

/** The extensions of a request (RFC 6960 §4.4). */
export interface RequestExtensions extends OcspExtensionList {
  readonly nonce: Uint8Array | undefined
  /** Response types that the client understands (§4.4.3). */
  readonly acceptableResponses?: readonly string[]
  /** Signature algorithms that the client understands, best first (§4.4.7). */
  readonly preferredSignatureAlgorithms?: readonly PreferredSignatureAlgorithm[]
}

/** PreferredSignatureAlgorithm (RFC 6960 §4.4.7.1). */
export interface PreferredSignatureAlgorithm {
  readonly signature: AlgorithmIdentifier
  readonly publicKey: AlgorithmIdentifier | undefined
}

/** The extensions of one question. */
export interface SingleRequestExtensions extends OcspExtensionList {
  /** Where the responder may route the question (§4.4.6). */
  readonly serviceLocator?: ServiceLocator
}

/** ServiceLocator (RFC 6960 §4.4.6): the issuer, and its certificate's authorityInfoAccess. */
export interface ServiceLocator {
  readonly issuer: Name
  readonly locations: readonly { readonly methodOid: string; readonly location: GeneralName }[]
}

/** The extensions of a response. */
export interface ResponseExtensions extends OcspExtensionList {
  readonly nonce: Uint8Array | undefined
  /** Whether "revoked" may mean a certificate that was never issued (§4.4.8). */
  readonly extendedRevoke: boolean
}

/** The extensions of one statement: RFC 6960 §4.4, and those of CRL entries (§4.4.5). */
export interface SingleResponseExtensions extends OcspExtensionList {
  readonly crlReference?: CrlReference
  /** Status is kept, for expired certificates too, back to this moment (§4.4.4). */
  readonly archiveCutoff?: Instant
  readonly crlReason?: CrlReason
  readonly invalidityDate?: Instant
  readonly certificateIssuer?: readonly GeneralName[]
}

/** CrlID (RFC 6960 §4.4.2): the CRL that the statement rests on. */
export interface CrlReference {
  readonly url: string | undefined
  readonly crlNumber: bigint | undefined
  readonly crlTime: Instant | undefined
}

/** A request without extensions. */
export const NO_REQUEST_EXTENSIONS: RequestExtensions = {
  all: [],
  unknownCritical: [],
  nonce: undefined,
}

/** A response without extensions. */
export const NO_RESPONSE_EXTENSIONS: ResponseExtensions = {
  ...NO_REQUEST_EXTENSIONS,
  extendedRevoke: false,
}

/** A question or a statement without extensions. */
export const NO_SINGLE_EXTENSIONS: OcspExtensionList = { all: [], unknownCritical: [] }

type Reader = DerReader<OcspRefusal>

/** How the extensions of a place are read into the values `V`, by identifier. */
type Readers<V> = Readonly<Record<string, (reader: Reader, values: V) => void>>

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function readList<V>(reader: Reader, readers: Readers<V>, values: V): OcspExtensionList & V {
  const isKnown = (oid: string): boolean => Object.hasOwn(readers, oid)
  const all = readExtensions<OcspRefusal>(reader, (oid) => {
    if (!isKnown(oid)) return false
    readers[oid]?.(reader, values)
    return true
  })
  const unknown = all.filter(({ oid, critical }) => critical && !isKnown(oid))
  return { ...values, all, unknownCritical: unknown.map(({ oid }) => oid) }
}

/** Reads `requestExtensions`. */
export function readRequestExtensions(reader: Reader): RequestExtensions {
  return readList(reader, REQUEST_READERS, { nonce: undefined })
}

const REQUEST_READERS: Readers<Mutable<Omit<RequestExtensions, keyof OcspExtensionList>>> = {
  [OCSP_OID.nonce]: (reader, values) => {
    values.nonce = readNonce(reader)
  },
  [OCSP_OID.acceptableResponses]: (reader, values) => {
    values.acceptableResponses = reader.sequenceOf('acceptableResponses', () => reader.oid(''), {
      atMost: OCSP_PREFERENCES_MAX,
    })
  },
  [OCSP_OID.preferredSignatureAlgorithms]: (reader, values) => {
    values.preferredSignatureAlgorithms = reader.sequenceOf(
      'preferredSignatureAlgorithms',
      () => readPreferred(reader),
      { atMost: OCSP_PREFERENCES_MAX },
    )
  },
}

function readPreferred(reader: Reader): PreferredSignatureAlgorithm {
  return reader.sequence('', () => ({
    signature: readAlgorithmIdentifier(reader, 'sigIdentifier'),
    publicKey: reader.optional(TAG.sequence, () =>
      readAlgorithmIdentifier(reader, 'pubKeyAlgIdentifier'),
    ),
  }))
}

/** Reads `singleRequestExtensions`. */
export function readSingleRequestExtensions(reader: Reader): SingleRequestExtensions {
  return readList(reader, SINGLE_REQUEST_READERS, {})
}

const SINGLE_REQUEST_READERS: Readers<
  Mutable<Omit<SingleRequestExtensions, keyof OcspExtensionList>>
> = {
  [OCSP_OID.serviceLocator]: (reader, values) => {
    values.serviceLocator = reader.sequence('serviceLocator', () => ({
      issuer: readName(reader, 'issuer'),
      locations: reader.optional(TAG.sequence, () => readLocations(reader)) ?? [],
    }))
  },
}

function readLocations(reader: Reader): ServiceLocator['locations'] {
  return reader.sequenceOf(
    'locator',
    () =>
      reader.sequence('', () => ({
        methodOid: reader.oid('accessMethod'),
        location: readGeneralName(reader),
      })),
    { atMost: OCSP_PREFERENCES_MAX },
  )
}

/** Reads `responseExtensions`. */
export function readResponseExtensions(reader: Reader): ResponseExtensions {
  return readList(reader, RESPONSE_READERS, { nonce: undefined, extendedRevoke: false })
}

const RESPONSE_READERS: Readers<Mutable<Omit<ResponseExtensions, keyof OcspExtensionList>>> = {
  [OCSP_OID.nonce]: (reader, values) => {
    values.nonce = readNonce(reader)
  },
  [OCSP_OID.extendedRevoke]: (reader, values) => {
    reader.nullValue('extendedRevoke')
    values.extendedRevoke = true
  },
}

/** Reads `singleExtensions`. */
export function readSingleResponseExtensions(reader: Reader): SingleResponseExtensions {
  return readList(reader, SINGLE_RESPONSE_READERS, {})
}

const SINGLE_RESPONSE_READERS: Readers<
  Mutable<Omit<SingleResponseExtensions, keyof OcspExtensionList>>
> = {
  [OCSP_OID.crlReferences]: (reader, values) => {
    values.crlReference = readCrlReference(reader)
  },
  [OCSP_OID.archiveCutoff]: (reader, values) => {
    values.archiveCutoff = reader.generalizedTime('archiveCutoff')
  },
  [OID.reasonCode]: (reader, values) => {
    const code = reader.enumerated('reasonCode')
    values.crlReason =
      crlReasonOf(code) ?? reader.refuse('ocsp-reason-unknown', 'reasonCode', { code })
  },
  [OID.invalidityDate]: (reader, values) => {
    values.invalidityDate = reader.generalizedTime('invalidityDate')
  },
  [OID.certificateIssuer]: (reader, values) => {
    values.certificateIssuer = readGeneralNames(reader, 'certificateIssuer')
  },
}

function readCrlReference(reader: Reader): CrlReference {
  const tagged = <T>(n: number, field: string, read: () => T): T | undefined =>
    reader.optional(contextConstructed(n), () => reader.explicit(n, field, read))
  return reader.sequence('crlID', () => ({
    url: tagged(0, 'crlUrl', () => reader.string('ia5', '')),
    crlNumber: tagged(1, 'crlNum', () => readCrlNumber(reader)),
    crlTime: tagged(2, 'crlTime', () => reader.generalizedTime('')),
  }))
}

function readCrlNumber(reader: Reader): bigint {
  const crlNumber = reader.integer('')
  if (crlNumber < 0n || crlNumber >= CRL_NUMBER_END) reader.refuse('der-value-malformed', '')
  return crlNumber
}

const CRL_NUMBER_END = 1n << BigInt(8 * OCSP_CRL_NUMBER_OCTETS_MAX)
