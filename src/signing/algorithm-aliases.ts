/**
 * The name of ours for a signature algorithm as Java (Java Security Standard Algorithm Names, and
 * Bouncy Castle for RSASSA-PSS) or OpenSSL (`openssl list -signature-algorithms`, object names) has
 * it, letter by letter; `undefined` for any other text. `RSASSA-PSS` alone names no algorithm: its
 * parameters are missing.
 */
export function ownAlgorithmName(text: string): string | undefined {
  return ALIASES.get(text)
}

/** Every name that `ownAlgorithmName` knows. */
export function algorithmAliases(): readonly string[] {
  return [...ALIASES.keys()]
}

const SHA3 = ['SHA3-224', 'SHA3-256', 'SHA3-384', 'SHA3-512'] as const
const SHA = ['SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512', ...SHA3] as const
const DSA = ['SHA1', 'SHA224', 'SHA256'] as const

/** Octets of the salt that `…withRSAandMGF1` means: as many as the hash has. */
const SALT_OCTETS = { SHA1: 20, SHA224: 28, SHA256: 32, SHA384: 48, SHA512: 64 } as const

const ALIASES: ReadonlyMap<string, string> = new Map<string, string>([
  ...(['MD5', ...SHA] as const).flatMap((hash): [string, string][] => {
    const own = `${hash.toLowerCase()}WithRSAEncryption`
    return [
      [`${hash}withRSA`, own],
      [`RSA-${hash}`, own],
    ]
  }),
  ...Object.entries(SALT_OCTETS).map(([hash, octets]): [string, string] => {
    const digest = hash.toLowerCase()
    return [`${hash}withRSAandMGF1`, `rsassaPss-${digest}-mgf1${digest}-${octets}`]
  }),
  ...SHA.flatMap((hash): [string, string][] => [
    [`${hash}withECDSA`, `ecdsa-with-${hash}`],
    [`${hash}withECDSAinP1363Format`, `ecdsa-with-${hash}-p1363`],
  ]),
  ...DSA.flatMap((hash): [string, string][] => [
    [`${hash}withDSA`, `dsa-with-${hash.toLowerCase()}`],
    [hash === 'SHA1' ? 'dsaWithSHA1' : `dsa_with_${hash}`, `dsa-with-${hash.toLowerCase()}`],
  ]),
  ['ED25519', 'ed25519'],
  ['ED448', 'ed448'],
  ['HmacSHA256', 'hmacWithSHA256'],
])
