import { scopeOfWord } from '#ca/crl/scope.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { CrlPath } from './crl-route.ts'

/** What a path of the status service asks for. */
export type StatusPath =
  | {
      readonly what: 'ocsp'
      readonly authority: CertificateKind
      /** The base64 of a GET, still percent-encoded; empty where the request is in the body. */
      readonly encodedRequest: string
    }
  | CrlPath
  | {
      readonly what: 'filter'
      readonly authority: CertificateKind
      /** One filter; `undefined` asks which there are. */
      readonly number: number | undefined
    }
  | {
      readonly what: 'authority-certificate'
      readonly authority: CertificateKind
      readonly generation: number
    }

/**
 * Whether a request target belongs to the status service, so that a server knows whom to hand it
 * to.
 */
export function isStatusPath(target: string): boolean {
  return /^\/(?:ocsp|crl|authority|filter)\//.test(target)
}

/**
 * Reads the path of a request target; `undefined` for any that is not served. A query is ignored.
 */
export function parseStatusPath(target: string): StatusPath | undefined {
  const [path = ''] = target.split('?', 1)
  const [root, what = '', authorityText, ...rest] = path.split('/')
  const authority = CERTIFICATE_KINDS.find((kind) => kind === authorityText)
  if (root !== '' || authority === undefined) return undefined
  switch (what) {
    case 'ocsp':
      // RFC 6960 A.1 leaves base64 as it is but for percent-encoding: its own `/` splits the path.
      return { what: 'ocsp', authority, encodedRequest: rest.join('/') }
    case 'crl':
      return parseCrlPath(authority, rest)
    case 'authority':
      return parseCertificatePath(authority, rest)
    case 'filter':
      return parseFilterPath(authority, rest)
    default:
      return undefined
  }
}

function parseCrlPath(authority: CertificateKind, rest: readonly string[]): CrlPath | undefined {
  const match = /^(?:(\d{1,3})\/)?([a-z0-9]{1,16})(\.delta)?\.crl$/.exec(rest.join('/'))
  const scope = scopeOfWord(match?.[2] ?? '')
  if (scope === undefined) return undefined
  const form = match?.[3] === undefined ? 'complete' : 'delta'
  const generation = match?.[1] === undefined ? undefined : Number(match[1])
  return { what: 'crl', authority, scope, form, generation }
}

function parseFilterPath(
  authority: CertificateKind,
  rest: readonly string[],
): StatusPath | undefined {
  const name = rest.join('/')
  if (name === 'index.json') return { what: 'filter', authority, number: undefined }
  const number = /^([1-9]\d{0,14})\.p7m$/.exec(name)?.[1]
  return number === undefined ? undefined : { what: 'filter', authority, number: Number(number) }
}

function parseCertificatePath(
  authority: CertificateKind,
  rest: readonly string[],
): StatusPath | undefined {
  const generation = /^(\d{1,3})\.cer$/.exec(rest.join('/'))?.[1]
  if (generation === undefined) return undefined
  return { what: 'authority-certificate', authority, generation: Number(generation) }
}
