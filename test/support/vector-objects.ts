import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VECTORS_ROOT } from './vectors.ts'

/** One certificate or CRL of a suite of others. */
export interface VectorObject {
  /** Suite and file or case. */
  readonly from: string
  readonly octets: Uint8Array
}

/** Every certificate of the suites that lie at hand, each once. */
export function vectorCertificates(): readonly VectorObject[] {
  return each([
    ...files('pkits/certs', '.crt', asDer),
    ...files('rfc4134', '.cer', asDer),
    ...files('jpki-ca', '.pem', inPem(['CERTIFICATE'])),
    ...boringssl(['CERTIFICATE', 'CA CERTIFICATE', 'CA CERTIFICATE 2']),
    ...limbo('CERTIFICATE', ({ trusted_certs, untrusted_intermediates, peer_certificate }) => [
      ...trusted_certs,
      ...untrusted_intermediates,
      peer_certificate,
    ]),
    ...bettertls(),
  ])
}

/** Every CRL of the suites that lie at hand, each once. */
export function vectorCrls(): readonly VectorObject[] {
  return each([
    ...files('pkits/crls', '.crl', asDer),
    ...files('rfc4134', '.crl', asDer),
    ...boringssl(['CRL', 'X509 CRL']),
    ...limbo('X509 CRL', ({ crls }) => crls),
  ])
}

type Take = (content: Buffer) => readonly Uint8Array[]

const asDer: Take = (content) => [new Uint8Array(content)]

/** The blocks of the given labels, read without the PEM reader under test. */
function inPem(labels: readonly string[]): Take {
  return (content) =>
    labels.flatMap((label) => {
      const block = new RegExp(`-----BEGIN ${label}-----([^-]*)-----END ${label}-----`, 'g')
      return [...content.toString('latin1').matchAll(block)].map(
        ([, base64 = '']) => new Uint8Array(Buffer.from(base64, 'base64')),
      )
    })
}

function files(folder: string, ending: string, take: Take): readonly VectorObject[] {
  const root = join(VECTORS_ROOT, folder)
  if (!existsSync(root)) return []
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .flatMap((name) =>
      take(readFileSync(join(root, name))).map((octets) => ({ from: `${folder}/${name}`, octets })),
    )
}

function boringssl(labels: readonly string[]): readonly VectorObject[] {
  return ['chains', 'crl', 'ocsp'].flatMap((kind) =>
    files(`boringssl-pki/${kind}`, '.pem', inPem(labels)),
  )
}

interface LimboCase {
  readonly id: string
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly crls: readonly string[]
}

function limbo(
  label: string,
  pick: (one: LimboCase) => readonly string[],
): readonly VectorObject[] {
  const file = join(VECTORS_ROOT, 'x509-limbo/limbo.json')
  if (!existsSync(file)) return []
  const { testcases } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly testcases: readonly LimboCase[]
  }
  return testcases.flatMap((one) =>
    inPem([label])(Buffer.from(pick(one).join('\n'))).map((octets) => ({
      from: `x509-limbo/${one.id}`,
      octets,
    })),
  )
}

function bettertls(): readonly VectorObject[] {
  const file = join(VECTORS_ROOT, 'bettertls/bettertls.json')
  if (!existsSync(file)) return []
  const found: VectorObject[] = []
  JSON.parse(readFileSync(file, 'utf8'), function (this: { readonly id?: unknown }, key, value) {
    if (key !== 'certificates' || !Array.isArray(value)) return value as unknown
    for (const base64 of value as readonly string[])
      found.push({
        from: `bettertls/${String(this.id)}`,
        octets: new Uint8Array(Buffer.from(base64, 'base64')),
      })
    return value as unknown
  })
  return found
}

/** The first of each encoding. */
function each(objects: readonly VectorObject[]): readonly VectorObject[] {
  const seen = new Map<string, VectorObject>()
  for (const object of objects) {
    const key = Buffer.from(object.octets).toString('latin1')
    if (!seen.has(key)) seen.set(key, object)
  }
  return [...seen.values()]
}
