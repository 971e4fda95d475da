/**
 * Opens a card file, sends one command, and dies by SIGKILL at one step of the disk's work.
 *
 * Arguments: path, seal key and command in hexadecimal, the number of the step (from 0), and whether
 * it dies before, within or after it. Prints the answer if it lives to see one.
 */
import { writeFile } from 'node:fs/promises'
import { openCardFile } from '#adapters/card-file/card-file.ts'
import { type CardDisk, NODE_DISK } from '#adapters/card-file/disk.ts'
import { AID } from '#codec/jpki-card/files.ts'
import { encodeCommand } from '#codec/apdu/command.ts'
import { fromHex, toHex } from '#kernel/bytes.ts'

const [path = '', sealKeyHex = '', commandHex = '', stepText = '', moment = ''] =
  process.argv.slice(2)
const fatalStep = Number(stepText)
let steps = 0

async function step(act: () => Promise<void>, half: () => Promise<void> = act): Promise<void> {
  const fatal = steps++ === fatalStep
  if (fatal && moment === 'before') die()
  if (fatal && moment === 'within') {
    await half()
    die()
  }
  await act()
  if (fatal) die()
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

const disk: CardDisk = {
  ...NODE_DISK,
  writeFlushed: (to, content) =>
    step(
      () => NODE_DISK.writeFlushed(to, content),
      () => writeFile(to, content.subarray(0, content.length / 2)),
    ),
  replace: (from, to) => step(() => NODE_DISK.replace(from, to)),
  flushFolder: (of) => step(() => NODE_DISK.flushFolder(of)),
}

const card = await openCardFile(path, octets(sealKeyHex), disk)
if (!card.ok) throw new Error(card.refusal)
await card.value.transmit(encodeCommand({ cla: 0, ins: 0xa4, p1: 0x04, p2: 0x0c, data: AID.jpki }))
process.stdout.write(toHex(await card.value.transmit(octets(commandHex))))
await card.value.close()

function octets(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array(0)
}
