import { readFile } from 'node:fs/promises'
import { systemClock } from '#adapters/clock/system-clock.ts'
import { EphemeralKeys } from '#adapters/keys/ephemeral-keys.ts'
import { makeThrowawaySigner } from '#adapters/keys/throwaway-signer.ts'
import { PostgresCeremonies } from '#adapters/postgres/ca-ceremony.ts'
import { checkTranscript } from '#ca/check-transcript.ts'
import type { CeremonyRecords } from '#ca/ports.ts'
import { type CeremonyPorts, rehearseCeremony, runCeremony } from '#ca/run-ceremony.ts'
import type { CeremonyPort, CeremonyReport } from '#cli/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { databaseUrlOf, DEFAULT_DATA_FOLDER, DEFAULTS } from './configuration.ts'
import { openGround } from './open-ground.ts'
import { openAuthorityKeys } from './sandbox-keys.ts'

/**
 * Ceremonies on the command line: rehearsed without a database, held in the data folder of a
 * stopped system.
 */
export const CEREMONIES: CeremonyPort = {
  hold: async ({ file, dryRun, dataFolder = DEFAULT_DATA_FOLDER }) => {
    const text = await readText(file)
    if (!text.ok) return text
    return dryRun ? await rehearse(text.value) : await hold(text.value, dataFolder)
  },
  check: async ({ declaration, transcript }) => {
    const text = await readText(declaration)
    if (!text.ok) return text
    const lines = await readText(transcript)
    if (!lines.ok) return lines
    const checked = checkTranscript(text.value, lines.value)
    if (!checked.ok) return checked
    const { rehearsal, sealHex } = checked.value
    return ok({ transcript: lines.value, sealHex, rehearsal })
  },
}

/** Nothing was made before: what a rehearsal away from any system stands on. */
const NO_RECORDS: CeremonyRecords = {
  generations: () => Promise.resolve([]),
  responders: () => Promise.resolve([]),
  transcript: () => Promise.resolve([]),
  append: () => Promise.reject(new Error('a rehearsal keeps no records')),
  nextSerial: () => Promise.resolve(1),
}

async function rehearse(text: string): Promise<Result<CeremonyReport, string>> {
  const keys = new EphemeralKeys()
  const rehearsed = await rehearseCeremony({ ...tools(), keys, records: NO_RECORDS }, text)
  return rehearsed.ok ? ok({ ...rehearsed.value, rehearsal: true }) : rehearsed
}

async function hold(text: string, dataFolder: string): Promise<Result<CeremonyReport, string>> {
  const ground = await openGround({
    ...DEFAULTS,
    dataFolder,
    databaseUrl: databaseUrlOf(process.env),
  })
  if (!ground.ok) return ground
  try {
    const keys = await openAuthorityKeys(ground.value.folder.path)
    if (!keys.ok) return keys
    const records = new PostgresCeremonies(ground.value.database)
    const held = await runCeremony({ ...tools(), keys: keys.value, records }, text)
    return held.ok ? ok({ ...held.value, rehearsal: false }) : held
  } finally {
    await ground.value.close()
  }
}

function tools(): Pick<CeremonyPorts, 'clock' | 'throwaway'> {
  return { clock: systemClock(), throwaway: makeThrowawaySigner() }
}

async function readText(file: string): Promise<Result<string, 'ceremony-file-unreadable'>> {
  try {
    return ok(await readFile(file, 'utf8'))
  } catch {
    return refuse('ceremony-file-unreadable')
  }
}
