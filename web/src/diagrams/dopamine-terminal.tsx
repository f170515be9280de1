/** The living diagram of one dopamine nerve ending: every part is bound to a state or a flux of the model. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ratio as show, say } from '../text/words.ts';
import { Amount, Discs, Flow, Pool, scatter, Tag, Value, type Point } from './parts.tsx';

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
  cell: 'M232,4V44C110,48 36,96 36,168C36,240 130,266 262,266C394,266 488,240 488,168C488,96 414,48 292,44V4',
  blood: { x: 4, y: 74 }, bloodIn: 'M22,86C34,108 62,118 92,118',
  tyr: { x: 120, y: 118 }, tyrTag: { x: 120, y: 154 },
  th: { x: 190, y: 118 }, thTag: { x: 190, y: 66 }, toTh: 'M140,118H172', fromTh: 'M203,118H228',
  ldopa: { x: 246, y: 118 }, ldopaTag: { x: 250, y: 146 }, toCda: 'M259,118H300',
  cda: { x: 326, y: 118 }, cdaTag: { x: 346, y: 70 }, cdaAnchor: 'middle',
  pack: 'M314,138C304,152 294,162 284,170',
  vesicles: { x: 250, y: 206 }, vesicleTag: { x: 298, y: 204 }, vesicleAnchor: 'start',
  release: 'M250,243V282',
  cleft: { x: 150, y: 284, w: 250, h: 46 }, edaTag: { x: 4, y: 316 },
  dat: { x: 446, y: 226 }, datTag: { x: 470, y: 252 }, datIn: 'M404,304C430,296 446,276 446,250', datOut: 'M445,204C442,168 400,146 350,126', datAnchor: 'start',
  auto: { x: 84, y: 230 }, autoTag: { x: 110, y: 222 }, autoFrom: 'M156,296C120,290 94,268 87,248', autoTo: 'M90,214C104,192 168,186 187,142',
  neighbour: 'M60,396C90,350 180,348 262,348C350,348 430,350 460,396', receptors: { x: 178, y: 348, step: 20 }, signal: { x: 178, y: 370, w: 84 }, signalTag: { x: 170, y: 381 }, receptorTag: { x: 374, y: 342 },
};

const NARROW: Layout = {
  box: [350, 476],
  cell: 'M138,4V40C66,46 6,92 6,172C6,252 70,288 168,288C268,288 330,252 330,172C330,92 262,46 196,40V4',
  blood: { x: 2, y: 40 }, bloodIn: 'M14,50C16,76 22,98 32,112',
  tyr: { x: 48, y: 128 }, tyrTag: { x: 50, y: 164 },
  th: { x: 108, y: 128 }, thTag: { x: 108, y: 76 }, toTh: 'M67,128H91', fromTh: 'M121,128H144',
  ldopa: { x: 160, y: 128 }, ldopaTag: { x: 166, y: 156 }, toCda: 'M172,128H204',
  cda: { x: 226, y: 128 }, cdaTag: { x: 244, y: 82 }, cdaAnchor: 'middle',
  pack: 'M222,148C218,164 214,174 208,184',
  vesicles: { x: 190, y: 222 }, vesicleTag: { x: 236, y: 220 }, vesicleAnchor: 'start',
  release: 'M190,260V306',
  cleft: { x: 96, y: 312, w: 170, h: 46 }, edaTag: { x: 2, y: 346 },
  dat: { x: 306, y: 246 }, datTag: { x: 292, y: 186 }, datIn: 'M272,334C294,326 305,300 306,270', datOut: 'M306,225C306,190 282,156 250,138', datAnchor: 'end',
  auto: { x: 46, y: 254 }, autoTag: { x: 64, y: 244 }, autoFrom: 'M104,330C84,318 58,296 49,272', autoTo: 'M50,238C56,214 98,204 106,152',
  neighbour: 'M6,440C20,382 90,378 172,378C256,378 320,382 340,440', receptors: { x: 92, y: 378, step: 19 }, signal: { x: 134, y: 404, w: 84 }, signalTag: { x: 126, y: 415 }, receptorTag: { x: 268, y: 370 },
};

const RING: Point[] = [{ x: 0, y: 0 }, ...[0, 60, 120, 180, 240, 300].map(a => ({ x: 25 * Math.cos((a * Math.PI) / 180), y: 25 * Math.sin((a * Math.PI) / 180) }))];
const NORMAL_DOTS = 16, MOST_DOTS = 80, NORMAL_RECEPTORS = 6, MOST_RECEPTORS = 9;

const ring = (l: Layout) => RING.map(p => ({ x: l.vesicles.x + p.x, y: l.vesicles.y + p.y }));

/** What never moves: the cells, the vesicles' walls and the names. */
function Scene({ layout: l }: { layout: Layout }) {
  return (
    <g>
      <path class="cytosol" d={l.cell + 'Z'} />
      <path class="membrane" d={l.cell} />
      <path class="membrane" d={l.neighbour} />
      {ring(l).map((p, i) => <circle key={i} class="vesicle" cx={p.x} cy={p.y} r={11.5} />)}
      <Tag at={l.blood} name={say('terminal.blood')} />
      <Tag at={l.tyrTag} name={say('terminal.tyr')} anchor="middle" />
      <Tag at={l.thTag} name={say('terminal.th')} anchor="middle" />
      <Tag at={l.ldopaTag} name={say('terminal.ldopa')} anchor="middle" />
      <Tag at={l.cdaTag} name={say('terminal.cda')} anchor={l.cdaAnchor} />
      <Tag at={l.vesicleTag} name={say('terminal.vda')} anchor={l.vesicleAnchor} />
      <Tag at={l.edaTag} name={say('terminal.eda')} />
      <Tag at={l.datTag} name={say('terminal.dat')} anchor={l.datAnchor} />
      <Tag at={l.autoTag} name={say('terminal.auto')} />
      <Tag at={l.receptorTag} name={say('terminal.d2')} />
    </g>
  );
}

