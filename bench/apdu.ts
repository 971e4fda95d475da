/**
 * The applet in this process: what one APDU round trip costs, without any reader, and with the
 * card's file on disk. Each row is the median of rounds; the ratio is against SELECT in memory.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCardFile, openCardFile } from '#adapters/card-file/card-file.ts'
import { createCardChip } from '#adapters/keys/card-crypto.ts'
import { CARD_PROFILES } from '#card/contract.ts'
import { AID, JPKI_EF } from '#codec/jpki-card/files.ts'
import {
  activateFiles,
  generateKeyPair,
  setPin,
  stageFile,
} from '#codec/jpki-card/issuer-commands.ts'
import { openIssuerDialogue } from '#codec/jpki-card/issuer-dialogue.ts'
import { parsePublicKeyTemplate, subjectPublicKeyInfo } from '#codec/jpki-card/rsa-key.ts'
import { concatBytes, fromHex, toHex, utf8 } from '#kernel/bytes.ts'
import { civilDate } from '#kernel/civil-date.ts'
import { localIssuer } from '../test/support/local-issuer.ts'

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const ROUNDS = Number(options.rounds)
const WARM_UP_TURNS = 20

type Send = (commandHex: string) => Promise<string>

interface Row {
  readonly name: string
  readonly turns: number
  readonly command: string
}

const ROWS: readonly Row[] = [
  { name: 'SELECT JPKI AP', turns: 5000, command: `00a4040c0a${toHex(AID.jpki)}` },
  { name: 'READ BINARY, 256 octets', turns: 5000, command: '00b08a0000' },
  { name: 'READ BINARY, whole certificate', turns: 5000, command: '00b08a00000000' },
  { name: 'retry counter', turns: 5000, command: '00200098' },
  { name: 'VERIFY (two memories made durable)', turns: 100, command: '002000980431323334' },
  { name: 'sign, RSA-2048', turns: 100, command: `802a009733${'30'.repeat(51)}00` },
]

async function issuedCard(path: string): Promise<Send> {
  const sealKey = createCardChip(new Uint8Array(32)).randomBytes(32)
  const issuerKey = new Uint8Array(32).fill(1)
  const cardSerial = '2026000000000001'
  const identity = { cardSerial, municipalityCode: '13221', expiresOn: civilDate(2035, 4, 1) }
  const profile = CARD_PROFILES.plastic
  const made = await createCardFile(path, { sealKey, issuerKey, identity, profile })
  const opened = await openCardFile(path, sealKey)
  if (!made.ok || !opened.ok) throw new Error('the card file could not be made')
  const card = opened.value
  const dialogue = await openIssuerDialogue((command) => card.transmit(command), {
    cardSerial,
    applicationAid: AID.jpki,
    issuer: localIssuer(issuerKey, new Uint8Array(16)),
  })
  if (!dialogue.ok) throw new Error(dialogue.refusal)
  const key = await dialogue.value.perform(generateKeyPair(JPKI_EF.authKey))
  const modulus = key.ok ? parsePublicKeyTemplate(key.value.payload) : key
  if (!modulus.ok) throw new Error(modulus.refusal)
  const commands = [
    ...stageFile(JPKI_EF.authCertificate, certificateOf(subjectPublicKeyInfo(modulus.value))),
    activateFiles(),
    setPin(JPKI_EF.authPin, utf8('1234')),
  ]
  for (const command of commands) {
    const done = await dialogue.value.perform(command)
    if (!done.ok) throw new Error(done.refusal)
  }
  return async (commandHex) => toHex(await card.transmit(fromHex(commandHex) ?? new Uint8Array(0)))
}

/** 1,300 octets, as long as a real certificate. */
function certificateOf(subjectPublicKeyDer: Uint8Array): Uint8Array {
  const body = concatBytes(subjectPublicKeyDer, new Uint8Array(1296 - subjectPublicKeyDer.length))
  return concatBytes(Uint8Array.of(0x30, 0x82, body.length >> 8, body.length & 0xff), body)
}

async function microsecondsPerTurn(send: Send, { command, turns }: Row): Promise<number> {
  const started = process.hrtime.bigint()
  for (let turn = 0; turn < turns; turn++) {
    const answer = await send(command)
    if (!answer.endsWith('9000') && !answer.startsWith('63c')) throw new Error(`answer ${answer}`)
  }
  return Number(process.hrtime.bigint() - started) / 1000 / turns
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
}

const folder = await mkdtemp(join(tmpdir(), 'bench-apdu-'))
try {
  const send = await issuedCard(join(folder, 'card'))
  for (const { command } of ROWS)
    for (let turn = 0; turn < WARM_UP_TURNS; turn++) await send(command)
  const figures = new Map<string, number[]>(ROWS.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round++)
    for (const row of ROWS) figures.get(row.name)?.push(await microsecondsPerTurn(send, row))
  const base = median(figures.get('SELECT JPKI AP') ?? [])
  for (const [name, rounds] of figures) {
    const [middle, least, most] = [median(rounds), Math.min(...rounds), Math.max(...rounds)]
    const cells = [middle, least, most].map((figure) => figure.toFixed(1).padStart(9))
    console.log(`${name.padEnd(36)}${cells.join('')} µs  ${(middle / base).toFixed(1)} ×`)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
