/**
 * What people say in some languages, for the few rules that cannot do without words. To add a language, add a column
 * to each table; phrases are compared word by word, without case and accents. Languages without spaces are searched as
 * they stand. Nothing here is complete: what is not listed is not found.
 */
interface Phrases {
  /** Of somebody who is displeased with what an agent did. */
  scolding: readonly string[]
  /** What begins a request that narrows the last one. */
  narrowing: readonly string[]
  /** On buttons that take the last thing back. */
  undoing: readonly string[]
  /** On buttons that drop what was entered. */
  cancelling: readonly string[]
  /** On buttons that remove one thing. */
  deleting: readonly string[]
}

/** By language, as BCP 47 names it. */
export const phrases: Readonly<Record<string, Phrases>> = {
  en: {
    scolding: [
      'that is wrong',
      "that's wrong",
      'this is wrong',
      'wrong again',
      'you are wrong',
      'not what i asked',
      'not what i said',
      'not what i wanted',
      'not like that',
      'i told you',
      'i said',
      'you should have',
      'you did not',
      "you didn't",
      'why did you',
      'are you stupid',
      'stupid',
      'idiot',
      'useless',
      'terrible',
      'no no',
      'what the hell',
      'wtf',
    ],
    narrowing: ['but', 'only', 'just', 'except', 'without', 'instead', 'rather', 'no,', 'and only', 'make it'],
    undoing: ['undo', 'revert', 'roll back'],
    cancelling: ['cancel', 'discard', 'never mind'],
    deleting: ['delete', 'remove'],
  },
  de: {
    scolding: [
      'das ist falsch',
      'falsch gemacht',
      'schon wieder falsch',
      'nicht das was ich',
      'so nicht',
      'ich habe gesagt',
      'ich hab gesagt',
      'ich sagte doch',
      'warum hast du',
      'du solltest',
      'dumm',
      'blöd',
      'idiot',
      'nutzlos',
      'nein nein',
    ],
    narrowing: ['aber', 'nur', 'außer', 'ohne', 'stattdessen', 'lieber', 'sondern'],
    undoing: ['rückgängig', 'zurücknehmen', 'widerrufen'],
    cancelling: ['abbrechen', 'verwerfen'],
    deleting: ['löschen', 'entfernen'],
  },
  fr: {
    scolding: [
      "c'est faux",
      'ce n’est pas ce que',
      "ce n'est pas ce que",
      "c'est pas ce que",
      'je t’ai dit',
      "je t'ai dit",
      "j'ai dit",
      'pourquoi tu as',
      'stupide',
      'idiot',
      'nul',
      'inutile',
      'non non',
    ],
    narrowing: ['mais', 'seulement', 'uniquement', 'sauf', 'sans', 'plutôt'],
    undoing: ['annuler la dernière action', 'rétablir', 'défaire'],
    cancelling: ['annuler', 'abandonner'],
    deleting: ['supprimer', 'retirer', 'enlever'],
  },
  es: {
    scolding: [
      'está mal',
      'eso no es',
      'no es lo que',
      'te dije',
      'he dicho',
      'por qué has',
      'estúpido',
      'idiota',
      'inútil',
      'no no',
    ],
    narrowing: ['pero', 'solo', 'solamente', 'excepto', 'sin', 'mejor'],
    undoing: ['deshacer', 'revertir'],
    cancelling: ['cancelar', 'descartar'],
    deleting: ['eliminar', 'borrar', 'quitar'],
  },
  it: {
    scolding: [
      'è sbagliato',
      'hai sbagliato',
      'non è quello che',
      'ti ho detto',
      'ho detto',
      'stupido',
      'idiota',
      'inutile',
      'no no',
    ],
    narrowing: ['ma', 'solo', 'soltanto', 'tranne', 'senza', 'invece', 'piuttosto'],
    undoing: ['annulla ultima', 'ripristina'],
    cancelling: ['annulla', 'scarta'],
    deleting: ['elimina', 'rimuovi', 'cancella'],
  },
  pt: {
    scolding: [
      'está errado',
      'não é isso',
      'não foi isso',
      'eu disse',
      'já te disse',
      'estúpido',
      'idiota',
      'inútil',
      'não não',
    ],
    narrowing: ['mas', 'só', 'somente', 'apenas', 'exceto', 'sem', 'em vez'],
    undoing: ['desfazer', 'reverter'],
    cancelling: ['cancelar', 'descartar'],
    deleting: ['excluir', 'remover', 'apagar', 'eliminar'],
  },
  nl: {
    scolding: [
      'dat is fout',
      'dat klopt niet',
      'niet wat ik',
      'ik zei',
      'ik heb gezegd',
      'waarom heb je',
      'stom',
      'idioot',
      'waardeloos',
      'nee nee',
    ],
    narrowing: ['maar', 'alleen', 'behalve', 'zonder', 'liever'],
    undoing: ['ongedaan maken'],
    cancelling: ['annuleren', 'verwerpen'],
    deleting: ['verwijderen', 'wissen'],
  },
  pl: {
    scolding: [
      'to jest źle',
      'źle',
      'nie o to',
      'mówiłem',
      'mówiłam',
      'powiedziałem',
      'powiedziałam',
      'głupi',
      'idiota',
      'nie nie',
    ],
    narrowing: ['ale', 'tylko', 'oprócz', 'bez', 'raczej'],
    undoing: ['cofnij'],
    cancelling: ['anuluj', 'odrzuć'],
    deleting: ['usuń', 'skasuj'],
  },
  ru: {
    scolding: [
      'это неправильно',
      'неправильно',
      'не то',
      'я сказал',
      'я сказала',
      'я же говорил',
      'тупой',
      'идиот',
      'бесполезно',
      'нет нет',
    ],
    narrowing: ['но', 'только', 'кроме', 'без', 'лучше'],
    undoing: ['отменить действие', 'вернуть'],
    cancelling: ['отмена', 'отменить'],
    deleting: ['удалить', 'убрать'],
  },
  zh: {
    scolding: ['错了', '不对', '我说的是', '我说过', '不是这个', '笨', '没用'],
    narrowing: ['但是', '只要', '仅', '除了', '不要'],
    undoing: ['撤销', '撤消'],
    cancelling: ['取消', '放弃'],
    deleting: ['删除', '移除'],
  },
  ja: {
    scolding: ['違う', '違います', '間違って', 'と言った', '言ったでしょ', 'そうじゃない', '役に立たない'],
    narrowing: ['でも', 'ただし', 'だけ', '以外'],
    undoing: ['元に戻す', '取り消す'],
    cancelling: ['キャンセル', '破棄'],
    deleting: ['削除'],
  },
}

/** The phrases of one kind in all languages: pages and people mix them. */
export function phrasesOf(kind: keyof Phrases): string[] {
  return Object.values(phrases).flatMap((language) => language[kind])
}