function Arrangement({ layout: l, state, name }: { layout: Layout; state: DiagramState; name: string }) {
  const { ratio, setting } = state;
  const times = (value: number) => `${show(value)} ×`;
  const dots = scatter(MOST_DOTS, l.cleft.x, l.cleft.y, l.cleft.w, l.cleft.h).slice(0, Math.round(NORMAL_DOTS * Math.min(ratio('eda'), MOST_DOTS / NORMAL_DOTS)));
  const receptors = setting('d2_density') * NORMAL_RECEPTORS, signal = ratio('signal');
  const factor = ratio('autoreceptor_factor');
  const braking = setting('autoreceptor_gain') === 0 ? 'brakes_off' : factor < 0.98 ? 'brakes_more' : factor > 1.02 ? 'brakes_less' : 'brakes_same';
  const brake = Math.min(6, Math.max(0, setting('autoreceptor_gain')) * 2);
  return (
    <svg class={`diagram ${name}`} viewBox={`0 0 ${l.box[0]} ${l.box[1]}`} aria-hidden="true">
      {useMemo(() => <Scene layout={l} />, [l])}
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
      <Amount at={l.th} w={24} h={23} ratio={setting('th_expression')} kind="enzyme">
        <circle class="iron" cx={l.th.x} cy={l.th.y} r={5.5 * Math.sqrt(Math.min(2, setting('brain_iron')))} />
        <circle class="outline" cx={l.th.x} cy={l.th.y} r={5.5} />
      </Amount>
      <Discs at={ring(l)} r={Math.min(11, 8 * Math.sqrt(Math.max(0, ratio('vda'))))} kind="packed" />
      <Discs at={dots} r={3.1} kind="free" />
      <Amount at={l.dat} w={20} h={36} ratio={setting('dat_density')} kind="transporter" />
      <Amount at={l.auto} w={18} h={24} ratio={setting('autoreceptor_gain')} kind="receptor" />
      {Array.from({ length: MOST_RECEPTORS }, (_, i) => {
        const x = l.receptors.x + i * l.receptors.step, y = l.receptors.y, share = Math.min(1, Math.max(0, receptors - i));
        if (i >= NORMAL_RECEPTORS && share === 0) return null;
        return <path key={i} class={share > 0.5 ? 'd2' : 'd2 missing'} d={`M${x},${y}v-7m-5,-6l5,6l5,-6`} />;
      })}
      <rect class="signal" x={l.signal.x} y={l.signal.y} width={l.signal.w * Math.min(2, Math.max(0, signal))} height={12} rx={3} />
      <rect class="outline" x={l.signal.x} y={l.signal.y} width={l.signal.w} height={12} rx={3} />
      <Value at={l.thTag} text={say('terminal.th_works', { value: times(ratio('v_th')) })} anchor="middle" />
      <Value at={l.cdaTag} text={times(ratio('cda'))} anchor={l.cdaAnchor} />
      <Value at={l.vesicleTag} text={times(ratio('vda'))} anchor={l.vesicleAnchor} />
      <Value at={l.edaTag} text={times(ratio('eda'))} />
      <Value at={l.datTag} text={times(setting('dat_density'))} anchor={l.datAnchor} />
      <Value at={l.autoTag} text={say(`terminal.${braking}`)} />
      <Tag at={l.signalTag} name={`${say('terminal.signal')} ${times(signal)}`} anchor="end" />
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

/** Width of the diagram, in pixels, below which its parts stand as on a phone. */
const NARROW_BELOW = 430;

/** Without script both arrangements stand in the page and the style sheet shows the one that fits; with it, only that one is drawn. */
export function DopamineTerminal({ state }: { state: DiagramState }) {
  const box = useRef<HTMLDivElement | null>(null);
  const [narrow, setNarrow] = useState<boolean | null>(null);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => { if (entry) setNarrow(entry.contentRect.width < NARROW_BELOW); });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return (
    <div class="diagram-box" role="img" aria-label={describeTerminal(state)} ref={box}>
      <svg width="0" height="0" class="defs" aria-hidden="true">
        <defs>
          <marker id="rl-arrow" viewBox="0 0 6 6" refX="4" refY="3" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0L6,3L0,6Z" class="head" /></marker>
          <marker id="rl-stop" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="12" markerHeight="12" markerUnits="userSpaceOnUse" orient="auto"><path d="M4,0V8" class="stop" /></marker>
        </defs>
      </svg>
      {narrow !== true && <Arrangement layout={WIDE} state={state} name={narrow === null ? 'wide' : 'wide alone'} />}
      {narrow !== false && <Arrangement layout={NARROW} state={state} name={narrow === null ? 'narrow' : 'narrow alone'} />}
    </div>
  );
}
