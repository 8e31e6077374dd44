import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildImages } from "./image-builder.ts";
import { migrateDatabase, type Migrated } from "./database.ts";
import { startDocker, type Docker } from "./docker.ts";
import { lockFolder } from "./data-dir.ts";
import { readStackEnv } from "./env.ts";
import { startPostgres } from "./postgres.ts";
import { checkRedis, startRedis } from "./redis.ts";
import { endLeftovers } from "./service-process.ts";
import { Steps } from "./steps.ts";

/**
 * Everything the engine needs around it, started together and stopped together. The whole system, the tests and the
 * measurements all use this one function, each with a data directory of its own.
 *
 * What was given is used as it is and never stopped; what is needed and was not given is started here.
 */
export type ServicesOptions = {
  dataDir: string;
  /** Data of an own Docker Engine; by default the same for every start on this machine, so images are built once. */
  dockerDir?: string;
  needs: { postgres?: boolean; redis?: boolean; docker?: boolean; /** Implies docker. */ images?: boolean };
  given?: { databaseUrl?: string | null; redisUrl?: string | null; dockerHost?: string | null };
  /** False for throw-away data, which then need not reach the disk. True by default. */
  durable?: boolean;
  /** Apply the migrations. True by default. */
  migrate?: boolean;
  steps?: Steps;
  signal?: AbortSignal;
};

export type Services = {
  /** Each is the empty string when it was not asked for. */
  databaseUrl: string;
  redisUrl: string;
  dockerHost: string;
  /** Whether the Docker Engine is one of our own. */
  ownDocker: boolean;
  migrated: Migrated | null;
  stop: () => Promise<void>;
  /** At once, without waiting for anything to finish. */
  kill: () => Promise<void>;
};

type Stoppable = { stop: () => Promise<void>; kill: () => void | Promise<void> };

export async function startServices(options: ServicesOptions): Promise<Services> {
  const steps = options.steps ?? new Steps();
  const { dataDir, needs, given = {}, durable = true } = options;
  const say = (line: string): void => steps.say(line);
  /** Ends what is still starting when one of them fails. */
  const siblings = new AbortController();
  const signal = AbortSignal.any([
    siblings.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  const dockerDir = options.dockerDir ?? join(readStackEnv().dataDir, "docker");
  mkdirSync(dataDir, { recursive: true });
  const unlock = lockFolder(dataDir);
  const started: Stoppable[] = [];
  const keep = <Service extends Stoppable>(service: Service): Service => {
    started.push(service);
    return service;
  };
  const stop = async (): Promise<void> => {
    const results = await Promise.allSettled(started.splice(0).map((service) => service.stop()));
    unlock();
    const failures = results
      .filter((result) => result.status === "rejected")
      .map((result): unknown => result.reason);
    if (failures.length > 0) throw new AggregateError(failures, "Some services did not stop in good order.");
  };
  const kill = async (): Promise<void> => {
    await Promise.allSettled(started.map(async (service) => service.kill()));
    unlock();
  };

  const database = async (): Promise<{ url: string; migrated: Migrated | null }> => {
    if (needs.postgres !== true) return { url: "", migrated: null };
    const url =
      given.databaseUrl ??
      (await steps.run("Postgres", async () => keep(await startPostgres({ dataDir, durable, signal, say }))))
        .url;
    if (options.migrate === false) return { url, migrated: null };
    const migrated = await steps.run("Database schema", async (report) => {
      const result = await migrateDatabase(url);
      report(result.applied.length === 0 ? "" : `applied ${result.applied.join(", ")}`);
      return result;
    });
    return { url, migrated };
  };
  const redis = async (): Promise<string> => {
    if (needs.redis !== true) return "";
    return steps.run("Redis", async () => {
      if (typeof given.redisUrl !== "string")
        return keep(await startRedis({ dataDir, durable, signal, say })).url;
      await checkRedis(given.redisUrl);
      return given.redisUrl;
    });
  };
  const docker = async (): Promise<Docker | null> => {
    if (needs.docker !== true && needs.images !== true) return null;
    const engine = await steps.run("Docker", async (report) => {
      const found = keep(
        await startDocker({ dataDir, dockerDir, dockerHost: given.dockerHost ?? null, signal, say }),
      );
      report(found.own ? "one of our own" : "");
      return found;
    });
    if (needs.images === true)
      await buildImages({ host: engine.host, own: engine.own, dataDir, steps, signal });
    return engine;
  };

  try {
    await endLeftovers(dataDir);
    const all = [database(), redis(), docker()] as const;
    for (const one of all) one.catch((reason: unknown) => siblings.abort(reason));
    // Only when all have come to an end is everything known that has to be stopped.
    await Promise.allSettled(all);
    const [db, redisUrl, engine] = await Promise.all(all);
    return {
      databaseUrl: db.url,
      redisUrl,
      dockerHost: engine?.host ?? "",
      ownDocker: engine?.own ?? false,
      migrated: db.migrated,
      stop,
      kill,
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
