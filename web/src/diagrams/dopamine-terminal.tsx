/** The living diagram of one dopamine nerve ending: every part is bound to a state or a flux of the model. */
import { ratio as show, say } from '../text/words.ts';
import { Amount, Flow, Pool, scatter, Tag, type Point } from './parts.tsx';

/** Ratios to normal by model id, and the settings that change how many of a thing there are. */
export interface DiagramState { ratio: (name: string) => number; setting: (name: string) => number }

interface Layout {
  box: [number, number];
  cell: string;
  blood: Point; bloodIn: string;
  tyr: Point; tyrTag: Point;
  th: Point; thTag: Point; toTh: string; fromTh: string;
  ldopa: Point; ldopaTag: Point; toCda: string;
  cda: Point; cdaTag: Point; cdaAnchor: 'start' | 'middle' | 'end';
  pack: string;
  vesicles: Point; vesicleTag: Point; vesicleAnchor: 'start' | 'middle' | 'end';
  release: string;
  cleft: { x: number; y: number; w: number; h: number }; edaTag: Point;
  dat: Point; datTag: Point; datIn: string; datOut: string; datAnchor: 'start' | 'middle' | 'end';
  auto: Point; autoTag: Point; autoFrom: string; autoTo: string;
  neighbour: string; receptors: { x: number; y: number; step: number }; signal: { x: number; y: number; w: number }; signalTag: Point; receptorTag: Point;
}

const WIDE: Layout = {
  box: [540, 400],
  cell: 'M232,4V50C150,58 62,92 62,168C62,236 140,262 262,262C384,262 462,236 462,168C462,92 374,58 292,50V4',
  blood: { x: 6, y: 112 }, bloodIn: 'M52,122H104',
  tyr: { x: 130, y: 122 }, tyrTag: { x: 130, y: 96 },
  th: { x: 196, y: 122 }, thTag: { x: 196, y: 164 }, toTh: 'M150,122H178', fromTh: 'M209,122H234',
  ldopa: { x: 252, y: 122 }, ldopaTag: { x: 252, y: 102 }, toCda: 'M265,122H300',
  cda: { x: 326, y: 122 }, cdaTag: { x: 352, y: 112 }, cdaAnchor: 'start',
  pack: 'M316,143C308,156 300,164 290,174',
  vesicles: { x: 252, y: 208 }, vesicleTag: { x: 196, y: 205 }, vesicleAnchor: 'end',
  release: 'M252,244V280',
  cleft: { x: 150, y: 284, w: 250, h: 44 }, edaTag: { x: 8, y: 300 },
  dat: { x: 428, y: 226 }, datTag: { x: 456, y: 240 }, datIn: 'M392,300C420,290 428,270 428,248', datOut: 'M426,205C424,170 392,150 350,133', datAnchor: 'start',
  auto: { x: 108, y: 232 }, autoTag: { x: 6, y: 252 }, autoFrom: 'M160,292C138,284 118,268 110,250', autoTo: 'M112,216C128,190 158,170 182,140',
  neighbour: 'M60,392C90,344 180,342 262,342C350,342 440,344 470,392', receptors: { x: 178, y: 342, step: 20 }, signal: { x: 182, y: 366, w: 80 }, signalTag: { x: 352, y: 376 }, receptorTag: { x: 474, y: 352 },
};

