import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '#adapters/data-folder/durable-file.ts'
import { callOperator } from '#adapters/http/operator/operator-client.ts'
import type { RunningSystem } from '#cli/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { DEFAULT_DATA_FOLDER } from './configuration.ts'

const RUNNING_FILE = 'running.json'
const TOKEN_FILE = 'operator-token'

/** The file with the token that every act of an operator needs; mode 0600. */
export function tokenFileOf(dataFolder: string): string {
  return join(dataFolder, TOKEN_FILE)
}

/** Writes where the system listens, for the commands beside it. */
export async function announceRunning(dataFolder: string, operatorUrl: string): Promise<void> {
  const running = { operatorUrl, pid: process.pid }
  await replaceFile(join(dataFolder, RUNNING_FILE), `${JSON.stringify(running)}\n`)
}

/** The system that runs on `dataFolder`; refused where none does. */
export async function connectToRunning(
  dataFolder = DEFAULT_DATA_FOLDER,
): Promise<Result<RunningSystem, 'system-not-running'>> {
  const baseUrl = await announcedUrl(dataFolder)
  if (baseUrl === undefined) return refuse('system-not-running')
  const operatorToken = (await readIfThere(tokenFileOf(dataFolder)))?.trim() ?? ''
  const system = systemOver((name, input) => callOperator({ baseUrl, operatorToken }, name, input))
  try {
    await system.describe()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'system-not-running') {
      return refuse('system-not-running')
    }
    throw error
  }
  return ok(system)
}

/**
 * The interface's answers are those of `operationsOf`, made by the same program: the cast is earned
 * there.
 */
function systemOver(call: (name: string, input: unknown) => Promise<unknown>): RunningSystem {
  const act = async <T>(name: string, input: unknown): Promise<T> => (await call(name, input)) as T
  return {
    describe: () => act('describe', {}),
    listResidents: (page) => act('list-residents', page),
    showResident: (residentId) => act('show-resident', { residentId }),
    addResident: (resident) => act('add-resident', resident),
    previewLifeEvent: (report) => act('preview-life-event', report),
    recordLifeEvent: (report) => act('record-life-event', report),
    makeCard: (order) => act('make-card', order),
    acceptApplication: (application) => act('accept-application', application),
    application: (receiptNumber) => act('application', { receiptNumber }),
    issuerChallenge: (challenge) => act('issuer-challenge', challenge),
    acceptCardProof: (proof) => act('accept-card-proof', proof),
    requestCertificate: (request) => act('request-certificate', request),
    confirmDelivery: (confirmation) => act('confirm-delivery', confirmation),
    requestRevocation: (request) => act('request-revocation', request),
    requestPinReset: (request) => act('request-pin-reset', request),
    pinReset: (receiptNumber) => act('pin-reset', { receiptNumber }),
    confirmPinReset: (receiptNumber) => act('confirm-pin-reset', { receiptNumber }),
    historyOf: (residentId) => act('history-of', { residentId }),
    statusRecords: (page) => act('status-records', page),
    startLogin: () => act('start-login', {}),
    completeLogin: (response) => act('complete-login', response),
    clock: (at) => act('clock', { at }),
  }
}

async function announcedUrl(dataFolder: string): Promise<string | undefined> {
  const text = await readIfThere(join(dataFolder, RUNNING_FILE))
  if (text === undefined) return undefined
  const parsed: unknown = JSON.parse(text)
  const url: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'operatorUrl') : undefined
  return typeof url === 'string' ? url : undefined
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
