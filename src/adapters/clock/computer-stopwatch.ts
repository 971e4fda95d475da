import { performance } from 'node:perf_hooks'
import type { Pause, Stopwatch } from '#kernel/ports.ts'

/** The computer's monotonic clock and, beside it, its wall clock. */
export function computerStopwatch(): Stopwatch {
  return { monotonicMs: () => performance.now(), wallMs: () => Date.now() }
}

/** Waits by the computer's clock. */
export const computerPause: Pause = (ms, cut) =>
  new Promise((resolve) => {
    if (cut?.aborted === true) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      cut?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    cut?.addEventListener('abort', end)
  })
