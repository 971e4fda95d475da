import { assembleCertificate } from '#codec/x509/encode-certificate.ts'
import { subjectKeyIdentifier } from '#codec/x509/public-key-info.ts'
import { assert } from '#kernel/assert.ts'
import { equalBytes } from '#kernel/bytes.ts'
import { civilDateInJapan } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { DEFAULT_LAW_POLICY, type LawPolicy } from '#law/policy.ts'
import type { CaConfiguration } from './configuration.ts'
import type {
  AuthorityId,
  IssueCommand,
  IssuedCertificate,
  IssueRefusal,
  Receipt,
} from './contract.ts'
import { LintedTbs } from './lint/linted-tbs.ts'
import { wantedIssuer, type WantedIssuer } from './lint/wanted.ts'
import type { Generation, Intent, Issuance } from './model.ts'
import { checkSound, commandDigest, type IssuancePlan, planIssuance } from './plan-issuance.ts'
import type {
  AuthorityRecords,
  IssuanceRecords,
  NewSignature,
  Signer,
  ThrowawaySigner,
} from './ports.ts'
import { type HolderProfile, holderProfile } from './profile.ts'
import { serialHexOf } from './serial.ts'
import { subjectCommonName } from './subject-common-name.ts'
import { SUITES } from './suites.ts'

/** What issuing needs from outside. */
export interface IssuePorts {
  readonly clock: Clock
  readonly random: Random
  readonly records: IssuanceRecords
  readonly authorities: AuthorityRecords
  readonly signer: Signer
  readonly throwaway: ThrowawaySigner
  /** The settings of the law; `DEFAULT_LAW_POLICY` unless the operator decided otherwise. */
  readonly policy?: LawPolicy | undefined
}

/** The outcome of one command of a group. */
export type IssueOutcome = Result<IssuedCertificate, IssueRefusal>

/**
 * A command of a group whose intent is on record, with what remains to be signed; or its outcome.
 */
export type Prepared =
  | { readonly at: 'decided'; readonly outcome: IssueOutcome }
  | {
      readonly at: 'intended'
      readonly intent: Intent
      readonly linted: LintedTbs
      /** Whether the record holds the intent from an earlier attempt. */
      readonly recorded: boolean
    }
  | { readonly at: 'signed'; readonly issuance: Issuance }

/** What is made once for a generation. */
interface PreparedIssuer {
  readonly profile: HolderProfile
  readonly issuer: WantedIssuer
}

/** The issuing of one authority: its generations and what is prepared once for each. */
export class IssuingDesk {
  readonly #ports: IssuePorts
  readonly #configuration: CaConfiguration
  readonly #issuers = new Map<number, PreparedIssuer>()
  #generations: readonly Generation[] = []
  readonly authority: AuthorityId

  constructor(ports: IssuePorts, configuration: CaConfiguration, authority: AuthorityId) {
    this.#ports = ports
    this.#configuration = configuration
    this.authority = authority
  }

  /**
   * First half: decides every command, takes serials, lints, and records the intents of all in one
   * transaction. After it, what is `intended` will be signed, by this process or by the next.
   */
  async prepare(commands: readonly IssueCommand[]): Promise<readonly Prepared[]> {
    await this.refresh()
    const now = this.#ports.clock.now()
    const policy = this.#ports.policy ?? DEFAULT_LAW_POLICY
    const moment = { now, today: civilDateInJapan(now) }
    const plans = commands.map((command) =>
      planIssuance(command, this.#generations, moment, policy),
    )
    const { firstSerial, known } = await this.#ports.records.claim(
      this.authority,
      commands.map(({ receipt }) => receipt),
      plans.filter((plan) => plan.ok).length,
    )
    const byReceipt = new Map(known.map((issuance) => [issuance.intent.receipt, issuance]))
    let serial = firstSerial
    const drafts = commands.map((command, i): Prepared => {
      const earlier = byReceipt.get(command.receipt)
      if (earlier !== undefined) return this.#repeated(command, earlier)
      const plan = plans[i]
      assert(plan !== undefined, 'every command has its plan')
      return plan.ok ? this.#draft(command, plan.value, serial++) : decided(plan)
    })
    const intents = drafts.flatMap((draft) =>
      draft.at === 'intended' && !draft.recorded ? [draft.intent] : [],
    )
    if (intents.length === 0) return drafts
    const recorded = await this.#ports.records.recordIntents(intents)
    return await this.#withoutConflicts(commands, drafts, recorded)
  }

  /** Reads the generations: a ceremony may have added one. */
  async refresh(): Promise<void> {
    const generations = await this.#ports.authorities.generations()
    this.#generations = generations.filter(({ authority }) => authority === this.authority)
  }

