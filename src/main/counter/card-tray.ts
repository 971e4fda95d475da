import { readdir } from 'node:fs/promises'
import { openCardFile } from '#adapters/card-file/card-file.ts'
import { openPcsc, type Pcsc } from '#adapters/pcsc/pcsc.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { CardRegistry, ResidentDirectory } from '#ra/ports.ts'
import { cardFileOf, cardFolderOf } from '../card-maker.ts'
import type { CardSources } from './card-slot.ts'

/** Cards that a tray shows; a municipality with more finds the others by searching the person. */
export const TRAY_CARDS_MAX = 500

/** A virtual card and its holder. */
export interface TrayCard {
  readonly cardSerial: string
  readonly residentId: string
}

/** The virtual cards of a data folder. */
export interface TrayPorts {
  readonly dataFolder: string
  readonly sealKey: Uint8Array
  readonly cards: Pick<CardRegistry, 'find'>
  readonly residents: ResidentDirectory
}

/** The virtual cards whose holders are residents of the municipality, by serial. */
export async function trayOf(
  ports: TrayPorts,
  municipalityCode: string,
): Promise<readonly TrayCard[]> {
  const names = await readdir(cardFolderOf(ports.dataFolder)).catch(absentIsEmpty)
  const tray: TrayCard[] = []
  for (const name of [...names].sort()) {
    if (!name.endsWith('.card') || tray.length === TRAY_CARDS_MAX) continue
    const cardSerial = name.slice(0, -'.card'.length)
    const holder = await holderOn(ports, cardSerial)
    if (holder?.municipalityCode === municipalityCode) {
      tray.push({ cardSerial, residentId: holder.residentId })
    }
  }
  return tray
}

/** Whether the card is one of a resident of the municipality. */
export async function isOnTray(
  ports: TrayPorts,
  municipalityCode: string,
  cardSerial: string,
): Promise<boolean> {
  if (!/^\d{16}$/.test(cardSerial)) return false
  return (await holderOn(ports, cardSerial))?.municipalityCode === municipalityCode
}

/** Virtual cards by their files, real ones by PC/SC. */
export function cardSources({ dataFolder, sealKey }: TrayPorts): CardSources {
  return {
    fromTray: async (cardSerial) => {
      const opened = await openCardFile(cardFileOf(dataFolder, cardSerial), sealKey)
      if (!opened.ok) return opened
      return ok({ transport: opened.value, release: () => opened.value.close() })
    },
    fromReader: (reader) => takeFromReader(reader),
  }
}

/** The PC/SC readers of this machine; empty where it has no service or none is attached. */
export async function readerNames(): Promise<readonly string[]> {
  const pcsc = await openPcsc()
  if (!pcsc.ok) return []
  try {
    return await pcsc.value.readers()
  } finally {
    await pcsc.value.close()
  }
}

async function takeFromReader(reader: string): ReturnType<CardSources['fromReader']> {
  const pcsc = await openPcsc()
  if (!pcsc.ok) return pcsc
  const card = await pcsc.value.insert(reader).catch(closing(pcsc.value))
  if (!card.ok) {
    await pcsc.value.close()
    return refuse(card.refusal, card.detail)
  }
  return ok({
    transport: card.value,
    release: async () => {
      await card.value.release()
      await pcsc.value.close()
    },
  })
}

function closing(pcsc: Pcsc): (fault: unknown) => Promise<Result<never, string>> {
  return async (fault) => {
    await pcsc.close()
    throw fault
  }
}

async function holderOn({ cards, residents }: TrayPorts, cardSerial: string) {
  const card = await cards.find(cardSerial)
  if (card === undefined) return undefined
  const resident = await residents.find(card.residentId)
  if (resident === undefined) return undefined
  return { residentId: resident.id, municipalityCode: resident.municipality.code }
}

function absentIsEmpty(error: unknown): readonly string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
  throw error
}
