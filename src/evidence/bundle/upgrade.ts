/** A bundle's JSON before its shape is checked. */
export type BundleJson = {readonly [member: string]: unknown};

/** Makes the JSON of one version that of the next. Total: what is damaged stays damaged, and is said to be so later. */
export type Upgrade = (bundle: BundleJson) => BundleJson;

/**
 * One step for each version that there was: the first leads from version 1 to 2. Whoever changes a member that is
 * written adds a step, and freezes a bundle of the version before under fixtures/bundles/.
 */
export const UPGRADES: readonly Upgrade[] = [];

/** The version that this program writes. */
export function newestVersion(steps: readonly Upgrade[] = UPGRADES): number {
  return steps.length + 1;
}

/** The JSON as the newest version writes it; as it is where its version is none of those that there were. */
export function upgraded(bundle: BundleJson, steps: readonly Upgrade[] = UPGRADES): BundleJson {
  const {schemaVersion: from} = bundle;
  if (typeof from !== 'number' || !Number.isInteger(from) || from < 1) return bundle;
  return steps
    .slice(from - 1)
    .reduce<BundleJson>((json, step, index) => ({...step(json), schemaVersion: from + index + 1}), bundle);
}
