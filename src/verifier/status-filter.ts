import { parseSignedData } from '#codec/cms/signed-data.ts'
import { FilterStates, type SerialState } from '#codec/status-filter/filter-states.ts'
import { FILTER_OID } from '#codec/status-filter/oids.ts'
import { type ParsedStatusFilter, parseStatusFilter } from '#codec/status-filter/parse-filter.ts'
import type { Certificate } from '#codec/x509/certificate.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { RefusalText } from '#kernel/refusal-text.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { SignatureTrust } from '#signing/ports.ts'
import { verifySignatures } from '#signing/verify-signatures.ts'
import { type AlgorithmPolicy, judgeAlgorithm, judgeDigest } from '#va/algorithm-policy.ts'
import { DEFAULT_PATH_BUDGET } from '#va/path/path-budget.ts'
import type { PathRefusal } from '#va/path/path-refusal.ts'
import { verifyPath } from '#va/path/verify-path.ts'
import { type Algorithms, policyOf } from './algorithms.ts'
import { type Encoded, firstOctetsOf } from './encoded.ts'
import { VerifierInputError } from './input-error.ts'
import { verdictText } from './messages.ts'
import type { StatusFilterCode, StatusFilterRefusalCode } from './status-filter-code.ts'
import { readCertificate } from './supplied-objects.ts'
import { momentOf } from './time-values.ts'

/** A nation's status in a file, to be opened. */
export interface StatusFilterQuestion {
  /** The complete filter and every delta after it, in order: CMS as published, or their PEM. */
  readonly filters: readonly Encoded[]
  /** The certificates of the authority, every key generation that is pinned. */
  readonly trustAnchors: readonly Encoded[]
  /** The moment at which the newest filter must count. */
  readonly time: Date
  /** `default` where absent. */
  readonly algorithms?: Algorithms | undefined
}

/** An open filter, or why there is none. */
export type StatusFilterOpening =
  | { readonly verdict: 'valid'; readonly filter: StatusFilter }
  | {
      readonly verdict: 'invalid'
      readonly code: StatusFilterRefusalCode
      readonly message: RefusalText
      /** Which of `filters` it is about, from 0. */
      readonly at: number
    }

/** What a filter says of one certificate. */
export interface StatusFilterVerdict {
  /**
   * `unknown`: never completed, or ended before the filter; `unusable`: not this filter's to say.
   */
  readonly status: 'good' | 'revoked' | 'unknown' | 'unusable'
  readonly code: StatusFilterCode
  readonly message: RefusalText
}

/**
 * Opens a status filter (docs/status-filter.md): nobody learns which certificate is asked about.
 * The newest filter's signature is verified under the authority's certificates at `time`; the
 * filters before it are those that it names by their digests. Throws `VerifierInputError` for a
 * question that no types would allow.
 */
export async function openStatusFilter(
  question: StatusFilterQuestion,
): Promise<StatusFilterOpening> {
  const time = momentOf('time', question.time)
  const policy = policyOf(question.algorithms ?? 'default')
  const anchors = question.trustAnchors.map((encoded) => anchorOf(encoded))
  const newest = question.filters.length - 1
  if (newest < 0) throw new VerifierInputError('filters', 'at least the complete filter')
  const parsed: ParsedStatusFilter[] = []
  for (const [i, encoded] of question.filters.entries()) {
    const signed = firstOctetsOf('cms', encoded)
    const content = await contentOf(signed.ok ? signed.value : new Uint8Array(), i === newest, {
      anchors,
      policy,
      time,
    })
    const filter = content.ok ? parseStatusFilter(content.value) : content
    if (!filter.ok) return invalid(filter.refusal, i, filter.detail)
    parsed.push(filter.value)
  }
  const [complete, ...deltas] = parsed
  const states = complete && FilterStates.open(complete, deltas)
  if (states === undefined || !states.ok)
    return invalid(states?.refusal ?? 'filter-not-complete', 0)
  return { verdict: 'valid', filter: new StatusFilter(states.value, anchors) }
}

/** An open status filter. Cheap to ask: a few kilobytes are decoded for one certificate. */
export class StatusFilter {
  readonly #states: FilterStates
  readonly #anchors: readonly Certificate[]

  /** Made by `openStatusFilter` alone. */
  constructor(states: FilterStates, anchors: readonly Certificate[]) {
    this.#states = states
    this.#anchors = anchors
  }

  /** The number of the newest filter taken in. */
  get number(): number {
    return this.#states.newest.number
  }

