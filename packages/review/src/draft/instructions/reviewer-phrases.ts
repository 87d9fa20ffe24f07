/**
 * Words that speak to a reviewer or a model and not to who maintains the code. Each pattern wants
 * the command and what it is about: `ignore the above rules` stands in style sheets, `ignore all
 * previous instructions` does not. Languages are those in which published attacks were written.
 */
const commands: readonly string[] = [
  // English
  String.raw`\b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,30}\b(?:previous|prior|above|earlier|preceding|foregoing|system|original|your|all)\b[^.\n]{0,20}\b(?:instructions?|prompts?|directives?|commands)\b`,
  String.raw`\b(?:ignore|disregard|forget)\b[^.\n]{0,12}\b(?:everything|anything|all)\b[^.\n]{0,12}\b(?:above|before|prior|previous|you were told)\b[^.\n]{0,20}\b(?:and|,|you|instead|approve|say|output|answer)\b`,
  String.raw`\b(?:new|updated|real) (?:system )?instructions? (?:for|to) (?:you|the (?:ai|model|assistant|reviewer|bot))\b`,
  String.raw`\b(?:note|notice|message|attention|dear|hey|instructions?|important)\b[^.\n]{0,12}\b(?:ai|llm|automated|code.?review)[ -](?:code )?(?:review(?:er|ers|ing)?|assistants?|agents?|models?|bots?|tools?)\b[^\n]{0,60}\b(?:approve|ignore|skip|do not|don.t|must|output|respond|reply|print|say|mark|answer|consider|treat|report)\b`,
  String.raw`\b(?:ai|llm) (?:code )?reviewers?\b[^\n]{0,40}\b(?:approve|ignore|skip|do not|don.t|must|output|respond|reply|print|say|mark|answer|consider|treat)\b`,
  String.raw`\b(?:you are|act as|pretend to be|behave as)\b[^.\n]{0,20}\b(?:DAN|jailbroken|unrestricted|in developer mode|no longer (?:a |an )?(?:code )?review)`,
  String.raw`\b(?:approve|merge|lgtm)\b[^.\n]{0,10}\b(?:this|the) (?:pr|pull request|merge request|change|commit|diff)\b[^.\n]{0,20}\b(?:without|immediately|unconditionally|regardless|no matter|right away)\b`,
  String.raw`\b(?:do not|don.t|never|must not)\b[^.\n]{0,8}\b(?:report|flag|mention|raise|list)\b[^.\n]{0,8}\b(?:any|these|the|all)\b[^.\n]{0,12}\b(?:findings?|vulnerabilit(?:y|ies)|security (?:issues?|problems?)|review comments?)\b`,
  String.raw`\b(?:answer|respond|reply|output|say|write|report)\b[^\n]{0,20}["'\x60*]?NO FINDINGS\b`,
  String.raw`\b(?:reveal|repeat|leak|print|output|disclose|exfiltrate|show|dump)\b[^.\n]{0,16}\b(?:your|the) (?:system|initial|hidden|original|previous|full)[^.\n]{0,8} (?:prompt|instructions?)\b`,
  // German
  String.raw`(?:ignorier|vergiss|missacht|übergeh)\p{L}*[^.\n]{0,30}(?:vorherig|bisherig|obig|früher|vorangegangen|alle|deine)\p{L}*[^.\n]{0,20}(?:anweisung|instruktion|befehl|vorgabe)`,
  // Spanish, Portuguese, Italian, French
  String.raw`(?:ignor[aeá]|olvid[ae]|descart[ae]|desconsider[ae]|esqueç[ae]|esquece|dimentica|oubli)\p{L}*[^.\n]{0,30}(?:instruc|instruç|istruzion|instruction|consigne|órdenes|ordens)\p{L}*[^.\n]{0,20}(?:anterior|previ|precedent|précédent|ci-dessus|de arriba|acima|sopra)`,
  String.raw`(?:ignor|olvid|oubli|dimentic)\p{L}*[^.\n]{0,20}(?:todas|toutes|tutte)[^.\n]{0,16}(?:instruc|instruç|istruzion|instruction|consigne)`,
  // Polish, Russian, Ukrainian, Turkish
  String.raw`(?:z?ignoruj|zapomnij)\p{L}*[^.\n]{0,20}(?:poprzedni|wszystki|wcześniejsz)\p{L}*[^.\n]{0,16}(?:instrukcj|polece)`,
  String.raw`(?:игнорируй|проигнорируй|забудь|ігноруй|не обращай внимания на)\p{L}*[^.\n]{0,30}(?:предыдущ|прежни|вышеизложенн|выше|все|попередн|усі)\p{L}*[^.\n]{0,20}(?:инструкц|указани|команд|інструкц|вказівк)`,
  String.raw`(?:önceki|tüm|yukarıdaki)[^.\n]{0,20}talimat\p{L}*[^.\n]{0,20}(?:yok say|unut|görmezden|dikkate alma)`,
  // Chinese, Japanese, Korean
  String.raw`(?:忽略|无视|無視|忘记|忘記|不要理会|不要理會)[^。\n]{0,12}(?:之前|以上|上述|先前|前面|所有|此前)[^。\n]{0,8}(?:指令|指示|说明|說明|提示|规则|規則|要求)`,
  String.raw`(?:以前|これまで|上記|前述|前|すべて|全て)の?[^。\n]{0,10}(?:指示|命令|プロンプト|ルール)[^。\n]{0,6}(?:無視|忘れ)`,
  String.raw`(?:이전|위의|모든|앞의)[^.\n]{0,10}(?:지시|명령|지침)[^.\n]{0,8}(?:무시|잊)`,
  // Arabic, Persian, Hebrew, Hindi
  String.raw`(?:تجاهل|انسَ|انس|تجاهلوا)[^.\n]{0,20}(?:التعليمات|الأوامر|التوجيهات)`,
  String.raw`(?:دستور|دستورالعمل)\p{L}*[^.\n]{0,16}(?:قبلی|بالا)[^.\n]{0,16}(?:نادیده|فراموش)`,
  String.raw`(?:התעלם|תתעלם|שכח)[^.\n]{0,20}(?:ההוראות|הנחיות)`,
  String.raw`(?:पिछले|सभी|पूर्व|पहले)[^.\n]{0,16}निर्देश[^.\n]{0,20}(?:अनदेखा|नज़रअंदाज़|अनदेखी|भूल)`,
];

const addressed = new RegExp(commands.join("|"), "iu");

/** Turns of the templates of ChatML, Llama, Mistral and Gemma; `<s>` is HTML too, and not here. */
const controlWord =
  /<[|｜](?:im_start|im_end|im_sep|system|user|assistant|end|begin_of_text|end_of_text|start_header_id|end_header_id|eot_id|eom_id|python_tag|channel|message|return|start|Assistant|User|end▁of▁sentence|begin▁of▁sentence)[|｜]>|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>/iu;

/** The markers around foreign text in our own prompts. In PHP `<<<DATA` begins a text. */
const dataMarker = /<<<DATA\d*\b|\bDATA\d*>>>/;

/** The first line of a finding as models are to write it, which would be taken for one of theirs. */
const fakeFinding = /^\W{0,6}FINDING\s*$|\bFINDING\\n\s*file:/;

export function isAddressedToReviewer(text: string): boolean {
  return addressed.test(text);
}

export function hasControlWord(text: string): boolean {
  return controlWord.test(text);
}

export function hasDataMarker(text: string): boolean {
  return dataMarker.test(text);
}

export function opensFinding(text: string): boolean {
  return fakeFinding.test(text);
}
