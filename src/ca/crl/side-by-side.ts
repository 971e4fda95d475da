/**
 * Runs the tasks, at most so many at a time, and gives their results in the order of the tasks. The
 * first that fails fails all: those under way end, and no other is begun.
 */
export async function sideBySide<T>(
  tasks: readonly (() => Promise<T>)[],
  atOnce: number,
): Promise<readonly T[]> {
  const results = new Map<number, T>()
  const waiting = tasks.entries()
  let failed = false
  const work = async (): Promise<void> => {
    for (const [place, task] of waiting) {
      if (failed) return
      try {
        results.set(place, await task())
      } catch (fault) {
        failed = true
        throw fault
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, work))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
  return [...results].sort(([one], [other]) => one - other).map(([, result]) => result)
}