  /** The states are those of this moment or later. */
  get thisUpdate(): Date {
    return new Date(this.#states.newest.thisUpdate)
  }

  /** When the next delta is out at the latest. */
  get nextUpdate(): Date {
    return new Date(this.#states.newest.nextUpdate)
  }

  /**
   * What the filter says of a certificate at a moment. Its signature is not looked at: that is the
   * path's. A revoked certificate stays revoked however old the filter; good it is only until
   * `nextUpdate`.
   */
  statusOf(certificate: Encoded, time: Date): StatusFilterVerdict {
    const at = momentOf('time', time)
    const read = readCertificate(certificate)
    if (!read.ok) return verdict('unusable', 'certificate-malformed')
    const issuer = this.#issuerOf(read.value)
    if (issuer === undefined) return verdict('unusable', 'filter-issuer-other')
    const said = this.#saidOf(read.value, issuer)
    if (said?.state === 'revoked') return verdict('revoked', 'revoked')
    const { thisUpdate, nextUpdate } = this.#states.newest
    if (at < thisUpdate) return verdict('unusable', 'filter-not-yet-valid')
    if (at > nextUpdate) return verdict('unusable', 'filter-stale')
    return said?.state === 'good' ? verdict('good', 'good') : verdict('unknown', 'status-unknown')
  }

  #issuerOf({ issuer, extensions }: Certificate): Certificate | undefined {
    const keyId = extensions.authorityKeyIdentifier?.keyIdentifier
    return this.#anchors.find(
      (anchor) =>
        equalBytes(anchor.subject.der, issuer.der) &&
        keyId !== undefined &&
        equalBytes(subjectKeyIdentifier(anchor.spkiDer), keyId),
    )
  }

  /** One that another generation issued is a stranger's: its number alone says nothing. */
  #saidOf({ serialHex }: Certificate, issuer: Certificate): SerialState | undefined {
    const serial = BigInt(`0x${serialHex}`)
    if (serial > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
    const said = this.#states.stateOf(Number(serial))
    const keyId = subjectKeyIdentifier(issuer.spkiDer)
    return said !== undefined && equalBytes(said.generation.keyId, keyId) ? said : undefined
  }
}

function anchorOf(encoded: Encoded): Certificate {
  const read = readCertificate(encoded)
  if (!read.ok) throw new VerifierInputError('trustAnchors', 'certificates of the authority')
  return read.value
}

interface FilterTrust {
  readonly anchors: readonly Certificate[]
  readonly policy: AlgorithmPolicy
  readonly time: Instant
}

/** The content of a signed filter; only the newest one's signature is asked for. */
async function contentOf(
  cmsDer: Uint8Array,
  isNewest: boolean,
  trust: FilterTrust,
): Promise<Result<Uint8Array, StatusFilterRefusalCode>> {
  const signed = parseSignedData(cmsDer)
  if (!signed.ok) return refuse('cms-malformed')
  if (signed.value.contentType !== FILTER_OID.contentType)
    return refuse('filter-content-type-other')
  if (!isNewest)
    return signed.value.content === undefined ? refuse('content-missing') : ok(signed.value.content)
  const document = { cmsDer, detachedContent: undefined, at: trust.time, profile: 'cms' } as const
  const report = await verifySignatures(trustInFilterSigners(trust), document)
  if (report.code !== 'valid') return refuse(report.code)
  return report.content === undefined ? refuse('content-missing') : ok(report.content)
}

/** A signer counts only with a certificate for status filters, straight from the authority. */
function trustInFilterSigners({ anchors, policy }: FilterTrust): SignatureTrust<PathRefusal> {
  return {
    judgeAlgorithm: (scheme, key) => judgeAlgorithm(policy, scheme, key),
    judgeDigest: (digest) => judgeDigest(policy, digest),
    verifyPath: ({ leaf, at, now }) =>
      Promise.resolve(
        verifyPath({
          leaf,
          untrusted: [],
          anchors: anchors.map((certificate) => ({
            certificate,
            enforce: 'constraints-and-expiry',
          })),
          at,
          now,
          // Its key signed this one message and is no more: there is nothing to revoke.
          revocation: { mode: 'none', crls: [], ocspResponses: [], ageMaxMs: undefined },
          policies: {
            initialPolicySet: 'any',
            requireExplicitPolicy: false,
            inhibitPolicyMapping: false,
            inhibitAnyPolicy: false,
          },
          keyPurpose: FILTER_OID.keyPurpose,
          keyPurposeNamed: 'leaf',
          algorithms: policy,
          profile: 'rfc5280',
          budget: DEFAULT_PATH_BUDGET,
        }),
      ),
  }
}

function verdict(
  status: StatusFilterVerdict['status'],
  code: StatusFilterCode,
): StatusFilterVerdict {
  return { status, code, message: verdictText(code) }
}

function invalid(
  code: StatusFilterRefusalCode,
  at: number,
  detail: Readonly<Record<string, string | number>> = {},
): StatusFilterOpening {
  return { verdict: 'invalid', code, message: verdictText(code, detail), at }
}
