import { decodeDer, type DerReader } from '#codec/der/decode.ts'
import * as der from '#codec/der/encode.ts'
import { withSection } from '#codec/der/sections.ts'
import { TAG } from '#codec/der/tag.ts'
import type { Extension } from '#codec/x509/extension.ts'
import { serialNode } from '#codec/x509/serial-number.ts'
import type { DigestAlgorithm } from '#crypto/digest.ts'
import type { Result } from '#kernel/result.ts'
import { TSP_REQUEST_LIMITS } from './bounds.ts'
import { type MessageImprint, messageImprintNode, readMessageImprint } from './message-imprint.ts'
import type { TspRefusal } from './refusal.ts'
import { TSP_SECTIONS } from './sections.ts'
import { readNonce, readTspExtensions, readTspVersion } from './tst-info.ts'

/** A TimeStampReq (RFC 3161 §2.4.1). */
export interface TimeStampRequest {
  readonly messageImprint: MessageImprint
  /** The policy asked for; `undefined` leaves it to the authority. */
  readonly policy: string | undefined
  readonly nonceHex: string | undefined
  /** Whether the token shall hold the certificate of its signer. */
  readonly wantsCertificate: boolean
  readonly extensions: readonly Extension[]
}

/** A request to encode. */
export interface TimeStampRequestFields {
  readonly digest: DigestAlgorithm
  readonly hashedMessage: Uint8Array
  readonly policy?: string | undefined
  /** Hexadecimal magnitude of a random number. */
  readonly nonceHex?: string | undefined
  readonly wantsCertificate: boolean
}

/** The DER of a TimeStampReq. */
export function encodeTimeStampRequest(fields: TimeStampRequestFields): Uint8Array {
  const { digest, hashedMessage, policy, nonceHex, wantsCertificate } = fields
  return der.encode(
    der.sequence(
      der.integer(1),
      messageImprintNode(digest, hashedMessage),
      policy === undefined ? undefined : der.oid(policy),
      nonceHex === undefined ? undefined : serialNode(nonceHex),
      wantsCertificate ? der.boolean(true) : undefined,
    ),
  )
}

/** Decodes one request, strictly. */
export function parseTimeStampRequest(
  requestDer: Uint8Array,
): Result<TimeStampRequest, TspRefusal> {
  return withSection(
    decodeDer<TimeStampRequest, TspRefusal>(requestDer, readRequest, TSP_REQUEST_LIMITS),
    TSP_SECTIONS,
  )
}

function readRequest(reader: DerReader<TspRefusal>): TimeStampRequest {
  return reader.sequence('timeStampReq', () => {
    readTspVersion(reader)
    return {
      messageImprint: readMessageImprint(reader),
      policy: reader.optional(TAG.oid, () => reader.oid('reqPolicy')),
      nonceHex: readNonce(reader),
      wantsCertificate: reader.defaulted(TAG.boolean, false, () => reader.boolean('certReq')),
      extensions: readTspExtensions(reader, 0),
    }
  })
}
