import { formatInJapan, formatInstant, type Instant, parseInstant } from '#kernel/instant.ts'
import { ok } from '#kernel/result.ts'
import { type Command, type Invocation, onlyWord, UsageError } from '../command.ts'
import { DATA_OPTION } from '../data-option.ts'

/** `shomei clock show`: the sandbox's time. */
export const clockShow: Command = {
  path: ['clock', 'show'],
  ja: '練習環境の時刻を示す',
  en: 'show the time of the sandbox',
  options: { data: DATA_OPTION },
  example: 'shomei clock show',
  run: (invocation) => clock(invocation, undefined),
}

/**
 * `shomei clock set`: moves the sandbox's time, for all of its parts at once; it runs on from
 * there.
 */
export const clockSet: Command = {
  path: ['clock', 'set'],
  ja: '練習環境の時刻を変える',
  en: 'set the time of the sandbox; it runs on',
  words: 'TIME',
  options: { data: DATA_OPTION },
  example: 'shomei clock set 2030-12-10T23:59:50+09:00',
  run: (invocation) => {
    const at = parseInstant(onlyWord(invocation))
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
  return ok({ json: { now: formatInstant(now) }, text })
}
