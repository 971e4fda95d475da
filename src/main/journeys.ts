import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '#adapters/data-folder/durable-file.ts'
import { civilDateInJapan, instant } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import type { RunningSystem } from '#cli/ports.ts'
import { ageOn } from '#cli/resident-text.ts'
import { toHex } from '#kernel/bytes.ts'
import { checkPinForm } from '#law/pin-rules.ts'
import { parseResidentId, type Resident } from '#register/contract.ts'
import { PERSONAS } from '#register/personas.ts'
import {
  type CardPicture,
  JOURNEY_STEPS,
  type JourneyChoice,
  type JourneyRunner,
  type JourneyStepView,
  type JourneyView,
  type ResidentChoice,
} from '#web/journey/journey-view.ts'
import { runJourney } from './journey.ts'
import { blankStep } from './journey-step.ts'
import type { OfficePorts } from './office.ts'

const KEPT_MAX = 20
const RUNNING_MAX = 3
const CHOICES_MAX = 40
const ID_OCTETS = 8

/** The journeys of this run of the sandbox, newest last; the oldest are forgotten. */
export class SandboxJourneys implements JourneyRunner {
  readonly #system: RunningSystem
  readonly #ports: OfficePorts
  readonly #reportFault: (place: string, fault: unknown) => void
  readonly #views = new Map<string, JourneyView>()
  readonly #running = new Set<Promise<void>>()
  #started = 0

  constructor(
    system: RunningSystem,
    ports: OfficePorts,
    reportFault: (place: string, fault: unknown) => void,
  ) {
    this.#system = system
    this.#ports = ports
    this.#reportFault = reportFault
  }

  /** Shows the last journey of an earlier run again, so that a restart does not empty the page. */
  async recall(): Promise<void> {
    const text = await readFile(this.#file(), 'utf8').catch(() => undefined)
    const view = text === undefined ? undefined : parseJourney(text)
    if (view === undefined) return
    this.#started = view.number
    this.#views.set(view.id, view)
  }

  /** See `JourneyRunner.choices`: the personas first, each with the case it stands for. */
  async choices(): Promise<readonly ResidentChoice[]> {
    const { residents } = await this.#system.listResidents({ limit: CHOICES_MAX })
    const today = civilDateInJapan(this.#ports.clock.now())
    const notes = new Map(PERSONAS.map(({ id, noteJa }) => [id, noteJa]))
    return residents.map((resident) => ({
      id: resident.id,
      label: labelOf(resident, ageOn(resident.items.birthDate, today)),
      note: notes.get(resident.id) ?? '',
    }))
  }

  /** See `JourneyRunner.start`. A PIN of the wrong form is refused before anything is made. */
  async start(choice: JourneyChoice): Promise<Result<{ readonly id: string }, string>> {
    if (this.#running.size >= RUNNING_MAX) return refuse('journeys-full')
    const pin = checkPinForm('user-authentication', choice.authenticationPin)
    if (!pin.ok) return pin
    const password = checkPinForm('signature', choice.signaturePassword)
    if (!password.ok) return password
    const resident = await this.#system.showResident(parseResidentId(choice.residentId) ?? '')
    if (!resident.ok) return resident
    const id = toHex(this.#ports.random.bytes(ID_OCTETS))
    this.#begin(id, resident.value)
    const run = this.#follow(id, choice).finally(() => this.#running.delete(run))
    this.#running.add(run)
    return ok({ id })
  }

  /** See `JourneyRunner.view`. */
  view(id: string): JourneyView | undefined {
    return this.#views.get(id)
  }

  /** See `JourneyRunner.latest`. */
  latest(): JourneyView | undefined {
    return [...this.#views.values()].at(-1)
  }

  /** Resolves when no journey runs. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running)
  }

  #begin(id: string, resident: Resident): void {
    const now = this.#ports.clock.now()
    this.#started += 1
    const [oldest] = this.#views.keys()
    if (this.#views.size >= KEPT_MAX && oldest !== undefined) this.#views.delete(oldest)
    this.#views.set(id, {
      id,
      number: this.#started,
      startedAt: instant(now),
      state: 'running',
      residentLabel: labelOf(resident, ageOn(resident.items.birthDate, civilDateInJapan(now))),
      picture: {
        holderName: resident.items.name,
        card: undefined,
        certificates: { signature: { at: 'waiting' }, 'user-authentication': { at: 'waiting' } },
      },
      steps: JOURNEY_STEPS.map((step) => blankStep(step)),
    })
  }

  async #follow(id: string, choice: JourneyChoice): Promise<void> {
    const show = (step: JourneyStepView): void =>
      this.#change(id, (view) => ({
        ...view,
        steps: view.steps.map((old) => (old.id === step.id ? step : old)),
      }))
    const draw = (change: (picture: CardPicture) => CardPicture): void =>
      this.#change(id, (view) => ({ ...view, picture: change(view.picture) }))
    try {
      const end = await runJourney({
        system: this.#system,
        ports: this.#ports,
        choice,
        show,
        drawCard: (card) => draw((picture) => ({ ...picture, card })),
        drawCertificate: (kind, certificate) =>
          draw((picture) => ({
            ...picture,
            certificates: { ...picture.certificates, [kind]: certificate },
          })),
      })
      this.#change(id, (view) => ({ ...view, state: end }))
      await replaceFile(this.#file(), `${JSON.stringify(this.#views.get(id))}\n`)
    } catch (fault) {
      this.#reportFault('journey', fault)
      this.#change(id, failed)
    }
  }

  #file(): string {
    return join(this.#ports.dataFolder, 'journey.json')
  }

  #change(id: string, change: (view: JourneyView) => JourneyView): void {
    const view = this.#views.get(id)
    if (view !== undefined) this.#views.set(id, change(view))
  }
}

/** The journey as a fault leaves it: the step under way failed, the later ones are not reached. */
function failed(view: JourneyView): JourneyView {
  const steps = view.steps.map((step) =>
    step.state === 'running' ? { ...step, state: 'failed' as const } : step,
  )
  return { ...view, state: 'failed', steps }
}

/** What this program wrote; a file of another shape is as good as none. */
function parseJourney(text: string): JourneyView | undefined {
  try {
    const view = JSON.parse(text) as Partial<JourneyView>
    return view.picture !== undefined && view.steps?.length === JOURNEY_STEPS.length
      ? (view as JourneyView)
      : undefined
  } catch {
    return undefined
  }
}

function labelOf({ items, municipality }: Resident, age: number): string {
  return `${items.name}さん（${age}歳、${municipality.prefecture}${municipality.name}）`
}
