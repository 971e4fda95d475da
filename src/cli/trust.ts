import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { AuthorityGeneration } from '#ca/contract.ts'
import { NONCE_OCTETS } from '#codec/ocsp/nonce.ts'
import { decodePemBlocks } from '#codec/pem.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { toHex } from '#kernel/bytes.ts'
import { type Instant, instant, parseInstant } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { VerificationReport, VerifyRefusal } from '#va/contract.ts'
import { pinAuthority, type PinnedAuthority } from '#va/pinned-authority.ts'
import { verifyCertificate } from '#va/verify-certificate.ts'
import type { OcspEvidence } from '#va/verify-request.ts'
import { type Invocation, type OptionSpec, UsageError } from './command.ts'
import type { SystemDescription } from './ports.ts'
import { askStatus } from './status-query.ts'

/** Whom a command trusts, and whom it asks for status. */
export interface Trust {
  /** Pinned outside the card: a CA certificate read from a card proves nothing. */
  readonly anchors: readonly AuthorityGeneration[]
  readonly policyOids: Readonly<Record<CertificateKind, string>>
  /** `undefined` only where `--no-status` waives the question. */
  readonly statusUrl: string | undefined
  /** The moment the verification is about. */
  readonly at: Instant
  /** The present moment, by which a status answer is fresh or stale. */
  readonly now: Instant
}

/** The options of every command that verifies. */
export const TRUST_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  data: {
    value: 'DIR',
    ja: '動いているシステムのデータフォルダー',
    en: 'data folder of the running system',
  },
  anchors: {
    value: 'FILE',
    ja: '信頼する認証局の PEM(省くと動いているシステムのもの)',
    en: 'PEM of the trusted authorities (default: those of the running system)',
  },
  policy: {
    value: 'OID',
    ja: '--anchors のときの証明書ポリシー',
    en: 'certificate policy, with --anchors',
  },
  status: {
    value: 'URL',
    ja: '--anchors のときの OCSP の入口',
    en: 'status service, with --anchors',
  },
  'no-status': {
    ja: '失効を確かめない(報告に残ります)',
    en: 'do not ask for status; the report says so',
  },
  at: { value: 'TIME', ja: 'この時点について検証する', en: 'verify as of this moment' },
}

/** The trust that the options name: a PEM file, or the running system. */
export async function trustOf(
  invocation: Invocation,
  kind: CertificateKind,
): Promise<Result<Trust, string>> {
  const file = invocation.option('anchors')
  const trust =
    file === undefined ? await runningTrust(invocation) : ok(pinnedTrust(invocation, file, kind))
  if (!trust.ok) return trust
  const statusUrl = invocation.flag('no-status') ? undefined : trust.value.statusUrl
  if (statusUrl === undefined && !invocation.flag('no-status')) {
    throw new UsageError(
      '--status URL か --no-status が要ります / give --status URL or --no-status',
    )
  }
  return ok({ ...trust.value, statusUrl, at: momentOf(invocation) ?? trust.value.now })
}

/** Verifies one certificate against `trust`, asking the status service as it says. */
export async function verifyUnder(
  trust: Trust,
  kind: CertificateKind,
  certificateDer: Uint8Array,
): Promise<VerificationReport<VerifyRefusal>> {
  const answer = await statusAnswer(trust, kind, certificateDer)
  return await verifyByAnswer(trust, kind, certificateDer, answer)
}

/**
 * The status service's answer about one certificate; `undefined` where it was not to be asked, or
 * none came.
 */
export async function statusAnswer(
  { statusUrl, anchors }: Trust,
  kind: CertificateKind,
  certificateDer: Uint8Array,
): Promise<OcspEvidence | undefined> {
  if (statusUrl === undefined) return undefined
  const nonce = new Uint8Array(randomBytes(NONCE_OCTETS))
  const responseDer = await askStatus({ statusUrl, kind, anchors, certificateDer, nonce })
  return responseDer === undefined ? undefined : { responseDer, nonce }
}

/**
 * Verifies one certificate against `trust` by an answer that was fetched; waived only where `trust`
 * waives it.
 */
export async function verifyByAnswer(
  { policyOids, at, now, statusUrl, anchors }: Trust,
  kind: CertificateKind,
  certificateDer: Uint8Array,
  answer: OcspEvidence | undefined,
): Promise<VerificationReport<VerifyRefusal>> {
  const ocspResponses = answer === undefined ? [] : [answer]
  return await verifyCertificate({
    unverifiedCertificateDer: certificateDer,
    kind,
    anchors: pinned(anchors),
    policyOids,
    at,
    now,
    status: statusUrl === undefined ? { policy: 'none' } : { policy: 'require', ocspResponses },
  })
}

/**
 * An authority's certificate that cannot be used is left out: what it issued is then of an unknown
 * issuer.
 */
function pinned(authorities: readonly AuthorityGeneration[]): readonly PinnedAuthority[] {
  return authorities.flatMap(({ authority, certificateDer }) => {
    const anchor = pinAuthority(authority, certificateDer)
    return anchor.ok ? [anchor.value] : []
  })
}

/** Trust in a running system's own authorities and status service, for its present moment. */
export function trustOfSystem(description: SystemDescription): Trust {
  const { authorities, policyOids, statusUrl, now } = description
  return { anchors: authorities, policyOids, statusUrl, now, at: now }
}

async function runningTrust(invocation: Invocation): Promise<Result<Omit<Trust, 'at'>, string>> {
  const system = await invocation.ports.connect(invocation.option('data'))
  return system.ok ? ok(trustOfSystem(await system.value.describe())) : system
}

function pinnedTrust(
  invocation: Invocation,
  file: string,
  kind: CertificateKind,
): Omit<Trust, 'at'> {
  const policy = invocation.option('policy')
  if (policy === undefined) {
    throw new UsageError('--anchors には --policy OID が要ります / --anchors needs --policy OID')
  }
  return {
    anchors: anchorsIn(file, kind),
    policyOids: { signature: policy, 'user-authentication': policy },
    statusUrl: invocation.option('status'),
    now: instant(Date.now()),
  }
}

function anchorsIn(file: string, authority: CertificateKind): readonly AuthorityGeneration[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`${file} を読めません / cannot read ${file}`)
  }
  const blocks = decodePemBlocks('CERTIFICATE', text)
  if (!blocks.ok)
    throw new UsageError(`${file}: 証明書の PEM ではありません / not PEM certificates`)
  return blocks.value.map((certificateDer, index) => {
    const parsed = parseCertificate(certificateDer)
    if (!parsed.ok) throw new UsageError(`${file}: ${index + 1}: ${parsed.refusal}`)
    const keyIdHex = toHex(subjectKeyIdentifier(parsed.value.spkiDer))
    return { authority, generation: index + 1, certificateDer, keyIdHex }
  })
}

function momentOf(invocation: Invocation): Instant | undefined {
  const text = invocation.option('at')
  if (text === undefined) return undefined
  const at = parseInstant(text)
  if (at === undefined) throw new UsageError(`時刻ではありません / not a moment: ${text}`)
  return at
}
