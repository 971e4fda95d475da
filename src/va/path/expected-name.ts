import type { Certificate } from '#codec/x509/certificate.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { OID } from '#codec/x509/oids.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { asciiLowerCase, looksLikeAddress, preferredName } from './host-name.ts'
import type { ExpectedName } from './path-request.ts'

/**
 * Whether a certificate is for the name that the relying party expects. Only subjectAltName counts:
 * RFC 9525 §1 no longer reads the subject's common name, and RFC 5280 §4.1.2.6 makes it legacy for
 * mailboxes.
 */
export function isNamed({ extensions }: Certificate, expected: ExpectedName): boolean {
  const names = extensions.subjectAltName ?? []
  switch (expected.kind) {
    case 'dns': {
      const host = referenceHost(expected.name)
      return host !== undefined && names.some((name) => isHost(name, host))
    }
    case 'ip':
      // RFC 9525 §6.5: "a match occurs if the octets are identical".
      return names.some(
        (name) => name.kind === 'iPAddress' && equalBytes(name.octets, expected.octets),
      )
    case 'email':
      return names.some((name) => isMailbox(name, expected.address))
  }
}

/**
 * The reference identifier without the dot of the root (RFC 9525 §6.1), which names the same host.
 */
function referenceHost(name: string): string | undefined {
  const host = preferredName(name.endsWith('.') ? name.slice(0, -1) : name)
  // An address is compared as an address, never as a name (RFC 9525 §6.2).
  return host === undefined || looksLikeAddress(host) ? undefined : host
}

/**
 * RFC 9525 §6.3: labels compare without regard to case; a wildcard is the whole left-most label,
 * stands for exactly one label, and is followed by another name.
 */
function isHost(name: GeneralName, host: string): boolean {
  if (name.kind !== 'dNSName') return false
  if (!name.text.startsWith('*.')) return preferredName(name.text) === host
  const dot = host.indexOf('.')
  return dot > 0 && preferredName(name.text.slice(2)) === host.slice(dot + 1)
}

/** RFC 5280 §7.5: the local part compares exactly, the host without regard to case. */
function isMailbox(name: GeneralName, address: string): boolean {
  if (name.kind === 'rfc822Name') return canonicalMailbox(name.text) === canonicalMailbox(address)
  // RFC 9598 §3: a mailbox with a local part beyond ASCII.
  const isInternational = name.kind === 'otherName' && name.oid === OID.smtpUtf8Mailbox
  if (!isInternational || name.text === undefined) return false
  return canonicalMailbox(name.text) === canonicalMailbox(address)
}

function canonicalMailbox(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at + 1)}${asciiLowerCase(address.slice(at + 1))}`
}
