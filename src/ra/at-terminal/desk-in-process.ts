import { confirmCardTerm, showCardTerm } from '../change-card-term.ts'
import { confirmDelivery, resumeApplication } from '../confirm-delivery.ts'
import type { CounterPorts } from '../counter-ports.ts'
import { acceptCardProof, issuerChallenge } from '../open-issuer-session.ts'
import { requestCertificate } from '../request-certificate.ts'
import { confirmPinReset } from '../request-pin-reset.ts'
import { showPinReset } from '../show-application.ts'
import type { CardTermDesk, CounterDesk, IssuerDesk, PinResetDesk } from './ports.ts'

/** The counter as a terminal in the same process sees it. */
export function deskInProcess(
  ports: CounterPorts,
): CounterDesk & PinResetDesk & CardTermDesk & IssuerDesk {
  return {
    application: (receiptNumber) => resumeApplication(ports, receiptNumber),
    requestCertificate: (request) => requestCertificate(ports, request),
    confirmDelivery: (confirmation) => confirmDelivery(ports, confirmation),
    pinReset: (receiptNumber) => showPinReset(ports, receiptNumber),
    confirmPinReset: (receiptNumber) => confirmPinReset(ports, receiptNumber),
    cardTerm: (receiptNumber) => showCardTerm(ports, receiptNumber),
    confirmCardTerm: (confirmation) => confirmCardTerm(ports, confirmation),
    issuerChallenge: (challenge) => issuerChallenge(ports, challenge),
    acceptCardProof: (proof) => acceptCardProof(ports, proof),
  }
}
