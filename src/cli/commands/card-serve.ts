import { ok } from '#kernel/result.ts'
import { CARD_OPTIONS, cardSource } from '../card-source.ts'
import { type Command, required, UsageError } from '../command.ts'

const PORT_MAX = 65_535

/**
 * `shomei card serve`: puts a virtual card into a vpcd reader, so that OpenSC and browsers find it
 * through pcscd.
 */
export const cardServe: Command = {
  path: ['card', 'serve'],
  ja: '仮想カードをvpcdのリーダーに挿す',
  en: 'put the card into a vpcd reader',
  options: {
    card: CARD_OPTIONS['card'] ?? { ja: '', en: '' },
    data: CARD_OPTIONS['data'] ?? { ja: '', en: '' },
    vpcd: {
      value: 'HOST:PORT',
      ja: 'vpcd のスロット(Debian の既定は 127.0.0.1:35963)',
      en: 'the vpcd slot (Debian: 127.0.0.1:35963)',
      required: true,
    },
  },
  example: 'shomei card serve --card my.card --vpcd 127.0.0.1:35963',
  run: async (invocation) => {
    const slot = parseSlot(required(invocation, 'vpcd'))
    const shelf = invocation.ports.cards(invocation.option('data'))
    const stop = new AbortController()
    const onSignal = (): void => stop.abort()
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
    try {
      const served = await shelf.serve(
        cardSource(invocation),
        slot,
        ({ ja, en }) => invocation.terminal.err(`${ja} / ${en}\n`),
        stop.signal,
      )
      if (!served.ok) return served
      return ok({ json: { served: true }, text: 'カードを抜きました / the card was removed\n' })
    } finally {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    }
  },
}

function parseSlot(text: string): { host: string; port: number } {
  const match = /^(\[[0-9a-fA-F:]+\]|[^:]+):(\d{1,5})$/.exec(text)
  const [host, port] = [match?.[1], Number(match?.[2])]
  if (host === undefined || port < 1 || port > PORT_MAX) {
    throw new UsageError(`--vpcd は HOST:PORT です / not HOST:PORT: ${text}`)
  }
  return { host: host.replace(/^\[|\]$/g, ''), port }
}
