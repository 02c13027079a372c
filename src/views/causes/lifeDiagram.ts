// The life of a request as a Mermaid sequence diagram, and as a list for those who cannot see it.
import { plural } from '../plural';
import { ROLES } from '../roles';
import { formatElapsed } from '../elapsed';
import { MOST_MESSAGES, PARTICIPANTS, type LifeMessage, type RequestLife } from './requestLife';

export interface LifeDiagram {
  readonly title: string;
  readonly summary: string;
  readonly mermaid: string;
  readonly lines: readonly string[];
}

export function lifeDiagram(life: RequestLife): LifeDiagram {
  const { messages, request, pods } = life;
  const shown = messages.slice(0, MOST_MESSAGES);
  const taking = new Set(shown.flatMap(({ from, to }) => [from, to]));
  const participants = PARTICIPANTS.filter((each) => taking.has(each));
  const startMs = request.atMs;
  return {
    title: request.subject,
    summary: summaryOf(messages, startMs, pods),
    mermaid: [
      'sequenceDiagram',
      ...participants.map((each) => `  participant ${idOf(each)} as ${ROLES[each].title}`),
      ...shown.map(
        (message) =>
          `  ${idOf(message.from)}->>${idOf(message.to)}: ${safe(messageText(message, startMs))}`,
      ),
    ].join('\n'),
    lines: shown.map((message) => {
      const { from, to } = message;
      const what = messageText(message, startMs);
      return from === to
        ? `${ROLES[from].title}: ${what}`
        : `${ROLES[from].title} to ${ROLES[to].title}: ${what}`;
    }),
  };
}

function summaryOf(messages: readonly LifeMessage[], startMs: number, pods: number): string {
  const lastMs = Math.max(startMs, ...messages.map((each) => each.lastMs));
  const hidden = messages.length - MOST_MESSAGES;
  const more = hidden > 0 ? ` ${plural(hidden, 'further kind')} of messages are not drawn.` : '';
  const of =
    pods === 0
      ? ''
      : pods === 1
        ? ' It came to 1 Pod.'
        : ` It came to ${String(pods)} Pods: one is drawn, ×n tells how often a message was sent for all of them.`;
  return `Began at ${formatElapsed(startMs)}; the last that it set off so far came ${sinceText(lastMs - startMs)} later.${of}${more}`;
}

/** `+13 ms create ReplicaSet web-7 (×3)` */
function messageText({ text, atMs, count }: LifeMessage, startMs: number): string {
  const times = count === 1 ? '' : ` (×${String(count)})`;
  return `+${sinceText(atMs - startMs)} ${text}${times}`;
}

function sinceText(ms: number): string {
  return ms < 1000 ? `${String(Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Mermaid's own words and signs must not come from a name. */
function safe(text: string): string {
  return text
    .replace(/[;#<>%{}"]/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 90);
}

function idOf(participant: string): string {
  return participant.replaceAll('-', '_');
}
