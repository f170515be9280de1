/** A hundred people as little figures: counted ones filled, the uncertain ones of them paler, those it might also be outlined. */

const COLUMNS = 10, WIDE = 18, HIGH = 25;

export interface CrowdProps { value: number; low: number | null; high: number | null; kind: 'good' | 'bad'; guess: number | null; words: string }

/** How the person at a place is drawn. */
export function mark(place: number, value: number, low: number | null, high: number | null): 'sure' | 'likely' | 'perhaps' | 'other' {
  const counted = Math.round(value);
  if (place < Math.min(counted, low === null ? counted : Math.round(low))) return 'sure';
  if (place < counted) return 'likely';
  return high !== null && place < Math.round(high) ? 'perhaps' : 'other';
}

export function Crowd({ value, low, high, kind, guess, words }: CrowdProps) {
  const row = guess === null ? 0 : Math.floor(guess / COLUMNS), column = guess === null ? 0 : guess % COLUMNS;
  return (
    <svg class="chart people-chart" viewBox={`0 0 ${COLUMNS * WIDE + 4} ${10 * HIGH + 4}`} role="img" aria-label={words}>
      <defs><g id="rl-person"><circle cx="7" cy="4" r="3.4" /><path d="M1.5,20v-7a5.5,5.5 0 0 1 11,0v7z" /></g></defs>
      {Array.from({ length: 100 }, (_, i) => <use key={i} href="#rl-person" class={`person ${mark(i, value, low, high)} ${kind}`} x={(i % COLUMNS) * WIDE + 4} y={Math.floor(i / COLUMNS) * HIGH + 3} />)}
      {guess !== null && guess < 100 && <path class="guess-mark" d={`M2,${(row + (column ? 1 : 0)) * HIGH + 1.5}H${column ? column * WIDE + 2 : COLUMNS * WIDE + 2}${column ? `v${-HIGH}H${COLUMNS * WIDE + 2}` : ''}`} />}
    </svg>
  );
}
