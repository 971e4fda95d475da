import { BIRTHDAY_RULES } from './birthday.ts'
import { CARD_EXPIRY_RULES } from './card-expiry.ts'
import { CARD_VARIANT_RULES } from './card-variant.ts'
import { ELIGIBILITY_RULES } from './eligibility.ts'
import { CONSEQUENCE_RULES } from './consequence.ts'
import { COUNTER_RULES } from './counter-rules.ts'
import { FEE_RULES } from './fees.ts'
import { HOLD_RULES } from './lapse.ts'
import { LAPSE_GROUND_NAMES } from './lapse-ground.ts'
import { LAPSE_GROUNDS } from './lapse-table.ts'
import { NOTICE_RULES } from './notice-rules.ts'
import { PIN_RESET_RULES } from './pin-reset.ts'
import { PIN_RULE_TEXTS } from './pin-rules.ts'
import { PROCEDURE_RULES } from './procedures.ts'
import { RENEWAL_RULES } from './renewal.ts'
import { RULE_FAMILIES, type RuleText } from './rule.ts'
import { VALIDITY_RULES } from './validity-rules.ts'

const RULES: readonly RuleText[] = [
  ...ELIGIBILITY_RULES,
  ...VALIDITY_RULES,
  ...BIRTHDAY_RULES,
  ...RENEWAL_RULES,
  ...CARD_EXPIRY_RULES,
  ...LAPSE_GROUND_NAMES.map((ground) => LAPSE_GROUNDS[ground]),
  ...HOLD_RULES,
  ...PIN_RULE_TEXTS,
  ...CARD_VARIANT_RULES,
  ...PIN_RESET_RULES,
  ...FEE_RULES,
  ...CONSEQUENCE_RULES,
  ...PROCEDURE_RULES,
  ...COUNTER_RULES,
  ...NOTICE_RULES,
]

/** Every rule of law of this package, by family in the order of `RULE_FAMILIES`. */
export const ALL_RULES: readonly RuleText[] = RULE_FAMILIES.flatMap((family) =>
  RULES.filter((rule) => rule.family === family),
)
