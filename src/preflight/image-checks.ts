import {portIn} from '../engine/command.js';
import {known} from '../engine/phases.js';
import {startCommandWords} from '../engine/start-command.js';
import {fingerprint} from '../evidence/describe-value.js';
import {isDeployment} from '../evidence/examination.js';
import type {Image} from '../evidence/model.js';
import {foreignPlatform} from '../rules/image-not-amd64.js';
import {type CheckContext, check, failedBy, iso, unread} from './check.js';
import type {PreflightCheck} from './model.js';

/** App Runner's own port where none is configured. */
const DEFAULT_PORT = '8080';

export function imageChecks(context: CheckContext): PreflightCheck[] {
  const image = known(context.image);
  return [
    exists(context),
    architecture(context, image),
    differs(context, image),
    newer(context, image),
    size(context, image),
    command(context, image),
    commandFiles(context),
    port(context, image),
  ];
}

function exists({image}: CheckContext): PreflightCheck {
  const about = {id: 'image-exists', title: 'The image is in its registry', essential: true} as const;
  if (image.status === 'absent') {
    return check(about, 'fail', image.why, {
      evidence: [image.source],
      fix: 'Push it first, or name the tag that was pushed.',
    });
  }
  if (image.status !== 'collected') return unread(about, image);
  const {reference, digest, pushedAt} = image.value;
  const pushed = pushedAt === undefined ? '' : `, pushed ${iso(pushedAt)}`;
  return check(about, 'pass', `${reference} is ${digest ?? 'there'}${pushed}`, {evidence: [image.source]});
}

function architecture(context: CheckContext, image: Image | undefined): PreflightCheck {
  const about = {id: 'architecture', title: 'It is built for linux/amd64', essential: true} as const;
  const failure = failedBy(context, about, ['image-not-amd64'], {
    fix: 'Build it for the platform that App Runner runs: docker buildx build --platform linux/amd64 …',
  });
  // Silenced or not, an image for another platform is not ready.
  if (failure) return failure.status === 'fail' ? failure : {...failure, status: 'unknown'};
  if (image === undefined) return unread(about, context.image);
  const {config, index} = image;
  const isKnown = (index?.length ?? 0) > 0 || config?.architecture !== undefined;
  if (!isKnown || foreignPlatform(image) !== undefined) {
    return check(about, 'unknown', 'neither the index nor the image’s configuration could be read', gapsOf(image));
  }
  const from = index === undefined ? 'the image’s configuration' : 'the index';
  return check(about, 'pass', 'linux/amd64', {evidence: [`${from}: linux/amd64`]});
}

/** A tag that the service names already tells two images apart by its push alone: nobody records what was pulled. */
function movedTag(image: Image, running: Image): boolean {
  return image.reference === running.reference && !image.reference.includes('@sha256:');
}

function differs(context: CheckContext, image: Image | undefined): PreflightCheck {
  const about = {id: 'differs', title: 'It is another image than the running one', severity: 'warning'} as const;
  const running = known(context.running);
  if (context.service === undefined) return check(about, 'not-run', 'no service to compare with');
  if (image === undefined) return unread(about, context.image);
  if (running === undefined) return unread(about, context.running);
  const same = {fix: 'Deploying it brings nothing new. Was the new image pushed, and under this tag?'};
  if (movedTag(image, running)) {
    const last = context.operations.find((o) => isDeployment(o) && o.status === 'SUCCEEDED')?.startedAt;
    if (last === undefined || image.pushedAt === undefined) {
      return check(about, 'unknown', 'the service names this very tag, and AWS does not say which digest it pulled');
    }
    const evidence = [`pushed ${iso(image.pushedAt)}`, `last successful deployment began ${iso(last)}`];
    return image.pushedAt < last
      ? check(about, 'fail', 'this tag has not been pushed since the last successful deployment', {evidence, ...same})
      : check(about, 'pass', 'this tag was pushed since the last successful deployment', {evidence});
  }
  if (image.digest === undefined || running.digest === undefined) {
    return check(about, 'unknown', 'one of the two digests is not known');
  }
  const evidence = [`${image.reference}: ${image.digest}`, `${running.reference}: ${running.digest}`];
  return image.digest === running.digest
    ? check(about, 'fail', `it is the very image of ${running.reference}`, {evidence, ...same})
    : check(about, 'pass', `its digest is not that of ${running.reference}`, {evidence});
}

function newer(context: CheckContext, image: Image | undefined): PreflightCheck {
  const about = {id: 'newer', title: 'It was pushed after the running one', severity: 'warning'} as const;
  const running = known(context.running);
  if (context.service === undefined) return check(about, 'not-run', 'no service to compare with');
  if (context.isLocal) return check(about, 'not-run', 'a local image has no time of a push');
  if (image === undefined) return unread(about, context.image);
  if (running === undefined) return unread(about, context.running);
  if (movedTag(image, running)) return check(about, 'not-run', 'it is the tag that the service names already');
  if (image.pushedAt === undefined || running.pushedAt === undefined) {
    return check(
      about,
      'unknown',
      'the time of a push is not known',
      gapsOf(image.pushedAt === undefined ? image : running),
    );
  }
  const evidence = [`pushed ${iso(image.pushedAt)}`, `${running.reference} pushed ${iso(running.pushedAt)}`];
  return image.pushedAt < running.pushedAt
    ? check(about, 'fail', `it was pushed before ${running.reference}`, {
        evidence,
        fix: 'Going back on purpose is fine. Otherwise name the tag of the new build.',
      })
    : check(about, 'pass', `it was not pushed before ${running.reference}`, {evidence});
}

