import { formatInJapan, type Instant, parseInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { type Command, type Invocation, UsageError } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'

/** `shomei clock show`: the sandbox's time. */
export const clockShow: Command = {
  path: ['clock', 'show'],
  ja: '練習環境の時刻を表示します',
  en: 'shows the time of the sandbox',
  options: { data: DATA_OPTION },
  example: 'shomei clock show',
  run: (invocation) => clock(invocation, undefined),
}

/** `shomei clock set`: moves the sandbox's time, for all of its parts at once; it runs on from there. */
export const clockSet: Command = {
  path: ['clock', 'set'],
  ja: '練習環境の時刻を変えます(そこから進みます)。期限切れや更新期間を試せます',
  en: 'sets the time of the sandbox: expiry and renewal can be seen',
  words: 'TIME',
  options: { data: DATA_OPTION },
  example: 'shomei clock set 2030-12-10T23:59:50+09:00',
  run: (invocation) => {
    const [text, ...more] = invocation.words
    const at = text === undefined || more.length > 0 ? undefined : parseInstant(text)
    if (at === undefined) {
      throw new UsageError('TIME は 2030-12-10T09:00:00+09:00 の形です / TIME as ISO 8601')
    }
    return clock(invocation, at)
  },
}

async function clock(invocation: Invocation, at: Instant | undefined): ReturnType<Command['run']> {
  const system = await invocation.ports.connect(invocation.option('data'))
  if (!system.ok) return system
  const now = await system.value.clock(at)
  const text = `${formatInJapan(now)}(日本時間 / Japan time)\n`
  return ok({ json: { now: new Date(now).toISOString() }, text })
}
