import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Corpus, makeCorpus } from './base-corpus.ts'
import { explanationOf } from './explained.ts'
import { writeCase } from './judges/case-files.ts'
import { judgeByGnutls } from './judges/gnutls.ts'
import { type JavaJudge, startJavaJudge } from './judges/java.ts'
import { judgeByOpenssl } from './judges/openssl.ts'
import { openDoor, type OurDoor, type OurVerdict, requestOf } from './judges/ours.ts'
import type { Verdict } from './judges/verdict.ts'
import { makeCase, type PathCase } from './path-case.ts'

/** Who is compared with us; `making` is what the mutation alone says. */
export const JUDGES = ['openssl', 'gnutls', 'java', 'making'] as const

/** A judge's name. */
export type JudgeName = (typeof JUDGES)[number]

/** How a judge and we compared over a campaign. */
export interface Tally {
  agreed: number
  abstained: number
  readonly explained: Map<string, number>
  unexplained: number
}

/** One difference that no entry of the table explains. */
export interface Difference {
  readonly pathCase: PathCase
  readonly judge: JudgeName
  readonly ours: OurVerdict
  readonly theirs: Verdict
}

/** What a campaign found. */
export interface Findings {
  readonly rounds: number
  readonly tallies: Readonly<Record<JudgeName, Tally>>
  readonly codes: Map<string, number>
  readonly unexplained: readonly Difference[]
}

/** How a campaign is run. */
export interface CampaignPlan {
  readonly seed: number
  readonly firstRound: number
  readonly rounds: number
  /** Told after every round. */
  readonly onRound?: (done: number, unexplained: number) => void
}

/** Cases in hand at once: the judges of the command line each take a core for milliseconds. */
const IN_HAND = 3

/** Makes the cases of a campaign and has every judge look at each. */
export async function runCampaign(plan: CampaignPlan): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'shomei-paths-'))
  try {
    await using java = startJavaJudge()
    await using door = openDoor()
    const corpus = await makeCorpus(folder)
    return await compareAll(plan, { folder, corpus, java, door })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Bench {
  readonly folder: string
  readonly corpus: Corpus
  readonly java: JavaJudge
  readonly door: OurDoor
}

async function compareAll(plan: CampaignPlan, bench: Bench): Promise<Findings> {
  const tally = (): Tally => ({ agreed: 0, abstained: 0, explained: new Map(), unexplained: 0 })
  const tallies = { openssl: tally(), gnutls: tally(), java: tally(), making: tally() }
  const codes = new Map<string, number>()
  const unexplained: Difference[] = []
  let next = plan.firstRound
  let done = 0
  const worker = async (): Promise<void> => {
    while (next < plan.firstRound + plan.rounds) {
      const pathCase = makeCase(bench.corpus, plan.seed, next++)
      const { ours, theirs } = await verdicts(bench, pathCase)
      codes.set(ours.code, (codes.get(ours.code) ?? 0) + 1)
      for (const judge of JUDGES) {
        const difference = { pathCase, judge, ours, theirs: theirs[judge] }
        if (!count(tallies[judge], difference)) unexplained.push(difference)
      }
      done++
      plan.onRound?.(done, unexplained.length)
    }
  }
  await Promise.all(Array.from({ length: IN_HAND }, worker))
  return { rounds: done, tallies, codes, unexplained }
}

async function verdicts(
  { folder, java, door }: Bench,
  pathCase: PathCase,
): Promise<{ readonly ours: OurVerdict; readonly theirs: Readonly<Record<JudgeName, Verdict>> }> {
  const files = writeCase(folder, pathCase)
  const [ours, byJava, openssl, gnutls] = await Promise.all([
    door.judge(pathCase, 'path-only'),
    java.judge(pathCase),
    judgeByOpenssl(pathCase, files),
    judgeByGnutls(pathCase, files),
  ])
  rmSync(files.folder, { recursive: true })
  const making = { verdict: pathCase.expected ?? 'abstains', said: 'by its making' } as const
  return { ours, theirs: { openssl, gnutls, java: byJava, making } }
}

/** Counts a comparison; `false` when the judge differs and nothing explains it. */
function count(tally: Tally, difference: Difference): boolean {
  const { theirs, ours } = difference
  const why = theirs.verdict === 'abstains' ? undefined : explanationOf(difference)
  if (theirs.verdict === 'abstains') tally.abstained++
  else if (why !== undefined) tally.explained.set(why, (tally.explained.get(why) ?? 0) + 1)
  else if (theirs.verdict === ours.verdict && samePolicies(difference)) tally.agreed++
  else {
    tally.unexplained++
    return false
  }
  return true
}

/**
 * Whether the judge tells the same policies of a path that both hold for valid. Where there are two
 * paths, each may have its own.
 */
function samePolicies({ theirs, ours, pathCase }: Difference): boolean {
  if (theirs.verdict !== 'valid' || theirs.policies === undefined) return true
  if (pathCase.labels.includes('second-path')) return true
  return theirs.policies.join() === ours.policies.join()
}

/** Leaves a case in a folder of its own, for whoever looks into it, and gives its path. */
export function dumpCase(folder: string, { pathCase, ours, judge, theirs }: Difference): string {
  mkdirSync(folder, { recursive: true })
  const files = writeCase(folder, pathCase)
  const { seed, round, base, labels, asked } = pathCase
  const told = { seed, round, base, labels, asked, ours, judge, theirs }
  writeFileSync(join(files.folder, 'case.json'), JSON.stringify(told, undefined, 2))
  const request = requestOf(pathCase, 'path-only')
  writeFileSync(join(files.folder, 'request.json'), JSON.stringify(request))
  return files.folder
}
