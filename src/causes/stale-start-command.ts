import {dataIs, defineCause} from '../engine/cause.js';
import {known} from '../engine/phases.js';
import type {FactSet} from '../engine/rule.js';
import {startCommandOf} from '../engine/start-command.js';
import {configure, improve, read, region, serviceName} from '../engine/steps.js';
import type {Step} from '../engine/verdict.js';

export const staleStartCommand = defineCause({
  id: 'stale-start-command',
  title: "A StartCommand left over from before overrides the image's command",
  phases: ['start', 'listen', 'health'],
  supports: [
    {rule: 'other-program-runs', strength: 'direct', when: dataIs('seen', true)},
    {rule: 'other-program-runs', strength: 'correlated', when: dataIs('seen', false)},
  ],
  refutes: [{rule: 'listens-as-checked'}, {rule: 'health-path-answered', when: dataIs('class', 'ok')}],
  needs: ['service', 'image-attempted'],
  fix: (_findings, facts) => [
    runOwnCommand(facts),
    read(
      'Look whether the program of the image runs now: an update that leaves StartCommand out keeps the old one',
      `nerava-diag diagnose ${serviceName(facts)} --region ${region(facts)} --watch`,
    ),
  ],
});

/** A StartCommand cannot be taken away by leaving it out, so it is set to what the image would run without one. */
function runOwnCommand(facts: FactSet): Step {
  const {entrypoint = [], cmd = []} = known(facts['image-attempted'])?.config ?? {};
  const own = startCommandOf([...entrypoint, ...cmd]);
  if (own === undefined) {
    return improve(
      "Set StartCommand to the image's own ENTRYPOINT and CMD, which are not known here as one line: leaving it out of an update keeps the old one",
      'short-term',
    );
  }
  const caveat =
    entrypoint.length > 0 && cmd.length > 0
      ? ' (AWS does not say whether an ENTRYPOINT stays in front of a StartCommand: if the log shows it twice, set CMD alone)'
      : '';
  return configure(
    `Set StartCommand to what the image itself runs${caveat}`,
    'StartCommand',
    `= ${JSON.stringify(own)}`,
    facts,
  );
}