function size(context: CheckContext, image: Image | undefined): PreflightCheck {
  const about = {id: 'size', title: 'It fits the storage of an instance', severity: 'warning'} as const;
  const layers = image?.manifest?.layers.map(({packedBytes}) => packedBytes);
  const sum = layers?.every((bytes): bytes is number => bytes !== undefined)
    ? layers.reduce((total, bytes) => total + bytes, 0)
    : undefined;
  const packed = sum ?? image?.registryBytes;
  const isCertain = packed !== undefined && packed >= 3e9;
  const failure = failedBy(context, isCertain ? {...about, severity: 'error'} : about, ['image-large'], {
    fix: 'Make it smaller: a slim base image, no build tools and no caches in the last stage.',
  });
  if (failure) return failure;
  if (image === undefined) return unread(about, context.image);
  if (packed === undefined) return check(about, 'unknown', 'its size is not known', gapsOf(image));
  return check(about, 'pass', `${(packed / 1e6).toFixed(0)} MB packed; an instance has 3 GB for packed and unpacked`);
}

function commandOf(context: CheckContext, image: Image | undefined): readonly string[] | undefined {
  const start = context.service?.configuration.startCommand;
  const entrypoint = image?.config?.entrypoint ?? [];
  if (start !== undefined && start.trim() !== '') return [...entrypoint, ...startCommandWords(start)];
  return image?.config === undefined ? undefined : [...entrypoint, ...(image.config.cmd ?? [])];
}

function command(context: CheckContext, image: Image | undefined): PreflightCheck {
  const about = {id: 'command', title: 'There is a command that App Runner can run', essential: true} as const;
  const fix = 'App Runner splits a StartCommand itself: use sh -c "…", or put the line into a script of the image.';
  const failure = failedBy(context, {...about, severity: 'warning'}, ['start-command-needs-shell'], {fix});
  if (failure) return failure;
  const words = commandOf(context, image);
  if (words === undefined) return image === undefined ? unread(about, context.image) : unreadConfig(about, image);
  const start = context.service?.configuration.startCommand;
  if (words.length === 0) {
    return check(about, 'fail', 'the image has neither ENTRYPOINT nor CMD, and the service has no StartCommand', {
      fix: 'Add a CMD to the Dockerfile, or a StartCommand to the service.',
    });
  }
  return check(about, 'pass', words.join(' '), {
    evidence: [start === undefined ? 'ENTRYPOINT and CMD of the image' : 'StartCommand of the service'],
  });
}

function commandFiles(context: CheckContext): PreflightCheck {
  const about = {
    id: 'command-files',
    title: 'What the command names is in the image and can be run',
    essential: context.files !== undefined,
  };
  if (context.files === undefined) return check(about, 'not-run', 'the layers were not read: --files reads them');
  const failure = failedBy(context, about, ['entrypoint-file-missing', 'entrypoint-file-mode', 'import-not-in-image'], {
    fix: 'COPY it into the image, with mode 755 (COPY --chmod=755) and Unix line ends; then build again.',
  });
  if (failure) return failure;
  if (context.files.status !== 'collected') return unread(about, context.files);
  return check(about, 'pass', 'every file that it names was found', {evidence: [context.files.source]});
}

function port(context: CheckContext, image: Image | undefined): PreflightCheck {
  const about = {id: 'port', title: 'The application listens where App Runner asks'} as const;
  const {service, salt} = context;
  if (service === undefined) return check(about, 'not-run', 'no service: its port is not known');
  const asked = service.configuration.port ?? DEFAULT_PORT;
  const evidence: string[] = [
    `App Runner asks port ${asked}${service.configuration.port === undefined ? ' (its default)' : ''}`,
  ];
  const fix = `Let the application listen on 0.0.0.0:${asked}, or set the service's port to the application's.`;
  const named = portIn((commandOf(context, image) ?? []).join(' '));
  if (named !== undefined) {
    const said = `the command names port ${named}`;
    return String(named) === asked
      ? check(about, 'pass', said, {evidence})
      : check(about, 'fail', `${said}, App Runner asks port ${asked}`, {evidence, fix});
  }
  // The service's own PORT would be App Runner's; the image's is overridden by it.
  const own = service.configuration.variables.find(({name}) => name === 'PORT');
  if (own !== undefined && own.fingerprint !== fingerprint(salt, asked)) {
    const message = `the variable PORT holds another value than ${asked}, the port that App Runner asks`;
    return check({...about, severity: 'warning'}, 'fail', message, {evidence, fix});
  }
  const exposed = (image?.config?.exposedPorts ?? []).map((text) => text.replace(/\/tcp$/, ''));
  if (exposed.length > 0) {
    const said = `the image exposes ${exposed.join(', ')}`;
    return exposed.includes(asked)
      ? check(about, 'pass', said, {evidence})
      : check({...about, severity: 'warning'}, 'fail', `${said}, App Runner asks port ${asked}`, {evidence, fix});
  }
  if (image?.config === undefined)
    return image === undefined ? unread(about, context.image) : unreadConfig(about, image);
  return check(
    about,
    'unknown',
    `neither the command nor EXPOSE names a port; App Runner asks ${asked} and sets PORT to it`,
    {
      evidence,
    },
  );
}

function unreadConfig(about: Parameters<typeof check>[0], image: Image): PreflightCheck {
  return check(about, 'unknown', 'the configuration of the image could not be read', gapsOf(image));
}

function gapsOf(image: Image): {evidence: string[]; fix?: string} {
  const gaps = image.gaps ?? [];
  const fix = gaps.find((gap) => gap.fix !== undefined)?.fix;
  return {evidence: gaps.map(({what, why}) => `${what}: ${why}`), ...(fix !== undefined && {fix})};
}
