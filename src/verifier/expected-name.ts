import type { ExpectedName } from '#va/path/path-request.ts'
import { parseIpAddress } from './ip-address.ts'

/**
 * The name that a relying party expects in the certificate: of one kind by its member, or a text
 * whose form tells the kind: an IP address literal, a mail address by its `@`, else a DNS name.
 */
export type ExpectedNameQuestion =
  | string
  | { readonly dns: string }
  | { readonly ip: string }
  | { readonly email: string }

/** The expected name; `undefined` where it is empty, or an address that is none. */
export function readExpectedName(question: ExpectedNameQuestion): ExpectedName | undefined {
  if (typeof question === 'string') return ofText(question)
  if ('dns' in question) return nonEmpty(question.dns) && { kind: 'dns', name: question.dns }
  if ('email' in question)
    return nonEmpty(question.email) && { kind: 'email', address: question.email }
  const octets = parseIpAddress(question.ip)
  return octets && { kind: 'ip', octets }
}

function ofText(text: string): ExpectedName | undefined {
  const octets = parseIpAddress(text)
  if (octets !== undefined) return { kind: 'ip', octets }
  if (text.includes('@')) return { kind: 'email', address: text }
  return nonEmpty(text) && { kind: 'dns', name: text }
}

/** `undefined` stops the `&&` chains above. */
function nonEmpty(text: string): true | undefined {
  return text === '' ? undefined : true
}