const NARROW: Layout = {
  box: [350, 470],
  cell: 'M138,4V34C70,42 8,88 8,170C8,250 70,284 165,284C262,284 326,250 326,170C326,88 262,42 196,34V4',
  blood: { x: 2, y: 40 }, bloodIn: 'M40,62C44,80 46,90 48,102',
  tyr: { x: 50, y: 124 }, tyrTag: { x: 50, y: 160 },
  th: { x: 108, y: 124 }, thTag: { x: 108, y: 92 }, toTh: 'M68,124H92', fromTh: 'M120,124H142',
  ldopa: { x: 158, y: 124 }, ldopaTag: { x: 162, y: 148 }, toCda: 'M170,124H200',
  cda: { x: 224, y: 124 }, cdaTag: { x: 232, y: 86 }, cdaAnchor: 'middle',
  pack: 'M214,143C206,158 202,166 194,178',
  vesicles: { x: 168, y: 216 }, vesicleTag: { x: 112, y: 204 }, vesicleAnchor: 'end',
  release: 'M168,252V302',
  cleft: { x: 84, y: 308, w: 190, h: 44 }, edaTag: { x: 4, y: 318 },
  dat: { x: 300, y: 240 }, datTag: { x: 346, y: 300 }, datIn: 'M276,322C296,312 301,290 300,262', datOut: 'M299,219C298,180 276,150 248,134', datAnchor: 'end',
  auto: { x: 52, y: 252 }, autoTag: { x: 4, y: 286 }, autoFrom: 'M96,318C76,306 62,290 55,270', autoTo: 'M56,236C66,204 82,172 98,144',
  neighbour: 'M6,432C20,374 90,370 172,370C256,370 320,374 340,432', receptors: { x: 92, y: 370, step: 19 }, signal: { x: 96, y: 398, w: 80 }, signalTag: { x: 96, y: 430 }, receptorTag: { x: 346, y: 374 },
};

const RING: Point[] = [{ x: 0, y: 0 }, ...[0, 60, 120, 180, 240, 300].map(a => ({ x: 25 * Math.cos((a * Math.PI) / 180), y: 25 * Math.sin((a * Math.PI) / 180) }))];
const NORMAL_DOTS = 16, MOST_DOTS = 80, NORMAL_RECEPTORS = 6, MOST_RECEPTORS = 9;

