/**
 * The octets of an IP address literal: four of an IPv4 address in dotted decimal, sixteen of an
 * IPv6 address (RFC 4291 §2.2, without brackets or zone); `undefined` for anything else.
 */
export function parseIpAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

/**
 * The text of an address of four or sixteen octets, IPv6 as RFC 5952 writes it; else `undefined`.
 */
export function formatIpAddress(octets: Uint8Array): string | undefined {
  if (octets.length === 4) return octets.join('.')
  if (octets.length !== 16) return undefined
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((octets[2 * index] ?? 0) << 8) | (octets[2 * index + 1] ?? 0)).toString(16),
  )
  const [longest = ''] = [...groups.join(':').matchAll(/(?:^|(?<=:))0(?::0)+(?![0-9a-f])/g)]
    .map(([zeros]) => zeros)
    .sort((a, b) => b.length - a.length)
  if (longest === '') return groups.join(':')
  const joined = `:${groups.join(':')}:`.replace(`:${longest}:`, '::')
  return joined.replace(/^:(?!:)/, '').replace(/(?<!:):$/, '')
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  // A leading zero is refused: some read it as octal.
  const octets = parts.map((part) => (/^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256))
  return octets.every((octet) => octet <= 255) ? Uint8Array.from(octets) : undefined
}

function parseIpv6(text: string): Uint8Array | undefined {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  // The dotted form stands only at the very end (RFC 4291 §2.2).
  const before = octetsOfGroups(head, tail === undefined)
  const after = octetsOfGroups(tail ?? '', true)
  if (before === undefined || after === undefined) return undefined
  const missing = 16 - before.length - after.length
  // "::" stands for at least one group of zeros (RFC 5952 §4.2.2 only shortens what may be
  // shortened).
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  return Uint8Array.from([...before, ...new Uint8Array(missing), ...after])
}

function octetsOfGroups(text: string, isEnd: boolean): readonly number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const octets: number[] = []
  for (const [index, group] of groups.entries()) {
    const isLast = isEnd && index === groups.length - 1
    const ipv4 = isLast && group.includes('.') ? parseIpv4(group) : undefined
    if (ipv4 !== undefined) octets.push(...ipv4)
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16)
      octets.push(value >> 8, value & 0xff)
    } else return undefined
  }
  return octets
}
