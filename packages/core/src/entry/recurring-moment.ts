import { ConfigurationError } from '../errors.js';

/** The numbers of a field of a cron text, and whether it names them or leaves all of them open. */
interface Field {
  readonly numbers: readonly number[];
  readonly isOpen: boolean;
}

interface FieldRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names for the numbers from `from` on. */
  readonly words?: readonly string[];
}

const RANGES: readonly FieldRange[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', from: 0, to: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const PART = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/;

/** A moment that comes again, without a zone: a time of day, or what the five fields of a cron text say. */
export class RecurringMoment {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly #days: Field;
  readonly #months: Field;
  readonly #weekdays: Field;

  /**
   * @param text `'03:00'`, or minute, hour, day of the month, month and day of the week, such as `'0 3 * * mon-fri'`
   * @throws {ConfigurationError} if it is neither
   */
  constructor(text: string) {
    const fields = fieldsOf(text);
    if (fields.length !== RANGES.length) throw unreadable(text);
    const [minutes, hours, days, months, weekdays] = fields.map((field, at) => fieldFrom(field, RANGES[at]!, text));
    this.minutes = minutes!.numbers;
    this.hours = hours!.numbers;
    this.#days = days!;
    this.#months = months!;
    this.#weekdays = { ...weekdays!, numbers: weekdays!.numbers.map((day) => day % 7) };
  }

  /** @param date its midnight, as if it were UTC */
  isOn(date: Date): boolean {
    if (!this.#months.numbers.includes(date.getUTCMonth() + 1)) return false;
    const isDay = this.#days.numbers.includes(date.getUTCDate());
    const isWeekday = this.#weekdays.numbers.includes(date.getUTCDay());
    // As cron has it: where both are named, one of them is enough.
    return this.#days.isOpen || this.#weekdays.isOpen ? isDay && isWeekday : isDay || isWeekday;
  }
}

function fieldsOf(text: unknown): readonly string[] {
  if (typeof text !== 'string') throw unreadable(text);
  const time = TIME_OF_DAY.exec(text);
  return time ? [time[2]!, time[1]!, '*', '*', '*'] : text.trim().toLowerCase().split(/\s+/);
}

function fieldFrom(field: string, range: FieldRange, text: string): Field {
  const numbers = new Set<number>();
  for (const part of field.split(',')) for (const number of numbersOf(part, range, text)) numbers.add(number);
  return { numbers: [...numbers].sort((one, other) => one - other), isOpen: field.startsWith('*') };
}

function numbersOf(part: string, range: FieldRange, text: string): readonly number[] {
  const match = PART.exec(part);
  if (!match) throw unreadable(text, range);
  const [, first, last, step] = match;
  const from = first === undefined ? range.from : numberFrom(first, range, text);
  const isAlone = first !== undefined && last === undefined && step === undefined;
  const open = range.words && range.to === 7 ? 6 : range.to; // Sunday has two numbers, of which one is enough
  const to = last === undefined ? (isAlone ? from : open) : numberFrom(last, range, text);
  const by = step === undefined ? 1 : Number(step);
  if (from > to || by < 1) throw unreadable(text, range);
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, at) => from + at * by);
}

function numberFrom(word: string, range: FieldRange, text: string): number {
  const named = range.words?.indexOf(word) ?? -1;
  const number = named >= 0 ? named + range.from : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  if (!(number >= range.from && number <= range.to)) throw unreadable(text, range);
  return number;
}

function unreadable(text: unknown, range?: FieldRange): ConfigurationError {
  const where = range ? `; its ${range.name} is ${range.from} to ${range.to}` : '';
  return new ConfigurationError(
    `expireAtTime.at is a time of day such as '03:00', or five fields of cron such as '0 3 * * mon-fri'${where}`,
    text,
  );
}
