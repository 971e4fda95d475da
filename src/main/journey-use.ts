import { CardPin } from '#card-client/card-pin.ts'
import { readCertificate } from '#card-client/read-certificate.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { signMessageWithCard } from '#card-client/sign-with-card.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { trustOfSystem, verifyUnder } from '#cli/trust.ts'
import { utf8 } from '#kernel/bytes.ts'
import { formatInJapan, wholeSecond } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import { signDocument } from '#signing/sign-document.ts'
import { verifyCms } from '#signing/verify-cms.ts'
import type { CardHolder, Journey } from './journey.ts'
import { shellLine } from './journey-shell.ts'
import { showStep } from './journey-step.ts'

/** What is signed: a notice that names nobody. */
const DOCUMENT = utf8('届出書(見本): この文書に署名用電子証明書で署名します。\n')

/**
 * Signs the document on the card, then verifies it as its recipient would: pinned authorities,
 * status asked.
 */
export async function signAndVerify(
  journey: Journey,
  holder: CardHolder,
): Promise<Result<void, string>> {
  const signed = await showStep(
    'document',
    journey.show,
    () => signWithCard(journey, holder),
    holder.card,
  )
  if (!signed.ok) return signed
  return await showStep('verification', journey.show, () => verifySigned(journey, signed.value))
}

async function signWithCard({ ports, choice }: Journey, { card, file }: CardHolder) {
  const jpki = await unlocked(card, 'signature', choice.signaturePassword)
  if (!jpki.ok) return jpki
  const signed = await signDocument(
    {
      certificate: () => readCertificate(jpki.value, 'signature'),
      sign: (message, digest) =>
        signMessageWithCard(jpki.value, 'signature', { scheme: 'rsa-pkcs1', digest }, message),
    },
    { content: DOCUMENT, form: 'attached', signingTime: wholeSecond(ports.clock.now()) },
  )
  if (!signed.ok) return signed
  const facts = [
    { ja: '形式', en: 'Form', value: 'CMS SignedData(CAdES-BES、RSA-2048、SHA-256)' },
    { ja: '大きさ', en: 'Size', value: `${signed.value.length} bytes` },
  ]
  return ok({
    value: signed.value,
    outcome: {
      ja: `CAdES-BES の署名ができました(${signed.value.length} バイト)`,
      en: `a CAdES-BES signature of ${signed.value.length} bytes`,
    },
    facts,
    tryIt: [
      shellLine(ports.dataFolder, 'sign', '--format', 'cms', '--card', file, 'README.md'),
      '# 転居の後は署名用証明書が失効しています / after the move the certificate is revoked',
    ],
  })
}

async function verifySigned({ system, ports }: Journey, cmsDer: Uint8Array) {
  const trust = trustOfSystem(await system.describe())
  const report = await verifyCms(
    { verify: (certificateDer) => verifyUnder(trust, 'signature', certificateDer) },
    { cmsDer, detachedContent: undefined, at: trust.at, profile: 'cades-bes' },
  )
  if (report.refusal !== undefined) return refuse(report.refusal)
  const checks = report.checks.map(({ ja, en, clause }) => ({ ja, en, clause }))
  const facts = [
    { ja: '結果', en: 'Verdict', value: `有効 / valid(${checks.length} 件を確認 / checks passed)` },
  ]
  const verify = ['verify', 'README.md.p7s', '--content', 'README.md']
  const tryIt = [shellLine(ports.dataFolder, ...verify)]
  const outcome = {
    ja: `有効です。${checks.length}件を確かめ、すべて合格`,
    en: `valid, all ${checks.length} checks passed`,
  }
  return ok({ value: undefined, outcome, facts, checks, tryIt })
}

/** A challenge of the sandbox's own relying party, signed with the four digits. */
export async function logInWithCard(
  journey: Journey,
  { card, file }: CardHolder,
): Promise<Result<void, string>> {
  const { system, ports, choice } = journey
  return await showStep(
    'login',
    journey.show,
    async () => {
      const jpki = await unlocked(card, 'user-authentication', choice.authenticationPin)
      if (!jpki.ok) return jpki
      const certificateDer = await readCertificate(jpki.value, 'user-authentication')
      if (!certificateDer.ok) return certificateDer
      const { id, challenge, sessionRef } = await system.startLogin()
      const scheme = { scheme: 'rsa-pkcs1', digest: 'sha256' } as const
      const signed = await signMessageWithCard(jpki.value, 'user-authentication', scheme, challenge)
      if (!signed.ok) return signed
      const answer = {
        id,
        sessionRef,
        certificateDer: certificateDer.value,
        signature: signed.value,
      }
      const login = await system.completeLogin(answer)
      if (!login.ok) return login
      const { subject, serialHex, authenticatedAt } = login.value
      const facts = [
        { ja: '利用者の識別子', en: 'Pairwise subject', value: subject, data: true as const },
        { ja: '発行番号', en: 'Serial', value: serialHex, data: true as const },
        { ja: '時刻', en: 'At', value: formatInJapan(authenticatedAt) },
      ]
      const outcome = {
        ja: '本人と確認できました。氏名や住所は渡していません',
        en: 'confirmed, without name or address',
      }
      const tryIt = [shellLine(ports.dataFolder, 'login', '--card', file)]
      return ok({ value: undefined, outcome, facts, tryIt })
    },
    card,
  )
}

async function unlocked(
  card: CardHolder['card'],
  kind: CertificateKind,
  pinText: string,
): Promise<Result<SelectedApplication<'jpki'>, string>> {
  const pin = CardPin.parse(kind, pinText)
  if (!pin.ok) return pin
  const jpki = await SelectedApplication.jpki(card)
  if (!jpki.ok) return jpki
  const verified = await verifyPin(jpki.value, pin.value)
  return verified.ok ? jpki : verified
}
