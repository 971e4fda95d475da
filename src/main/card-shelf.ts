import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type CardFile, openCardFile } from '#adapters/card-file/card-file.ts'
import { openPcsc } from '#adapters/pcsc/pcsc.ts'
import { serveCard, type SlotEvent } from '#adapters/vpcd/serve-card.ts'
import type { CardShelf, CardSource, OpenCard } from '#cli/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { cardFolderOf, sealKeyFileOf } from './card-maker.ts'
import { DEFAULT_DATA_FOLDER } from './configuration.ts'

/** The virtual cards of `dataFolder` and the PC/SC readers of this machine. */
export function cardShelf(dataFolder = DEFAULT_DATA_FOLDER): CardShelf {
  return {
    files: () => cardFiles(dataFolder),
    open: (source) =>
      source.from === 'reader' ? openReader(source.name) : openFile(dataFolder, source),
    serve: async (source, slot, watch, stop) => {
      const opened = await openVirtual(dataFolder, source)
      if (!opened.ok) return opened
      const { card } = opened.value
      try {
        const serving = serveCard(card, slot, (event) => watch(eventText(event)))
        const onStop = (): void => void serving.stop()
        stop.addEventListener('abort', onStop, { once: true })
        if (stop.aborted) onStop()
        await serving.ended
        return ok(undefined)
      } finally {
        await card.close()
      }
    },
  }
}

async function cardFiles(dataFolder: string): Promise<readonly string[]> {
  const folder = cardFolderOf(dataFolder)
  const names = await readdir(folder).catch(() => [])
  const files = names.filter((name) => name.endsWith('.card')).map((name) => join(folder, name))
  const dated = await Promise.all(
    files.map(async (file) => ({ file, madeAtMs: (await stat(file)).birthtimeMs })),
  )
  return dated.sort((a, b) => a.madeAtMs - b.madeAtMs).map(({ file }) => file)
}

async function openFile(dataFolder: string, source: CardSource): Promise<Result<OpenCard, string>> {
  const opened = await openVirtual(dataFolder, source)
  if (!opened.ok) return opened
  const { card, path } = opened.value
  return ok({
    label: path,
    transmit: (commandApdu) => card.transmit(commandApdu),
    atr: () => card.atr(),
    close: () => card.close(),
  })
}

async function openVirtual(
  dataFolder: string,
  source: CardSource,
): Promise<Result<{ card: CardFile; path: string }, string>> {
  const path = source.from === 'file' ? ok(source.path) : await onlyCard(dataFolder)
  if (!path.ok) return path
  const sealKey = await readSealKey(dataFolder)
  if (!sealKey.ok) return sealKey
  const card = await openCardFile(path.value, sealKey.value)
  return card.ok ? ok({ card: card.value, path: path.value }) : card
}

async function onlyCard(dataFolder: string): Promise<Result<string, string>> {
  const [first, ...others] = await cardFiles(dataFolder)
  if (first === undefined) return refuse('card-shelf-empty')
  return others.length === 0
    ? ok(first)
    : refuse('card-shelf-several', { count: others.length + 1, folder: cardFolderOf(dataFolder) })
}

async function readSealKey(
  dataFolder: string,
): Promise<Result<Uint8Array, 'card-seal-key-missing'>> {
  try {
    const text = await readFile(sealKeyFileOf(dataFolder), 'utf8')
    return ok(new Uint8Array(Buffer.from(text.trim(), 'hex')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return refuse('card-seal-key-missing')
    }
    throw error
  }
}

async function openReader(name: string): Promise<Result<OpenCard, string>> {
  const pcsc = await openPcsc()
  if (!pcsc.ok) return pcsc
  const card = await pcsc.value.insert(name)
  if (!card.ok) {
    await pcsc.value.close()
    return card
  }
  return ok({
    label: name,
    transmit: (commandApdu) => card.value.transmit(commandApdu),
    atr: () => card.value.atr,
    close: async () => {
      await card.value.release()
      await pcsc.value.close()
    },
  })
}

function eventText(event: SlotEvent): { ja: string; en: string } {
  switch (event.at) {
    case 'inserted':
      return { ja: 'カードを挿しました', en: 'the card is in the reader' }
    case 'not-reached':
      return { ja: 'リーダーを待っています', en: `waiting for the reader (${event.reason})` }
    case 'pulled':
      return { ja: 'リーダーとの接続が切れました', en: `the reader let go (${event.reason})` }
  }
}
