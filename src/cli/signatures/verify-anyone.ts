import { parseCertificate } from '#codec/x509/certificate.ts'
import { fromUtf8 } from '#kernel/bytes.ts'
import { type Instant, instant, parseInstant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { SignaturesReport } from '#signing/contract.ts'
import { verifySignatures } from '#signing/verify-signatures.ts'
import type { PathRefusal } from '#va/path/path-refusal.ts'
import type { TrustAnchor } from '#va/path/path-request.ts'
import { type Algorithms, policyOf } from '#verifier/algorithms.ts'
import { octetsOf } from '#verifier/encoded.ts'
import { trustByPath } from '#verifier/signature-trust.ts'
import { type Invocation, onlyWord, type OptionSpec, type Shown, UsageError } from '../command.ts'
import { readAll, readObject } from '../object-file.ts'
import { writeOutput } from '../output-file.ts'
import { signaturesJson } from './signatures-json.ts'
import { signaturesText } from './signatures-text.ts'

/** The options of a verification under anchors that the caller names. */
export const ANYONE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  revocation: {
    value: 'MODE',
    ja: '失効の確かめ方: require、crl、ocsp、none(省くと require)。--policy のない --anchors のとき',
    en: 'require (default), crl, ocsp or none; with --anchors and without --policy',
  },
  algorithms: {
    value: 'SET',
    ja: '認める方式: default、legacy(省くと default)。--policy のない --anchors のとき',
    en: 'default or legacy (old signatures); with --anchors and without --policy',
  },
  profile: {
    value: 'PROFILE',
    ja: '証明書の形: rfc5280、path-only(省くと rfc5280)。--policy のない --anchors のとき',
    en: 'rfc5280 (default) or path-only; with --anchors and without --policy',
  },
}

/**
 * Verifies anyone's signatures (CMS, CAdES) under the certificates of `anchorsFile`: what came with
 * the signature is all that helps, nothing is fetched. Without a file nobody is trusted, and the
 * report still says whether document and signatures agree.
 */
export async function verifyAnyone(
  invocation: Invocation,
  anchorsFile: string | undefined,
): Promise<Result<Shown, string>> {
  const file = onlyWord(invocation)
  const now = instant(Date.now())
  const contentFile = invocation.option('content')
  const trust = trustByPath({
    anchors: anchorsFile === undefined ? [] : anchorsIn(anchorsFile),
    revocation: revocationOf(invocation),
    algorithms: policyOf(algorithmsOf(invocation)),
    profile: profileOf(invocation),
  })
  const report = await verifySignatures(trust, {
    cmsDer: readObject(file, 'cms'),
    detachedContent: contentFile === undefined ? undefined : readAll(contentFile),
    at: momentOf(invocation) ?? now,
    now,
    profile: 'cms',
  })
  const out = invocation.option('out')
  if (out !== undefined && report.content !== undefined) writeOutput(out, report.content)
  return ok(shown(invocation, file, report))
}

function shown(invocation: Invocation, file: string, report: SignaturesReport<PathRefusal>): Shown {
  const json = { file, ...signaturesJson(report) }
  const text = signaturesText(report, invocation.terminal)
  // JSON is for programs: a verdict was reached, whichever it is. People and shells get its exit.
  if (invocation.flag('json') || report.code === 'valid') return { json, text }
  return { json, text, refused: refuse(report.code, { file }) }
}

function anchorsIn(file: string): readonly TrustAnchor[] {
  const bytes = readAll(file)
  const text = fromUtf8(bytes)
  const objects = octetsOf('certificate', text?.includes('-----BEGIN') === true ? text : bytes)
  if (!objects.ok)
    throw new UsageError(`${file}: 証明書の PEM ではありません / not PEM certificates`)
  return objects.value.map((certificateDer, index) => {
    const parsed = parseCertificate(certificateDer)
    if (!parsed.ok) throw new UsageError(`${file}: ${index + 1}: ${parsed.refusal}`)
    return { certificate: parsed.value, enforce: 'constraints-and-expiry' }
  })
}

function revocationOf(invocation: Invocation): 'require' | 'crl' | 'ocsp' | 'none' {
  if (invocation.flag('no-status')) return 'none'
  const mode = invocation.option('revocation') ?? 'require'
  if (mode === 'require' || mode === 'crl' || mode === 'ocsp' || mode === 'none') return mode
  throw new UsageError('--revocation は require、crl、ocsp、none です / require, crl, ocsp or none')
}

function algorithmsOf(invocation: Invocation): Algorithms {
  const set = invocation.option('algorithms') ?? 'default'
  if (set === 'default' || set === 'legacy') return set
  throw new UsageError('--algorithms は default か legacy です / default or legacy')
}

function profileOf(invocation: Invocation): 'rfc5280' | 'path-only' {
  const profile = invocation.option('profile') ?? 'rfc5280'
  if (profile === 'rfc5280' || profile === 'path-only') return profile
  throw new UsageError('--profile は rfc5280 か path-only です / rfc5280 or path-only')
}

function momentOf(invocation: Invocation): Instant | undefined {
  const text = invocation.option('at')
  if (text === undefined) return undefined
  const at = parseInstant(text)
  if (at === undefined) throw new UsageError(`時刻ではありません / not a moment: ${text}`)
  return at
}