function Arrangement({ layout: l, state, name }: { layout: Layout; state: DiagramState; name: string }) {
  const { ratio, setting } = state;
  const times = (value: number) => `${show(value)} ×`;
  const dots = scatter(MOST_DOTS, l.cleft.x, l.cleft.y, l.cleft.w, l.cleft.h).slice(0, Math.round(NORMAL_DOTS * Math.min(ratio('eda'), MOST_DOTS / NORMAL_DOTS)));
  const receptors = setting('d2_density') * NORMAL_RECEPTORS, signal = ratio('signal');
  const brake = Math.min(6, Math.max(0, setting('autoreceptor_gain')) * 2);
  return (
    <svg class={`diagram ${name}`} viewBox={`0 0 ${l.box[0]} ${l.box[1]}`} aria-hidden="true">
      <path class="cytosol" d={l.cell + 'Z'} />
      <path class="membrane" d={l.cell} />
      <path class="membrane" d={l.neighbour} />
      <Tag at={l.blood} name={say('terminal.blood')} />
      <Flow d={l.bloodIn} ratio={ratio('v_tyr_in')} />
      <Flow d={l.toTh} ratio={ratio('v_th')} />
      <Flow d={l.fromTh} ratio={ratio('v_th')} />
      <Flow d={l.toCda} ratio={ratio('v_aadc')} />
      <Flow d={l.pack} ratio={ratio('v_vmat')} />
      <Flow d={l.release} ratio={ratio('v_release')} />
      <Flow d={l.datIn} ratio={ratio('v_dat')} />
      <Flow d={l.datOut} ratio={ratio('v_dat')} />
      <path class="brake" d={l.autoFrom} stroke-width={1 + brake / 3} />
      <path class="brake" d={l.autoTo} stroke-width={1 + brake / 3} marker-end="url(#rl-stop)" />
      <Pool at={l.tyr} r={17} ratio={ratio('tyr')} />
      <Pool at={l.ldopa} r={10} ratio={ratio('ldopa')} />
      <Pool at={l.cda} r={17} ratio={ratio('cda')} />
      <Amount at={l.th} w={22} h={32} ratio={setting('th_expression')} kind="enzyme">
        <circle class="iron" cx={l.th.x} cy={l.th.y + 4} r={5.5 * Math.sqrt(Math.min(2, setting('brain_iron')))} />
        <circle class="outline" cx={l.th.x} cy={l.th.y + 4} r={5.5} />
      </Amount>
      {RING.map((p, i) => {
        const at = { x: l.vesicles.x + p.x, y: l.vesicles.y + p.y };
        return <g key={i}><circle class="vesicle" cx={at.x} cy={at.y} r={11.5} /><circle class="pool" cx={at.x} cy={at.y} r={Math.min(11, 8 * Math.sqrt(Math.max(0, ratio('vda'))))} /></g>;
      })}
      {dots.map((p, i) => <circle key={i} class="dot-da" cx={p.x} cy={p.y} r={3.1} />)}
      <Amount at={l.dat} w={20} h={36} ratio={setting('dat_density')} kind="transporter" />
      <Amount at={l.auto} w={18} h={24} ratio={setting('autoreceptor_gain')} kind="receptor" />
      {Array.from({ length: MOST_RECEPTORS }, (_, i) => {
        const x = l.receptors.x + i * l.receptors.step, y = l.receptors.y, share = Math.min(1, Math.max(0, receptors - i));
        if (i >= NORMAL_RECEPTORS && share === 0) return null;
        return <path key={i} class={share > 0.5 ? 'd2' : 'd2 missing'} d={`M${x},${y}v-7m-5,-6l5,6l5,-6`} />;
      })}
      <rect class="signal" x={l.signal.x} y={l.signal.y} width={l.signal.w * Math.min(2, Math.max(0, signal))} height={12} rx={3} />
      <rect class="outline" x={l.signal.x} y={l.signal.y} width={l.signal.w} height={12} rx={3} />
      <Tag at={l.tyrTag} name={say('terminal.tyr')} anchor="middle" />
      <Tag at={l.thTag} name={say('terminal.th')} value={times(ratio('v_th'))} anchor="middle" />
      <Tag at={l.ldopaTag} name={say('terminal.ldopa')} anchor="middle" />
      <Tag at={l.cdaTag} name={say('terminal.cda')} value={times(ratio('cda'))} anchor={l.cdaAnchor} />
      <Tag at={l.vesicleTag} name={say('terminal.vda')} value={times(ratio('vda'))} anchor={l.vesicleAnchor} />
      <Tag at={l.edaTag} name={say('terminal.eda')} value={times(ratio('eda'))} />
      <Tag at={l.datTag} name={say('terminal.dat')} value={times(setting('dat_density'))} anchor={l.datAnchor} />
      <Tag at={l.autoTag} name={say('terminal.auto')} />
      <Tag at={l.receptorTag} name={say('terminal.d2')} anchor={l.receptorTag.x > 340 && l.box[0] < 400 ? 'end' : 'start'} />
      <Tag at={l.signalTag} name={`${say('terminal.signal')} ${times(signal)}`} />
    </svg>
  );
}

/** What the diagram shows, in words. */
export function describeTerminal({ ratio, setting }: DiagramState): string {
  const part = (key: string, value: number) => say('terminal.part', { name: say(`terminal.${key}`), value: show(value) });
  return say('figure.diagram', {
    details: [part('tyr', ratio('tyr')), part('th', ratio('v_th')), part('ldopa', ratio('ldopa')), part('cda', ratio('cda')), part('vda', ratio('vda')), part('eda', ratio('eda')), part('dat', setting('dat_density')), part('d2', setting('d2_density')), part('signal', ratio('signal'))].join('; '),
  });
}

/** Both arrangements stand in the page; the style sheet shows the one that fits. */
export function DopamineTerminal({ state }: { state: DiagramState }) {
  return (
    <div class="diagram-box" role="img" aria-label={describeTerminal(state)}>
      <svg width="0" height="0" class="defs" aria-hidden="true">
        <defs>
          <marker id="rl-arrow" viewBox="0 0 6 6" refX="4" refY="3" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0L6,3L0,6Z" class="head" /></marker>
          <marker id="rl-stop" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="12" markerHeight="12" markerUnits="userSpaceOnUse" orient="auto"><path d="M4,0V8" class="stop" /></marker>
        </defs>
      </svg>
      <Arrangement layout={WIDE} state={state} name="wide" />
      <Arrangement layout={NARROW} state={state} name="narrow" />
    </div>
  );
}
