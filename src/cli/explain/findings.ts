import type { Certificate } from '#codec/x509/certificate.ts'
import { readKeyParameters } from '#codec/x509/key-parameters.ts'
import { OID } from '#codec/x509/oids.ts'
import { readSignatureScheme } from '#codec/x509/signature-algorithm.ts'
import { formatInJapan, type Instant } from '#kernel/instant.ts'
import { DEFAULT_ALGORITHMS, judgeKey, judgeScheme } from '#va/algorithm-policy.ts'
import type { Finding } from './explained.ts'
import { EXTENSION_TEXTS } from './extension-texts.ts'
import { generationOfKey, itemNumberOf, type JpkiProfile } from './jpki-profile.ts'
import { isSelfIssued } from './name-values.ts'

/**
 * What a reader should notice about a certificate at the moment `at`; warnings first, each kind in
 * the order of the certificate's fields.
 */
export function findingsOf(
  certificate: Certificate,
  profile: JpkiProfile | undefined,
  at: Instant,
): readonly Finding[] {
  const found = [
    ...validityFindings(certificate, at),
    ...formFindings(certificate),
    ...algorithmFindings(certificate),
    ...extensionFindings(certificate),
    ...authorityFindings(certificate),
    ...profileFindings(certificate, profile),
  ]
  const warnings = found.filter(({ level }) => level === 'warning')
  return [...warnings, ...found.filter(({ level }) => level === 'notice')]
}

function warning(code: string, clause: string, ja: string, en: string): Finding {
  return { code, level: 'warning', clause, ja, en }
}

function notice(code: string, clause: string, ja: string, en: string): Finding {
  return { code, level: 'notice', clause, ja, en }
}

const PERIOD = 'RFC 5280 §4.1.2.5'
/** Renewal opens three months before the end (spec/jpki.md §1). */
const ENDS_SOON_MS = 90 * 86_400_000

function validityFindings({ validity }: Certificate, at: Instant): readonly Finding[] {
  const { notBefore, notAfter } = validity
  const [from, until] = [formatInJapan(notBefore), formatInJapan(notAfter)]
  if (notAfter < notBefore)
    return [
      warning(
        'validity-inverted',
        PERIOD,
        '有効期間の終わりがはじめより前です。',
        'Ends before it begins.',
      ),
    ]
  if (at < notBefore)
    return [
      warning(
        'not-yet-valid',
        PERIOD,
        `まだ有効ではありません（${from} から）。`,
        `Not valid before ${from}.`,
      ),
    ]
  if (at > notAfter)
    return [
      warning(
        'expired',
        PERIOD,
        `有効期間が過ぎています（${until} まで）。`,
        `Expired on ${until}.`,
      ),
    ]
  if (notAfter - at < ENDS_SOON_MS)
    return [
      notice('ends-soon', PERIOD, `まもなく期限です（${until}）。`, `Ends soon, on ${until}.`),
    ]
  return []
}

function formFindings({ version, serialHex }: Certificate): readonly Finding[] {
  const found: Finding[] = []
  if (version !== 3) {
    const ja = '3 版ではないので、鍵用途も認証局かどうかもわかりません。'
    const en = 'Not version 3: it states neither key usage nor whether it is an authority.'
    found.push(warning('version-old', 'RFC 5280 §4.1.2.1', ja, en))
  }
  if (serialHex.startsWith('-') || /^0+$/.test(serialHex)) {
    const ja = '発行番号が正の数ではありません。'
    found.push(
      warning('serial-not-positive', 'RFC 5280 §4.1.2.2', ja, 'The serial number is not positive.'),
    )
  }
  return found
}

/** Judged by the verifier's own default policy, so that both say the same of one key. */
function algorithmFindings({ signatureAlgorithm, spkiDer }: Certificate): readonly Finding[] {
  const scheme = readSignatureScheme(signatureAlgorithm)
  const key = readKeyParameters(spkiDer)
  const found: Finding[] = []
  if (!scheme.ok) {
    const ja = `署名の方式を認められません（${scheme.refusal}）。`
    const en = `The signature algorithm is not acceptable (${scheme.refusal}).`
    found.push(warning('signature-algorithm-weak', 'RFC 5280 §4.1.1.2', ja, en))
  }
  if (!key.ok) {
    const ja = `公開鍵を読み取れません（${key.refusal}）。`
    const en = `The public key cannot be read (${key.refusal}).`
    return [...found, warning('key-unreadable', 'RFC 5280 §4.1.2.7', ja, en)]
  }
  const refusal = scheme.ok ? judgeScheme(DEFAULT_ALGORITHMS, scheme.value) : undefined
  if (refusal !== undefined) {
    const ja = `署名の方式が弱く、既定では認めません（${refusal}）。`
    const en = `The signature algorithm is weak and refused by default (${refusal}).`
    found.push(warning('signature-algorithm-weak', 'NIST SP 800-131A', ja, en))
  }
  const weak = judgeKey(DEFAULT_ALGORITHMS, key.value)
  if (weak !== undefined) {
    const ja = `公開鍵が弱く、既定では認めません（${weak}）。`
    const en = `The public key is weak and refused by default (${weak}).`
    found.push(warning('key-weak', 'NIST SP 800-131A', ja, en))
  }
  return found
}

