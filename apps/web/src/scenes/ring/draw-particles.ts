import { between, distance, type Point } from './geometry.ts';
import type { Particle, Sign } from './particle-field.ts';
import { type Body, linkLine } from './ring-layout.ts';

/** The colours of the theme in force, as the browser resolved them. */
export type Palette = Readonly<Record<Sign | 'pane' | 'ink', string>>;

/** Messages of one direction keep to one side of the link, px; commits travel beside the proposals. */
const ASIDE_PX: Record<Sign, number> = { proposal: 4, ack: 4, commit: 12, inform: 4, vote: 9 };

/** Draws everything in flight. The picture is cleared first; coordinates are CSS px. */
export function drawParticles(
  pen: CanvasRenderingContext2D,
  particles: readonly Particle[],
  bodies: ReadonlyMap<number, Body>,
  palette: Palette,
  nowMs: number,
  pointer: Point | null,
): void {
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  let told: { particle: Particle; at: Point; away: number } | null = null;
  for (const particle of particles) {
    const from = bodies.get(particle.from);
    const to = bodies.get(particle.to);
    if (from === undefined || to === undefined || particle.startMs > nowMs) continue;
    const line = linkLine(from, to, ASIDE_PX[particle.sign]);
    const share = Math.min(1, (nowMs - particle.startMs) / (particle.landMs - particle.startMs));
    const at = between(line.from, line.to, share);
    const angle = Math.atan2(line.to.y - line.from.y, line.to.x - line.from.x);
    if (particle.sign === 'vote') {
      const fading = (particle.goneMs - nowMs) / (particle.goneMs - particle.landMs);
      pen.globalAlpha = Math.max(0, Math.min(1, fading * 1.6));
      drawArrow(pen, line.from, at, angle, palette.vote);
      pen.globalAlpha = 1;
      const away = pointer === null ? Number.POSITIVE_INFINITY : distanceToLine(pointer, line.from, at);
      if (away < 14 && (told === null || away <= told.away)) told = { particle, at: pointer as Point, away };
    } else SHAPES[particle.sign](pen, at, angle, palette);
  }
  if (told !== null && told.particle.label !== null) drawLabel(pen, told.particle.label, told.at, palette);
}

const SHAPES: Record<
  Exclude<Sign, 'vote'>,
  (pen: CanvasRenderingContext2D, at: Point, angle: number, palette: Palette) => void
> = {
  proposal(pen, at, _angle, palette) {
    pen.fillStyle = palette.proposal;
    pen.beginPath();
    pen.moveTo(at.x, at.y - 4.4);
    pen.lineTo(at.x + 4.4, at.y);
    pen.lineTo(at.x, at.y + 4.4);
    pen.lineTo(at.x - 4.4, at.y);
    pen.fill();
  },
  ack(pen, at, _angle, palette) {
    pen.fillStyle = palette.pane;
    pen.strokeStyle = palette.ack;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.arc(at.x, at.y, 2.7, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  },
  commit(pen, at, angle, palette) {
    pen.strokeStyle = palette.commit;
    pen.lineWidth = 2.4;
    pen.beginPath();
    pen.moveTo(at.x - 4.5 * Math.sin(angle), at.y + 4.5 * Math.cos(angle));
    pen.lineTo(at.x + 4.5 * Math.sin(angle), at.y - 4.5 * Math.cos(angle));
    pen.stroke();
  },
  inform(pen, at, angle, palette) {
    pen.fillStyle = palette.inform;
    triangle(pen, at, angle, 5);
  },
};

function triangle(pen: CanvasRenderingContext2D, at: Point, angle: number, size: number): void {
  pen.beginPath();
  for (const [index, turn] of [0, 2.45, -2.45].entries()) {
    const x = at.x + size * Math.cos(angle + turn);
    const y = at.y + size * Math.sin(angle + turn);
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.fill();
}

function drawArrow(
  pen: CanvasRenderingContext2D,
  from: Point,
  to: Point,
  angle: number,
  colour: string,
): void {
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = 1.3;
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  pen.lineTo(to.x, to.y);
  pen.stroke();
  triangle(pen, to, angle, 6.5);
}

function drawLabel(pen: CanvasRenderingContext2D, text: string, at: Point, palette: Palette): void {
  pen.font = '12px "Spline Sans Mono Variable", monospace';
  const width = pen.measureText(text).width + 12;
  const scale = pen.getTransform().a || 1;
  const left = Math.max(2, Math.min(at.x + 12, pen.canvas.width / scale - width - 2));
  pen.fillStyle = palette.pane;
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.rect(left, at.y - 26, width, 20);
  pen.fill();
  pen.stroke();
  pen.fillStyle = palette.ink;
  pen.fillText(text, left + 6, at.y - 12);
}

function distanceToLine(point: Point, from: Point, to: Point): number {
  const length = distance(from, to);
  if (length === 0) return distance(point, from);
  const along = ((point.x - from.x) * (to.x - from.x) + (point.y - from.y) * (to.y - from.y)) / length ** 2;
  return distance(point, between(from, to, Math.max(0, Math.min(1, along))));
}
