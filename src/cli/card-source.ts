import { ok, type Result } from '#kernel/result.ts'
import type { Invocation, OptionSpec } from './command.ts'
import { UsageError } from './command.ts'
import type { CardSource, OpenCard } from './ports.ts'

/** Where the card is, for every command that needs one. */
export const CARD_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  card: {
    value: 'FILE',
    ja: '仮想カードのファイル(省くとデータフォルダーの唯一のカード)',
    en: 'virtual card file (default: the only card of the data folder)',
  },
  reader: { value: 'NAME', ja: 'PC/SC リーダーの名前', en: 'name of a PC/SC reader' },
  data: {
    value: 'DIR',
    ja: 'データフォルダー(省くと .shomei)',
    en: 'data folder (default .shomei)',
  },
}

/** The card that the options name. */
export function cardSource(invocation: Invocation): CardSource {
  const [file, reader] = [invocation.option('card'), invocation.option('reader')]
  if (file !== undefined && reader !== undefined) {
    throw new UsageError(
      '--card と --reader はどちらか一方です / give --card or --reader, not both',
    )
  }
  if (reader !== undefined) return { from: 'reader', name: reader }
  return file === undefined ? { from: 'shelf' } : { from: 'file', path: file }
}

/** Opens the card (or the file given), does `work` with it, and closes it whatever happens. */
export async function withCard<T, R extends string>(
  invocation: Invocation,
  work: (card: OpenCard) => Promise<Result<T, R>>,
  file?: string,
): Promise<Result<T, string>> {
  const shelf = invocation.ports.cards(invocation.option('data'))
  const source =
    file === undefined ? cardSource(invocation) : ({ from: 'file', path: file } as const)
  const opened = await shelf.open(source)
  if (!opened.ok) return opened
  try {
    const done = await work(opened.value)
    return done.ok ? ok(done.value) : done
  } finally {
    await opened.value.close()
  }
}