function extensionFindings({ extensions, version }: Certificate): readonly Finding[] {
  const found: Finding[] = []
  for (const { oid, critical } of extensions.all) {
    if (Object.hasOwn(EXTENSION_TEXTS, oid)) continue
    const [ja, en] = critical
      ? [
          `重要と印された知らない拡張領域 ${oid} があり、受け入れてはなりません。`,
          `The critical extension ${oid} is unknown: the certificate must be refused.`,
        ]
      : [
          `知らない拡張領域 ${oid} があります（重要ではない）。`,
          `The extension ${oid} is unknown (not critical).`,
        ]
    found.push(
      (critical ? warning : notice)(
        critical ? 'critical-extension-unknown' : 'extension-unknown',
        'RFC 5280 §4.2',
        ja,
        en,
      ),
    )
  }
  const isServer = extensions.extKeyUsage?.includes(OID.serverAuth) === true
  if (isServer && extensions.subjectAltName === undefined) {
    const ja = 'サーバーの証明書ですが、名前を示す別名がありません。'
    const en = 'A server certificate without subjectAltName names no server.'
    found.push(warning('server-name-absent', 'RFC 9525 §6.3', ja, en))
  }
  if (version === 3 && extensions.keyUsage === undefined) {
    const ja = '鍵用途がなく、どの用途も禁じられていません。'
    found.push(
      notice('key-usage-absent', 'RFC 5280 §4.2.1.3', ja, 'No key usage: nothing is forbidden.'),
    )
  }
  return found
}

function authorityFindings(certificate: Certificate): readonly Finding[] {
  const { basicConstraints, keyUsage, all, authorityKeyIdentifier } = certificate.extensions
  const isAuthority = basicConstraints?.ca === true
  const maySign = keyUsage?.includes('keyCertSign') === true
  const found: Finding[] = []
  if (isAuthority && keyUsage !== undefined && !maySign) {
    const ja = '認証局ですが、鍵用途が証明書への署名を認めていません。'
    const en = 'An authority whose key usage does not allow signing certificates.'
    found.push(warning('authority-may-not-sign', 'RFC 5280 §4.2.1.3', ja, en))
  }
  if (!isAuthority && maySign) {
    const ja = '認証局ではないのに、鍵用途が証明書への署名を認めています。'
    const en = 'Key usage allows signing certificates although it is no authority.'
    found.push(warning('signs-without-being-authority', 'RFC 5280 §4.2.1.9', ja, en))
  }
  const constraints = all.find(({ oid }) => oid === OID.basicConstraints)
  if (isAuthority && constraints?.critical === false) {
    const ja = '認証局の基本制約が重要と印されていません。'
    const en = "The authority's basic constraints are not critical."
    found.push(warning('basic-constraints-not-critical', 'RFC 5280 §4.2.1.9', ja, en))
  }
  const isSelf = isSelfIssued(certificate)
  if (isSelf) {
    const ja =
      '自己発行です。信頼できるかは、ほかの手段で受け取った値と見比べなければわかりません。'
    const en = 'Self-issued: whether to trust it only a value received otherwise can tell.'
    found.push(notice('self-issued', 'RFC 5280 §3.2', ja, en))
  } else if (authorityKeyIdentifier?.keyIdentifier === undefined) {
    const ja = '発行者の鍵識別子がなく、どの世代の鍵で署名されたかは名前からはわかりません。'
    const en = 'No authority key identifier: the name does not tell which generation signed.'
    found.push(notice('authority-key-identifier-absent', 'RFC 5280 §4.2.1.1', ja, en))
  }
  return found
}

const PROFILE = 'プロファイル仕様書'

function profileFindings(
  { extensions }: Certificate,
  profile: JpkiProfile | undefined,
): readonly Finding[] {
  const found: Finding[] = []
  if (profile?.origin === 'real-test') {
    const ja = '試験用のポリシーです。本番の検証者は受け入れてはなりません。'
    const en = 'A test policy: a production verifier must refuse it.'
    found.push(warning('test-policy', PROFILE, ja, en))
  }
  if (profile?.origin === 'sandbox') {
    const ja = '例示用の番号（2.999）のポリシーです。実在の人を証明しません。'
    const en = 'A policy of the example arc 2.999: it certifies no real person.'
    found.push(warning('sandbox-policy', PROFILE, ja, en))
  }
  const holdsItems = (extensions.subjectAltName ?? []).some(
    (name) => name.kind === 'otherName' && itemNumberOf(name.oid, profile) !== undefined,
  )
  if (holdsItems) {
    const ja =
      '基本4情報（氏名・住所・生年月日・性別）が入っています。見せる相手に気をつけてください。'
    const en =
      'It holds the four basic items (name, address, birth, sex): mind whom you show it to.'
    found.push(notice('holds-basic-items', PROFILE, ja, en))
  }
  const keyIds = [extensions.subjectKeyIdentifier, extensions.authorityKeyIdentifier?.keyIdentifier]
  for (const keyId of keyIds) {
    const generation = keyId === undefined ? undefined : generationOfKey(keyId)
    if (generation === undefined) continue
    const isOwn = keyId === extensions.subjectKeyIdentifier
    const [ja, en] = isOwn
      ? [`この鍵は${generation.ja}です。`, `Its key is known: ${generation.en}.`]
      : [
          `署名した鍵は${generation.ja}を名乗っています。`,
          `It claims to be signed with the ${generation.en}.`,
        ]
    found.push(notice('generation', PROFILE, ja, en))
  }
  return found
}
