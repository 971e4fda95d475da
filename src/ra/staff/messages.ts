import type { RefusalTexts } from '#kernel/refusal-text.ts'
import type { QueueOwnRefusal } from '../queue/contract.ts'
import type { StaffRefusal } from './contract.ts'

const SIGN_IN_AGAIN = {
  nextJa: '最初の画面からもう一度サインインしてください。途中の案件はそのまま残っています。',
  nextEn: 'Sign in again from the first page. Cases under way are kept as they stand.',
}

/** What a member of staff reads when the desk or the queue refuses. */
export const STAFF_REFUSAL_TEXTS: RefusalTexts<StaffRefusal | QueueOwnRefusal> = {
  'staff-unknown': {
    ja: 'この職員番号の職員は登録されていません。',
    en: 'No member of staff is entered under this number.',
    nextJa: '番号を確かめてください。新しい職員なら、先に追加してください。',
    nextEn: 'Check the number. A new member has to be added first.',
  },
  'staff-session-over': {
    ja: 'サインインの有効時間が終わりました。',
    en: 'Your session has ended.',
    ...SIGN_IN_AGAIN,
  },
  'staff-role-missing': {
    ja: 'この操作は、あなたの役割ではできません。',
    en: 'Your role does not allow this.',
    nextJa: '決裁者または管理者に頼むか、役割の変更を管理者に申し出てください。',
    nextEn: 'Ask a supervisor or the administrator to do it, or to change your role.',
  },
  'staff-other-municipality': {
    ja: '別の市区町村の記録です。',
    en: 'This record belongs to another municipality.',
    nextJa: '住所地の市区町村の窓口を案内してください。内容は見られません。',
    nextEn:
      'Refer the person to the municipality where they live; its records cannot be seen here.',
  },
  'staff-sign-in-failed': {
    ja: 'サインインできませんでした。',
    en: 'You could not be signed in.',
    nextJa:
      '職員と窓口の選択を確かめ、もう一度行ってください。続くときは管理者に問い合わせてください。',
    nextEn: 'Check the account and the desk and try again. If it goes on, ask the administrator.',
  },
  'staff-challenge-over': {
    ja: 'このサインインの問いかけは、時間切れか、使用済みです。',
    en: 'This sign-in took too long, or was answered already.',
    ...SIGN_IN_AGAIN,
  },
  'staff-card-signature-wrong': {
    ja: '職員カードの署名が、このサインインと合いません。',
    en: 'The staff card’s signature does not fit this sign-in.',
    nextJa: '職員カードをリーダーに置き直し、最初からサインインしてください。',
    nextEn: 'Put the staff card on the reader again and sign in from the beginning.',
  },
  'staff-card-not-bound': {
    ja: 'このカードは、どの職員のカードとしても登録されていません。',
    en: 'This card is not entered as the card of any member of staff.',
    nextJa:
      '職員カードを使っているか確かめてください。更新した後は、管理者に登録し直してもらってください。',
    nextEn: 'Check that it is your staff card. After a renewal the administrator enters it anew.',
  },
  'staff-member-malformed': {
    ja: '職員の登録の内容に、形の違うところがあります。',
    en: 'Something in this entry does not have the right form.',
    nextJa: '職員番号は S と数字6桁、氏名は60文字まで、役割は1つ以上、カードの鍵は16進64桁です。',
    nextEn:
      'A number is S and six digits, a name has at most 60 characters, there is at least one role, and a card’s key is 64 hexadecimal digits.',
  },
  'staff-id-taken': {
    ja: 'この職員番号は、別の職員が使っています。',
    en: 'This number belongs to another member of staff.',
    nextJa: '番号を確かめ、使われていない番号で登録してください。',
    nextEn: 'Check the number, or take one that is free.',
  },
  'staff-card-bound-already': {
    ja: 'このカードは、別の職員のカードとして登録されています。',
    en: 'This card is bound to another member of staff.',
    nextJa: 'カードの持ち主を確かめ、先に元の登録からカードを外してください。',
    nextEn: 'Find out whose card it is, and take it off the other entry first.',
  },
  'staff-changed-meanwhile': {
    ja: 'この職員の登録は、ほかの人が先に変更しました。',
    en: 'Someone else changed this entry meanwhile.',
    nextJa: '今の内容を確かめ、必要ならもう一度変更してください。',
    nextEn: 'Look at the entry as it is now, and change it again if need be.',
  },
  'staff-admin-needed': {
    ja: '自分を管理者から外すことや、自分を停止することはできません。',
    en: 'You cannot take the administrator’s role, or your own access, from yourself.',
    nextJa: '別の管理者に変更してもらってください。',
    nextEn: 'Have another administrator do it.',
  },
  'ticket-unknown': {
    ja: 'この番号札は、今日は発券されていません。',
    en: 'This ticket was not given out today.',
    nextJa: '番号を確かめてください。前の日の札なら、新しく取ってもらってください。',
    nextEn: 'Check the number. With a ticket of an earlier day, the person takes a new one.',
  },
  'ticket-state': {
    ja: 'この番号札は「{state}」の状態なので、その操作はできません。',
    en: 'The ticket is “{state}”, so this cannot be done now.',
    nextJa: '順番待ちの一覧で今の状態を確かめてください。',
    nextEn: 'See in the list of the queue where it stands.',
  },
}
