import { decodePem } from '#codec/pem.ts'
import { type Certificate, parseCertificate } from '#codec/x509/certificate.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'

/**
 * Who may ask for status where that is restricted: 署名検証者 and 利用者証明検証者 (公的個人認証法 §17,
 * §36), each known by the certificates it registered.
 */
export interface RelyingParty {
  /** What the journal calls it: 1 to 64 of `a-z 0-9 . -`. */
  readonly id: string
  /** The certificates it signs its requests with, or opens its connections with. */
  readonly certificates: readonly Certificate[]
}

/** Why a register of relying parties is not read: `at` says where. */
export type RelyingPartiesRefusal = 'relying-parties-malformed'

const FORMAT = 'shomei-relying-parties/1'
/** Characters of a register. */
const CHARACTERS_MAX = 16_777_216
/** Relying parties of one register. */
const PARTIES_MAX = 10_000
/** Certificates of one relying party: the present one and the next. */
const CERTIFICATES_MAX = 8

/** Ends the reading; says where. */
class RegisterError extends Error {}

/**
 * Reads a register of relying parties: `{"format": "shomei-relying-parties/1", "relyingParties":
 * [{"id", "certificates": [PEM]}]}`. Two entries of one id, or one certificate of two, are refused.
 */
export function parseRelyingParties(
  text: string,
): Result<readonly RelyingParty[], RelyingPartiesRefusal> {
  try {
    return ok(readRegister(text))
  } catch (error) {
    if (error instanceof RegisterError)
      return refuse('relying-parties-malformed', { at: error.message })
    throw error
  }
}

function readRegister(text: string): readonly RelyingParty[] {
  if (text.length > CHARACTERS_MAX) throw new RegisterError('length')
  const register = membersOf(parsed(text), '$')
  if (register['format'] !== FORMAT) throw new RegisterError('$.format')
  const parties = listOf(register['relyingParties'], '$.relyingParties', PARTIES_MAX).map(readParty)
  const ids = parties.map(({ id }) => id)
  const keys = parties.flatMap(({ certificates }) =>
    certificates.map(({ der }) => Buffer.from(der).toString('base64')),
  )
  if (new Set(ids).size < ids.length) throw new RegisterError('$.relyingParties[].id')
  if (new Set(keys).size < keys.length) throw new RegisterError('$.relyingParties[].certificates')
  return parties
}

function readParty(value: unknown, i: number): RelyingParty {
  const at = `$.relyingParties[${i}]`
  const { id, certificates } = membersOf(value, at)
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9.-]{0,63}$/.test(id))
    throw new RegisterError(`${at}.id`)
  const read = listOf(certificates, `${at}.certificates`, CERTIFICATES_MAX).map((pem, place) => {
    const der = typeof pem === 'string' ? decodePem('CERTIFICATE', pem) : undefined
    const certificate = der?.ok === true ? parseCertificate(der.value) : undefined
    if (certificate?.ok !== true) throw new RegisterError(`${at}.certificates[${place}]`)
    return certificate.value
  })
  return { id, certificates: read }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RegisterError('$')
  }
}

function membersOf(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RegisterError(at)
  return { ...value }
}

function listOf(value: unknown, at: string, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most)
    throw new RegisterError(at)
  return value
}
