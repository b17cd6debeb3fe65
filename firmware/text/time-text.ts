// Times as people write them. UTC; the calendar of the days since 1970.
import type { TextBuffer } from './text-buffer';

const SECONDS_PER_DAY = 86_400;
/** From 0000-03-01 to 1970-01-01, and days of 400, 100 and 4 years: the year begins in March, so that leap days come last. */
const EPOCH_DAY = 719_468;
const ERA_DAYS = 146_097;

/** `+00:01:05.230`. */
export function putSpan(out: TextBuffer, milliseconds: number): void {
  const seconds = Math.trunc(milliseconds / 1000);
  out.text('+');
  putClock(out, seconds);
  out.text('.');
  out.integer(milliseconds - 1000 * seconds, 3);
}

/** `2026-11-29T03:00:46Z`. After H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days. */
export function putUnixTime(out: TextBuffer, unixSeconds: number): void {
  const days = Math.trunc(unixSeconds / SECONDS_PER_DAY);
  const shifted = days + EPOCH_DAY;
  const era = Math.trunc(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.trunc(
    (dayOfEra - Math.trunc(dayOfEra / 1460) + Math.trunc(dayOfEra / 36_524) - Math.trunc(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.trunc(yearOfEra / 4) - Math.trunc(yearOfEra / 100));
  const monthFromMarch = Math.trunc((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  out.integer(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
  out.text('-');
  out.integer(month, 2);
  out.text('-');
  out.integer(dayOfYear - Math.trunc((153 * monthFromMarch + 2) / 5) + 1, 2);
  out.text('T');
  putClock(out, unixSeconds - days * SECONDS_PER_DAY);
  out.text('Z');
}

/** `01:02:03`; hours go on beyond a day. */
function putClock(out: TextBuffer, seconds: number): void {
  const minutes = Math.trunc(seconds / 60);
  const hours = Math.trunc(minutes / 60);
  out.integer(hours, 2);
  out.text(':');
  out.integer(minutes - 60 * hours, 2);
  out.text(':');
  out.integer(seconds - 60 * minutes, 2);
}
