import { OID } from '#codec/x509/oids.ts'

/** The purposes that have a name (RFC 5280 §4.2.1.12); `any` asks for none. */
export const KEY_PURPOSES = {
  any: undefined,
  serverAuth: OID.serverAuth,
  clientAuth: OID.clientAuth,
  codeSigning: OID.codeSigning,
  emailProtection: OID.emailProtection,
  timeStamping: OID.timeStamping,
  OCSPSigning: OID.ocspSigning,
} as const

/** A purpose by its name in RFC 5280, or any other by its dotted identifier. */
export type KeyPurpose = keyof typeof KEY_PURPOSES | `${number}.${string}`

const DOTTED = /^[0-2](?:\.(?:0|[1-9][0-9]{0,38})){1,60}$/

/** Whether a text is an object identifier in dotted form. */
export function isDotted(text: string): boolean {
  return DOTTED.test(text)
}

/** What a text asks for: the identifier of a purpose, or none. */
export interface AskedPurpose {
  readonly oid: string | undefined
}

/**
 * The purpose that a text names; `any` and anyExtendedKeyUsage itself ask for none. `undefined` is
 * a text that names no purpose.
 */
export function askedPurpose(text: string): AskedPurpose | undefined {
  if (Object.hasOwn(KEY_PURPOSES, text)) {
    const named = new Map<string, string | undefined>(Object.entries(KEY_PURPOSES))
    return { oid: named.get(text) }
  }
  if (!isDotted(text)) return undefined
  return { oid: text === OID.anyExtendedKeyUsage ? undefined : text }
}
