import { CERTIFICATE_FILE } from '#card-client/card-files.ts'
import { readCardTerm } from '#card-client/card-term.ts'
import type { CardTransport } from '#card-client/contract.ts'
import { selectFileIfPresent } from '#card-client/elementary-file.ts'
import { pinTriesLeft } from '#card-client/pin-tries-left.ts'
import { readCertificate } from '#card-client/read-certificate.ts'
import { readTokenInfo } from '#card-client/read-token-info.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { parseCertificate } from '#codec/x509/certificate.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import { ok, type Result } from '#kernel/result.ts'
import { CARD_VARIANTS, type CardVariant } from '#law/card-variant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CardView } from '#web/counter/ports.ts'

/** What the counter has registered about a card. */
export interface CardRecord {
  readonly variant: CardVariant
  readonly expiresOn: CivilDate
}

/**
 * What lies on the card, without costing a try and without any PIN: of the signature certificate
 * that is no more than whether it is there. `recordOf` asks the counter's records; a card that is
 * not registered is looked at as one with PINs.
 */
export async function readCardView(
  card: CardTransport,
  recordOf: (cardSerial: string) => Promise<CardRecord | undefined>,
): Promise<Result<CardView, string>> {
  const chipEndsOn = await readCardTerm(card)
  const jpki = await SelectedApplication.jpki(card)
  if (!jpki.ok) return jpki
  const token = await readTokenInfo(jpki.value)
  if (!token.ok) return token
  const cardSerial = token.value.serialNumber
  const record = await recordOf(cardSerial)
  const variant = record?.variant ?? 'standard'
  const recordedEndsOn = record?.expiresOn
  const triesLeft: Record<CertificateKind, number | undefined> = {
    signature: undefined,
    'user-authentication': undefined,
  }
  if (CARD_VARIANTS[variant].hasPins) {
    for (const kind of CARD_VARIANTS[variant].mayCarry) {
      const left = await pinTriesLeft(jpki.value, kind)
      if (!left.ok) return left
      triesLeft[kind] = left.value
    }
  }
  const found = await readCertificates(jpki.value)
  if (!found.ok) return found
  const certificates = found.value
  return ok({ cardSerial, variant, chipEndsOn, recordedEndsOn, triesLeft, certificates })
}

async function readCertificates(
  jpki: SelectedApplication<'jpki'>,
): Promise<Result<CardView['certificates'], string>> {
  const found: CardView['certificates'][number][] = []
  const free = await readCertificate(jpki, 'user-authentication')
  if (free.ok) {
    const parsed = parseCertificate(free.value)
    if (!parsed.ok) return parsed
    const { serialHex, validity } = parsed.value
    const endsOn = civilDateInJapan(validity.notAfter)
    found.push({ kind: 'user-authentication', serialHex, endsOn })
  } else if (free.refusal !== 'certificate-absent') return free
  const signature = await selectFileIfPresent(jpki, CERTIFICATE_FILE.signature)
  if (!signature.ok) return signature
  if (signature.value) found.push({ kind: 'signature', serialHex: undefined, endsOn: undefined })
  return ok(found)
}
