import { openPcsc } from '#adapters/pcsc/pcsc.ts'
import type { CardTransport } from '#card-client/contract.ts'
import { SelectedApplication } from '#card-client/select-application.ts'
import { verifyPin } from '#card-client/verify-pin.ts'
import { encodeCommand } from '#codec/apdu/command.ts'
import { JPKI_EF } from '#codec/jpki-card/files.ts'
import { issueCard } from '../test/interop/issued-card.ts'
import { startVirtualReader } from '../test/interop/pcscd.ts'
import { must, pinOf, withCard } from '../test/support/personalised-card.ts'

// One APDU there and back: the card in this process, and the same card behind vpcd, pcscd and our
// PC/SC client. The ratio is what the two daemons and three sockets between them cost. Run: node
// bench/vpcd-apdu.ts

const WARM_UP_ROUNDS = 20

const COMMANDS = [
  {
    name: 'SELECT file',
    rounds: 500,
    apdu: encodeCommand({ cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data: Uint8Array.of(0, 0x0a) }),
  },
  {
    name: 'READ BINARY, 256 octets',
    rounds: 500,
    apdu: encodeCommand({ cla: 0, ins: 0xb0, p1: 0x80 | JPKI_EF.authCertificate, p2: 0, le: 256 }),
  },
  {
    name: 'READ BINARY, whole certificate',
    rounds: 500,
    apdu: encodeCommand({
      cla: 0,
      ins: 0xb0,
      p1: 0x80 | JPKI_EF.authCertificate,
      p2: 0,
      le: 65_536,
    }),
  },
  {
    name: 'sign, RSA-2048',
    rounds: 100,
    apdu: encodeCommand({
      cla: 0x80,
      ins: 0x2a,
      p1: 0x02,
      p2: 0x80 | JPKI_EF.authKey,
      data: new Uint8Array(32).fill(0x5a),
      le: 256,
    }),
  },
] as const

/** Milliseconds of each round. */
type Measured = Readonly<Record<string, { readonly median: number; readonly text: string }>>

async function measure(card: CardTransport): Promise<Measured> {
  const jpki = must(await SelectedApplication.jpki(card))
  must(await verifyPin(jpki, pinOf('user-authentication')))
  const measured: Record<string, { median: number; text: string }> = {}
  for (const { name, rounds, apdu } of COMMANDS) {
    for (let round = 0; round < WARM_UP_ROUNDS; round++) await card.transmit(apdu)
    const took: number[] = []
    for (let round = 0; round < rounds; round++) {
      const start = performance.now()
      const response = await card.transmit(apdu)
      took.push(performance.now() - start)
      if (response.at(-2) !== 0x90) throw new Error(`${name} was not done`)
    }
    took.sort((a, b) => a - b)
    const median = took[Math.floor(took.length / 2)] ?? Number.NaN
    const shown = [median, took[0] ?? Number.NaN, took.at(-1) ?? Number.NaN]
    measured[name] = { median, text: shown.map((ms) => ms.toFixed(3).padStart(8)).join(' ') }
  }
  return measured
}

const card = await issueCard('0000000000000099')
const inProcess = await withCard(card, measure)
const reader = await startVirtualReader([card])
process.env['PCSCLITE_CSOCK_NAME'] = reader.env['PCSCLITE_CSOCK_NAME']
const pcsc = must(await openPcsc())
const inserted = must(await pcsc.insert(reader.slotName(0)))
const throughVpcd = await measure(inserted)
await inserted.release()
await pcsc.close()
await reader.stop()
card.remove()

const columns = '  median      min      max'
process.stdout.write(
  `${'ms per APDU'.padEnd(32)}${'in process'.padEnd(30)}through vpcd and pcscd\n`,
)
process.stdout.write(`${''.padEnd(30)}${columns}   ${columns}   ratio of medians\n`)
for (const { name } of COMMANDS) {
  const [direct, far] = [inProcess[name], throughVpcd[name]]
  if (direct === undefined || far === undefined) throw new Error(`${name} was not measured`)
  const ratio = (far.median / direct.median).toFixed(2)
  process.stdout.write(`${name.padEnd(30)}${direct.text}   ${far.text}   ${ratio}\n`)
}
