/** Why the program is asked to end. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'starter-gone'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Resolves at the first request to end: a signal, a signal passed on by the script that started
 * this program (`scripts/bootstrap.mjs`, over the channel between them), or the end of that script.
 * Later ones are taken and ignored, for the program is ending already; one Ctrl-C may well arrive
 * on two ways.
 */
export function stopRequested(): Promise<StopReason> {
  const { promise, resolve } = Promise.withResolvers<StopReason>()
  for (const signal of SIGNALS) process.on(signal, () => resolve(signal))
  process.on('message', (message) => {
    const signal = SIGNALS.find((name) => name === stopIn(message))
    if (signal !== undefined) resolve(signal)
  })
  process.on('disconnect', () => resolve('starter-gone'))
  // Listening to the starter is no reason to stay alive.
  process.channel?.unref()
  return promise
}

function stopIn(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'stop' in message
    ? message.stop
    : undefined
}
