import { ok, type Result } from '#kernel/result.ts'
import { BoundIssuer } from '#ra/at-terminal/bound-issuer.ts'
import { deskInProcess } from '#ra/at-terminal/desk-in-process.ts'
import type { RegisteredCard } from '#ra/contract.ts'
import { historyOf } from '#ra/history-of.ts'
import { registerCard } from '#ra/register-card.ts'
import type { ResidentId } from '#register/contract.ts'
import { showResident } from '#register/show-resident.ts'
import { drawCardSerial, makeCardFile, writeCardText } from './card-maker.ts'
import type { OfficePorts } from './office.ts'

/** A card to be registered and made under one receipt number. */
export interface CardOrder {
  readonly receiptNumber: string
  readonly residentId: ResidentId
  readonly variant: RegisteredCard['variant']
}

/**
 * Registers a card and makes its file. A kill in between, or an application that was refused,
 * leaves a registered card without a certificate: the next order gives that card instead of a
 * second one.
 */
export async function orderCard(
  ports: OfficePorts,
  { receiptNumber, residentId, variant }: CardOrder,
): Promise<Result<{ readonly card: RegisteredCard; readonly file: string }, string>> {
  const resident = await showResident(ports, residentId)
  if (!resident.ok) return resident
  const unused = await unusedCard(ports, residentId, variant)
  const card = await registerCard(ports.counter, {
    receiptNumber,
    residentId,
    cardSerial: unused?.cardSerial ?? drawCardSerial(ports.random),
    variant,
  })
  if (!card.ok) return card
  const file = await makeCardFile(card.value, resident.value.municipality, ports)
  const issuer = new BoundIssuer(deskInProcess(ports.counter), receiptNumber)
  const written = await writeCardText(file, card.value, resident.value, ports, issuer)
  return written.ok ? ok({ card: card.value, file }) : written
}

async function unusedCard(
  { counter }: OfficePorts,
  residentId: ResidentId,
  variant: RegisteredCard['variant'],
): Promise<RegisteredCard | undefined> {
  const history = await historyOf(counter, residentId)
  if (!history.ok) return undefined
  const { cards, certificates } = history.value
  const used = new Set(certificates.map(({ cardSerial }) => cardSerial))
  return cards.find(
    (card) => card.state === 'live' && card.variant === variant && !used.has(card.cardSerial),
  )
}
