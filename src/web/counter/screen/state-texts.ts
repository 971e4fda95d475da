/** What the resident reads before and after typing. */
export const STATE_TEXTS = {
  pairTitle: {
    ja: '6桁の番号を入力してください',
    easy: '6つの {数字|すうじ}を {入|い}れて ください',
    en: 'Enter the six-digit number',
  },
  pairLead: {
    ja: '番号は、職員の画面に出ています。窓口とこの画面をつなぎます。',
    easy: '{番号|ばんごう}は {職員|しょくいん}が {教|おし}えます。{窓口|まどぐち}と この {画面|がめん}を つなぎます。',
    en: 'The staff will tell you the number. It joins this screen to the counter.',
  },
  codeLabel: {
    ja: '6桁の番号',
    easy: '6つの {数字|すうじ}',
    en: 'Six-digit number',
  },
  connect: { ja: 'つなぐ', easy: 'つなぐ', en: 'Connect' },
  codeForm: {
    ja: '半角の数字6桁を入力してください。',
    easy: '{数字|すうじ}を 6つ {入|い}れて ください。',
    en: 'Enter six digits.',
  },
  codeRefused: {
    ja: '番号が違うか、期限が切れています。職員に新しい番号を聞いてください。',
    easy: '{番号|ばんごう}が {違|ちが}います。{職員|しょくいん}に {新|あたら}しい {番号|ばんごう}を {聞|き}いて ください。',
    en: 'The number is wrong or out of date. Ask the staff for a new one.',
  },
  pairingEnded: {
    ja: '窓口とのつながりは終わりました。ありがとうございました。',
    easy: '{窓口|まどぐち}との つながりは {終|お}わりました。ありがとうございました。',
    en: 'The connection to the counter has ended. Thank you.',
  },
  welcomeTitle: { ja: 'ようこそ', easy: 'こんにちは', en: 'Welcome' },
  welcomeLead: {
    ja: '職員がご案内します。このままお待ちください。',
    easy: '{職員|しょくいん}が {説明|せつめい}します。{待|ま}って いて ください。',
    en: 'The staff will guide you. Please wait here.',
  },
  welcomeNote: {
    ja: '暗証番号を入力するときは、この画面が自動で切り替わります。',
    easy: 'あとで この {画面|がめん}に {番号|ばんごう}を {入|い}れます。{画面|がめん}は ひとりでに {変|か}わります。',
    en: 'When it is time to type a PIN, this screen changes by itself.',
  },
  workingTitle: {
    ja: 'カードに書き込んでいます',
    easy: 'カードに {書|か}いて います',
    en: 'Writing to the card',
  },
  workingLead: {
    ja: 'カードに触らず、このままお待ちください。',
    easy: 'カードに さわらないで ください。{待|ま}って いて ください。',
    en: 'Please do not touch the card, and wait.',
  },
  workingProgress: {
    ja: '{of} のうち {n} が終わりました',
    easy: '{of}のうち {n}が {終|お}わりました',
    en: '{n} of {of} steps are done',
  },
  doneIssued: {
    ja: '新しい電子証明書が使えます',
    easy: '{新|あたら}しい {証明書|しょうめいしょ}が {使|つか}えます',
    en: 'Your new certificates are ready',
  },
  donePins: {
    ja: '新しい暗証番号が使えます',
    easy: '{新|あたら}しい {暗証番号|あんしょうばんごう}が {使|つか}えます',
    en: 'Your new PIN is ready',
  },
  doneEnded: {
    ja: '電子証明書を失効させました',
    easy: '{証明書|しょうめいしょ}を {止|と}めました',
    en: 'The certificates have been revoked',
  },
  doneHeld: {
    ja: '電子証明書を一時保留にしました',
    easy: '{証明書|しょうめいしょ}を しばらく {止|と}めました',
    en: 'The certificates are on hold',
  },
  doneContinued: {
    ja: '国外でもカードを続けて使えます',
    easy: '{外国|がいこく}でも カードを {使|つか}えます',
    en: 'You can keep using the card overseas',
  },
  donePinless: {
    ja: '暗証番号のないカードになりました',
    easy: '{暗証番号|あんしょうばんごう}の ない カードに なりました',
    en: 'This is now a card without PINs',
  },
  doneEndedLead: {
    ja: 'この電子証明書は、もう使えません。必要なときは、窓口で新しく申請できます。',
    easy: 'この {証明書|しょうめいしょ}は もう {使|つか}えません。また ほしいときは {窓口|まどぐち}に {来|き}て ください。',
    en: 'They can no longer be used. You can apply for new ones at the counter.',
  },
  doneHeldLead: {
    ja: 'カードが見つかったら、窓口に来てください。新しい電子証明書を発行します。',
    easy: 'カードを {見|み}つけたら、{窓口|まどぐち}に {来|き}て ください。{新|あたら}しい {証明書|しょうめいしょ}を {作|つく}ります。',
    en: 'If you find the card, come to the counter: new certificates will be issued.',
  },
  doneContinuedLead: {
    ja: '署名用電子証明書は、転出の日に使えなくなります。',
    easy: 'サインの {証明書|しょうめいしょ}は、{引|ひ}っ{越|こ}しの 日に {止|と}まります。',
    en: 'The signature certificate ends on the day you leave.',
  },
  donePinlessLead: {
    ja: '医療機関などで、顔による確認で使えます。ネットでのログインには使えません。',
    easy: '{病院|びょういん}で {顔|かお}を {見|み}せて {使|つか}います。ネットでは {使|つか}えません。',
    en: 'It is used with your face, as at a hospital, and not for logging in online.',
  },
  usableUntil: {
    ja: '{date} まで使えます',
    easy: '{date}まで {使|つか}えます',
    en: 'can be used until {date}',
  },
  certificateOfSignature: {
    ja: '署名用電子証明書',
    easy: 'サインの {証明書|しょうめいしょ}',
    en: 'Signature certificate',
  },
  certificateOfAuthentication: {
    ja: '利用者証明用電子証明書',
    easy: 'ログインの {証明書|しょうめいしょ}',
    en: 'User-authentication certificate',
  },
  signatureEndsOnChange: {
    ja: '引っ越しや氏名の変更をすると、署名用電子証明書は使えなくなります。窓口で新しくできます。',
    easy: '{引|ひ}っ{越|こ}しを すると サインの {証明書|しょうめいしょ}は {止|と}まります。{名前|なまえ}が {変|か}わっても {止|と}まります。{窓口|まどぐち}で また {作|つく}れます。',
    en: 'A move or a new name ends the signature certificate; the counter issues a new one.',
  },
  keepPinSecret: {
    ja: '暗証番号は、だれにも教えないでください。',
    easy: '{暗証番号|あんしょうばんごう}を だれにも {教|おし}えないで ください。',
    en: 'Tell your PIN to no one.',
  },
  takeCard: {
    ja: 'カードをお忘れなく。',
    easy: 'カードを {忘|わす}れないで ください。',
    en: 'Do not forget your card.',
  },
  stoppedTitle: {
    ja: '途中で止まりました',
    easy: '{途中|とちゅう}で {止|と}まりました',
    en: 'It has stopped on the way',
  },
  stoppedAsk: {
    ja: '職員に声をかけてください。続きから始められます。',
    easy: '{職員|しょくいん}を {呼|よ}んで ください。{続|つづ}きから できます。',
    en: 'Please speak to the staff. It goes on from where it stopped.',
  },
  stoppedCardAway: {
    ja: 'カードを読めなくなりました。',
    easy: 'カードを {読|よ}めません。',
    en: 'The card can no longer be read.',
  },
  stoppedPinWrong: {
    ja: '今の暗証番号が違いました。',
    easy: '{今|いま}の {番号|ばんごう}が {違|ちが}いました。',
    en: 'The present PIN was wrong.',
  },
  stoppedPinBlocked: {
    ja: '間違いが続いたため、暗証番号がロックされています。窓口で新しく決められます。',
    easy: '{何回|なんかい}も {違|ちが}ったので {番号|ばんごう}が {止|と}まりました。{窓口|まどぐち}で {新|あたら}しく できます。',
    en: 'After too many wrong tries the PIN is locked. The counter can reset it.',
  },
  stoppedOther: {
    ja: '手続を続けられなくなりました。',
    easy: '{手続|てつづ}きが {止|と}まりました。',
    en: 'The procedure could not go on.',
  },
  stoppedSafe: {
    ja: '終わったところまでの記録は残っています。入力した暗証番号は、職員には見えていません。',
    easy: '{終|お}わった ところは {残|のこ}って います。{番号|ばんごう}は {職員|しょくいん}に {見|み}えて いません。',
    en: 'What was done so far is kept. The staff has not seen what you typed.',
  },
  stoppedCode: {
    ja: '職員用の記号',
    easy: '{職員|しょくいん}が {見|み}る {文字|もじ}',
    en: 'For the staff',
  },
} as const
