import { CMS_OID } from '#codec/cms/oids.ts'
import { parseSignedData, type SignedData } from '#codec/cms/signed-data.ts'
import type { SignerInfo } from '#codec/cms/signer-info.ts'
import { withSection } from '#codec/der/sections.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { TspRefusal } from './refusal.ts'
import { TSP_SECTIONS } from './sections.ts'
import { parseTstInfo, type TstInfo } from './tst-info.ts'

/** A TimeStampToken (RFC 3161 §2.4.2): a SignedData over a TSTInfo. Nothing is verified. */
export interface TimeStampToken {
  readonly signedData: SignedData
  /** The time-stamping authority, the one signer there may be. */
  readonly signer: SignerInfo
  readonly info: TstInfo
  /** The DER of `info`: what the signer's message digest covers. */
  readonly infoDer: Uint8Array
}

/**
 * Decodes a TimeStampToken, also as it stands in an attribute of another signature. Refusals about
 * the TSTInfo count their offset from its start.
 */
export function parseTimeStampToken(octets: Uint8Array): Result<TimeStampToken, TspRefusal> {
  const parsed = parseSignedData(octets)
  return parsed.ok ? withSection(tokenOf(octets, parsed.value), TSP_SECTIONS) : parsed
}

function tokenOf(octets: Uint8Array, signedData: SignedData): Result<TimeStampToken, TspRefusal> {
  const { contentType, content: infoDer, signers } = signedData
  const offset = signedData.encoded.eContentType.byteOffset - octets.byteOffset
  if (contentType !== CMS_OID.tstInfo)
    return refuse('tsp-content-type-other', { field: 'eContentType', offset, oid: contentType })
  if (infoDer === undefined) return refuse('tsp-content-absent', { field: 'eContent', offset })
  // RFC 3161 §2.4.2: "The time-stamp token MUST NOT contain any signatures other than the signature
  // of the TSA."
  const [signer] = signers
  if (signer === undefined || signers.length > 1)
    return refuse('tsp-signers-not-one', { field: 'signerInfos', offset, count: signers.length })
  const info = parseTstInfo(infoDer)
  return info.ok ? ok({ signedData, signer, info: info.value, infoDer }) : info
}