  /**
   * Second half: signs what is intended, all at once, and records the signatures in one
   * transaction.
   */
  async complete(prepared: readonly Prepared[]): Promise<readonly IssueOutcome[]> {
    const signed = await Promise.all(
      prepared.flatMap((one) =>
        one.at === 'intended' ? [this.#sign(one.intent, one.linted)] : [],
      ),
    )
    const { records, clock } = this.#ports
    const standing =
      signed.length === 0
        ? new Map<number, Uint8Array>()
        : await records.recordSignatures(this.authority, new Map(signed), clock.now())
    return prepared.map((one) => {
      switch (one.at) {
        case 'decided':
          return one.outcome
        case 'signed':
          return ok(this.#issued(one.issuance))
        case 'intended':
          return ok(
            this.#issued({ intent: one.intent, signature: standing.get(one.intent.serial) }),
          )
      }
    })
  }

  /**
   * Takes up a recorded intent whose signature never came: it is linted anew, to be signed, unless
   * the key has leaked since.
   */
  takeUp(intent: Intent): Prepared {
    const generation = this.#generationOf(intent)
    const sound = checkSound(generation)
    if (!sound.ok) return decided(sound)
    const linted = this.#lint(intent, generation)
    return linted.ok
      ? { at: 'intended', intent, linted: linted.value, recorded: true }
      : decided(linted)
  }

  /**
   * As `takeUp`, unless the signer has lost the key: that is for a person to mend, and no reason to
   * stop.
   */
  async takeUpIfSignable(intent: Intent): Promise<Prepared> {
    const { keyName } = this.#generationOf(intent)
    const key = await this.#ports.signer.publicKeyDer(keyName)
    return key === undefined
      ? decided(refuse('authority-absent', { authority: this.authority }))
      : this.takeUp(intent)
  }

  #repeated(command: IssueCommand, earlier: Issuance): Prepared {
    if (!equalBytes(earlier.intent.commandDigest, commandDigest(command)))
      return decided(refuse('receipt-reused', { receipt: command.receipt }))
    return earlier.signature === undefined
      ? this.takeUp(earlier.intent)
      : { at: 'signed', issuance: earlier }
  }

  #draft(command: IssueCommand, plan: IssuancePlan, serial: number): Prepared {
    const { kind, partition, receipt, holderRef, cardRef, subjectPublicKeyDer } = command
    const { generation, items, keyDigest, notBefore, notAfter } = plan
    const names = { municipalityCode: partition.municipalityCode, serial, at: notBefore }
    const tbsDer = this.#issuerOf(generation).profile({
      serial,
      partition,
      commonName: subjectCommonName(kind, names, this.#ports.random),
      items,
      subjectPublicKeyDer,
      subjectKeyId: subjectKeyIdentifier(subjectPublicKeyDer),
      notBefore,
      notAfter,
    })
    const intent: Intent = {
      authority: kind,
      serial,
      generation: generation.generation,
      receipt,
      commandDigest: commandDigest(command),
      holderRef,
      cardRef,
      partition,
      keyDigest,
      notBefore,
      notAfter,
      tbsDer,
    }
    const linted = this.#lint(intent, generation)
    return linted.ok
      ? { at: 'intended', intent, linted: linted.value, recorded: false }
      : decided(linted)
  }

  #lint(intent: Intent, generation: Generation): Result<LintedTbs, 'lint-failed'> {
    const { serial, keyDigest, partition, tbsDer } = intent
    const { issuer } = this.#issuerOf(generation)
    const wanted = { configuration: this.#configuration, issuer, serial, keyDigest, partition }
    return LintedTbs.lint({ profile: 'holder', tbsDer, wanted }, this.#ports.throwaway)
  }

  /**
   * Intents left out by the record met an earlier one, of the same receipt or of the same key; or
   * their generation was compromised meanwhile.
   */
  async #withoutConflicts(
    commands: readonly IssueCommand[],
    drafts: readonly Prepared[],
    recorded: ReadonlySet<number>,
  ): Promise<readonly Prepared[]> {
    const isLeftOut = (draft: Prepared | undefined): boolean =>
      draft?.at === 'intended' && !draft.recorded && !recorded.has(draft.intent.serial)
    const receipts: readonly Receipt[] = commands.flatMap(({ receipt }, i) =>
      isLeftOut(drafts[i]) ? [receipt] : [],
    )
    if (receipts.length === 0) return drafts
    const { known } = await this.#ports.records.claim(this.authority, receipts, 0)
    await this.refresh()
    const byReceipt = new Map(known.map((issuance) => [issuance.intent.receipt, issuance]))
    return drafts.map((draft, i) => {
      const command = commands[i]
      if (command === undefined || draft.at !== 'intended' || !isLeftOut(draft)) return draft
      const earlier = byReceipt.get(command.receipt)
      if (earlier !== undefined) return this.#repeated(command, earlier)
      const sound = checkSound(this.#generationOf(draft.intent))
      return decided(sound.ok ? refuse('key-already-certified') : sound)
    })
  }

  async #sign(intent: Intent, linted: LintedTbs): Promise<readonly [number, NewSignature]> {
    const { keyName, generation } = this.#generationOf(intent)
    const signature = await this.#ports.signer.sign(keyName, { what: 'certificate', linted })
    return [intent.serial, { generation, signature }]
  }

  #issued({ intent, signature }: Issuance): IssuedCertificate {
    assert(signature !== undefined, 'a certificate leaves only with its recorded signature')
    const generation = this.#generationOf(intent)
    const algorithm = SUITES[generation.suite].signature
    return {
      authority: intent.authority,
      serialHex: serialHexOf(intent.serial),
      certificateDer: assembleCertificate(intent.tbsDer, algorithm, signature),
      notBefore: intent.notBefore,
      notAfter: intent.notAfter,
      authorityCertificateDer: generation.certificateDer,
    }
  }

  #generationOf(intent: Intent): Generation {
    const generation = this.#generations.find((one) => one.generation === intent.generation)
    assert(generation !== undefined, 'the generation of a recorded intent is on record')
    return generation
  }

  #issuerOf(generation: Generation): PreparedIssuer {
    const known = this.#issuers.get(generation.generation)
    if (known !== undefined) return known
    const profile = holderProfile(this.#configuration, generation)
    const made = { profile, issuer: wantedIssuer(generation) }
    this.#issuers.set(generation.generation, made)
    return made
  }
}

function decided(outcome: IssueOutcome): Prepared {
  return { at: 'decided', outcome }
}
