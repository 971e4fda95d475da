/** What processes cost, as Linux counts it. */
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of /proc, which Linux fixes at 100 a second for programs. */
const TICKS_A_SECOND = 100

/** Seconds of processor time that a process and its children that still run have used. */
export function cpuSeconds(pid: number): number {
  let ticks = 0
  for (const each of withChildren(pid)) {
    const fields = readFileSync(`/proc/${each}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    ticks += Number(fields[11]) + Number(fields[12])
  }
  return ticks / TICKS_A_SECOND
}

/** Resident memory of a process and its children, in octets. */
export function residentOctets(pid: number): number {
  let octets = 0
  for (const each of withChildren(pid)) {
    const status = readFileSync(`/proc/${each}/status`, 'latin1')
    octets += Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  }
  return octets
}

function withChildren(pid: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1').split(') ').at(-1)?.split(' ')
      parents.set(Number(name), Number(stat?.[1]))
    } catch {
      // It ended meanwhile.
    }
  }
  const family = [pid]
  for (const member of family)
    for (const [child, parent] of parents) if (parent === member) family.push(child)
  return family
}
