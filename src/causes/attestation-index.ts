import {defineCause} from '../engine/cause.js';
import {attemptedImage, improve} from '../engine/steps.js';

export const attestationIndex = defineCause({
  id: 'attestation-index',
  title: 'The image index carries attestation entries',
  phases: ['pull', 'provision', 'start'],
  supports: [{rule: 'index-has-attestations', strength: 'correlated'}],
  refutes: [{rule: 'application-ran'}],
  needs: ['image-attempted'],
  onlyWhenClean: true,
  fix: (_findings, facts) => [
    improve(
      'To test only: build without provenance and SBOM. Unproven as a cause on App Runner',
      'short-term',
      `docker buildx build --platform linux/amd64 --provenance=false --sbom=false -t ${attemptedImage(facts) ?? 'IMAGE'} --push .`,
    ),
  ],
});
