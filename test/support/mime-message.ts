import assert from 'node:assert/strict'
import { fromBase64, utf8 } from '#kernel/bytes.ts'

/** A signed e-mail message: the CMS in it, and what a detached one is over. */
export interface SignedMessage {
  readonly cmsDer: Uint8Array
  readonly detachedContent: Uint8Array | undefined
}

/**
 * Takes a message of the test suites apart: `multipart/signed` (RFC 1847 §2.1) of two parts, or one
 * body of `application/pkcs7-mime` (RFC 8551 §3.5.1). No more of MIME than those files use.
 */
export function readSignedMessage(text: string): SignedMessage {
  // RFC 8551 §3.1.1: what is signed is the canonical form, whose lines end in CR LF.
  const canonical = text.replaceAll(/\r?\n/g, '\r\n')
  const [headers, body] = splitHeaders(canonical)
  const boundary = /boundary="([^"]+)"/i.exec(headers)?.[1]
  if (boundary === undefined) return { cmsDer: octetsOf(body), detachedContent: undefined }
  const parts = `\r\n${body}`.split(`\r\n--${boundary}`)
  const [, signed, signature] = parts
  assert.ok(signed !== undefined && signature !== undefined, 'two parts')
  const [, base64] = splitHeaders(signature.replace(/^[ \t]*\r\n/, ''))
  return { cmsDer: octetsOf(base64), detachedContent: utf8(signed.replace(/^[ \t]*\r\n/, '')) }
}

function splitHeaders(entity: string): readonly [headers: string, body: string] {
  const end = entity.indexOf('\r\n\r\n')
  assert.ok(end >= 0, 'an empty line after the headers')
  return [entity.slice(0, end), entity.slice(end + 4)]
}

function octetsOf(base64: string): Uint8Array {
  const octets = fromBase64(base64)
  assert.ok(octets !== undefined, 'base64')
  return octets
}
