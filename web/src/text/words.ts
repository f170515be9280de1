/** Words of the figures: filled templates, numbers and comparisons in plain English. */
import raw from '../../strings.en.yaml';

type Tree = { [key: string]: string | Tree };
const strings = raw as Tree;
/** Texts looked up before: the figures ask for the same ones in every frame. */
const found = new Map<string, string>();

/** The text at a dotted `key`, with `{name}` filled from `values`. Throws on an unknown key or a missing value. */
export function say(key: string, values?: Record<string, string | number>): string {
  let text = found.get(key);
  if (text === undefined) {
    let at: string | Tree | undefined = strings;
    for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
    if (typeof at !== 'string') throw new Error(`no text '${key}' in strings.en.yaml`);
    found.set(key, (text = at));
  }
  if (!text.includes('{')) return text;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values?.[name];
    if (value === undefined) throw new Error(`text '${key}' needs '${name}'`);
    return String(value);
  });
}

/** A number for reading: three significant digits, no exponent between 1e-4 and 1e5, a true minus sign. */
export function number(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-4 ? value.toExponential(1) : String(Number(value.toPrecision(digits)));
  return text.replace('-', '−');
}

/** A ratio to normal, always with two decimals up to ten ("0.83"). */
export function ratio(value: number): string {
  return value >= 10 ? number(value) : value.toFixed(2);
}

/** Hours as words: "48 h", or minutes below one hour. */
export function duration(hours: number): string {
  return hours > 0 && hours < 1 ? say('figure.minutes', { n: number(hours * 60, 2) }) : say('figure.hours', { n: number(hours, 3) });
}

/** A clock time "21:20" from hours, any day. */
export function clock(hours: number): string {
  const minutes = ((Math.round(hours * 60) % 1440) + 1440) % 1440;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

const FRACTIONS: [number, string][] = [
  [1 / 10, 'tenth'], [1 / 8, 'eighth'], [1 / 6, 'sixth'], [1 / 5, 'fifth'], [1 / 4, 'quarter'], [1 / 3, 'third'], [2 / 5, 'two_fifths'],
  [1 / 2, 'half'], [3 / 5, 'three_fifths'], [2 / 3, 'two_thirds'], [3 / 4, 'three_quarters'], [4 / 5, 'four_fifths'], [9 / 10, 'nine_tenths'],
];

/** How a ratio compares with normal, in words that stay true: "about a sixth below normal". */
export function compare(value: number): string {
  const gap = Math.abs(value - 1);
  if (gap < 0.005) return say('compare.same');
  if (value < 0.005) return say('compare.gone');
  if (value >= 1.92) return say('compare.times', { factor: number(value, 2) });
  const side = value < 1 ? 'below' : 'above';
  if (gap < 0.09 || gap > 0.93) return say(`compare.little_${side}`, { percent: number(gap * 100, gap < 0.095 ? 1 : 2) });
  const [, name] = FRACTIONS.reduce((best, f) => (Math.abs(f[0] - gap) < Math.abs(best[0] - gap) ? f : best));
  return say(`compare.${side}`, { fraction: say(`fractions.${name}`) });
}
