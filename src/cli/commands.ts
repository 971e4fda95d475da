import type { Command } from './command.ts'
import { caCeremony, caCheckTranscript } from './commands/ca-ceremony.ts'
import { capacity } from './commands/capacity.ts'
import { cardApdu } from './commands/card-apdu.ts'
import { cardCertificates } from './commands/card-certificates.ts'
import { cardChangePin } from './commands/card-change-pin.ts'
import { cardItems } from './commands/card-items.ts'
import { cardServe } from './commands/card-serve.ts'
import { cardShow } from './commands/card-show.ts'
import { certExplain } from './commands/cert-explain.ts'
import { clockSet, clockShow } from './commands/clock.ts'
import { counterIssue, counterRenew } from './commands/counter-issue.ts'
import { counterResetPin } from './commands/counter-reset-pin.ts'
import { counterRevoke } from './commands/counter-revoke.ts'
import { crl } from './commands/crl.ts'
import { crlCheck } from './commands/crl-check.ts'
import { filterFetch } from './commands/filter-fetch.ts'
import { filterStatus } from './commands/filter-status.ts'
import { lawExplain } from './commands/law-explain.ts'
import { login } from './commands/login.ts'
import { municipalityList } from './commands/municipality-list.ts'
import { ocsp } from './commands/ocsp.ts'
import { pkiCheckCrl } from './commands/pki-check-crl.ts'
import { pkiCheckOcsp } from './commands/pki-check-ocsp.ts'
import { pkiParse } from './commands/pki-parse.ts'
import { pkiVerifyPath } from './commands/pki-verify-path.ts'
import { pkiVerifySignature } from './commands/pki-verify-signature.ts'
import { residentAdd } from './commands/resident-add.ts'
import { residentEvent } from './commands/resident-event.ts'
import { residentList } from './commands/resident-list.ts'
import { residentShow } from './commands/resident-show.ts'
import { residentWhatIf } from './commands/resident-what-if.ts'
import { sign } from './commands/sign.ts'
import { statusService } from './commands/status-service.ts'
import { up } from './commands/up.ts'
import { verify } from './commands/verify.ts'

/** Every subcommand, in the order of the overview. */
export const COMMANDS: readonly Command[] = [
  up,
  statusService,
  residentList,
  residentShow,
  residentAdd,
  residentWhatIf,
  residentEvent,
  municipalityList,
  counterIssue,
  counterRenew,
  counterRevoke,
  counterResetPin,
  cardShow,
  cardCertificates,
  cardItems,
  cardChangePin,
  capacity,
  cardApdu,
  cardServe,
  sign,
  verify,
  login,
  ocsp,
  crlCheck,
  crl,
  filterFetch,
  filterStatus,
  certExplain,
  pkiVerifyPath,
  pkiCheckOcsp,
  pkiCheckCrl,
  pkiVerifySignature,
  pkiParse,
  lawExplain,
  clockShow,
  clockSet,
  caCeremony,
  caCheckTranscript,
]
